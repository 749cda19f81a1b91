"""The books: what came in and went out, to be checked against the files, and that it balances."""

from __future__ import annotations

from typing import Any, Final

from rich.table import Table

from gateway.cli.demo.people import TREASURER, Demo
from gateway.cli.showing import baht

_YEAR: Final = {"from_day": "2024-10-01", "to_day": "2025-09-30"}
_LINES: Final = (
    ("equity.opening", "ยกมา", "opening balance", -1),
    ("income.member", "เงินออมสมาชิก", "members' savings", -1),
    ("income.entry_fee", "ค่าแรกเข้า", "entry fees", -1),
    ("welfare.hospital", "เจ็บ (นอนโรงพยาบาล)", "hospital", 1),
    ("welfare.death", "ตาย", "death", 1),
    ("welfare.elderly", "แก่", "elderly", 1),
    ("welfare.education", "การศึกษา", "education", 1),
    ("welfare.disaster", "ภัยพิบัติ", "disaster", 1),
    ("welfare.birth", "เกิด", "birth", 1),
    ("reserved", "กันไว้จ่าย", "reserved", 1),
    ("cash", "เงินสดคงเหลือ", "cash at the end", 1),
)


def run(demo: Demo) -> bool:
    """Statements of the funds that keep books here, side by side; imbalance must be 0."""
    keys = [key for key, listed in demo.manifest.funds.items() if listed.opening_balance_satang]
    with demo.asking(TREASURER) as client:
        statements = [
            client.call("funds.get_statement", {**_YEAR, "fund_id": demo.fund(client, key)})
            for key in keys
        ]
    table = Table(header_style="bold", pad_edge=False)
    table.add_column(demo.session.says("ปีงบประมาณ 2568 (บาท)", "fiscal year 2568 (baht)"))
    for key in keys:
        name = demo.manifest.funds[key].name.removeprefix("กองทุนสวัสดิการชุมชน")
        table.add_column(name, justify="right", no_wrap=True)
    for account, thai, english, sign in _LINES:
        amounts = [_closing(statement, account) * sign for statement in statements]
        if any(amounts):
            table.add_row(demo.session.says(thai, english), *map(baht, amounts))
    table.add_section()
    off = [statement["imbalance_satang"] for statement in statements]
    table.add_row(demo.session.says("บัญชีไม่สมดุล", "ledger imbalance"), *map(baht, off))
    demo.session.console.print(table)
    demo.tell(
        "เทียบได้กับไฟล์: เงินออม = แถวที่รับเข้า, จ่าย = ช่องเงินที่จ่าย ของแถวที่รับเข้า",
        "To check: savings are the accepted rows of contributions/, payments the paid column of the"
        " accepted rows of claims/.",
    )
    return not any(off)


def _closing(statement: dict[str, Any], account: str) -> int:
    found = (each for each in statement["closing"] if each["account"] == account)
    return int(next((each["amount_satang"] for each in found), 0))
