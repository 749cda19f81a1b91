"""The platform's own row reports, totals and books, on the sample registers, are the truth's.

The files go in through the door, over RPC, into real databases; what is compared is what the
services answer and keep. The code under test never opens EXPECTED.json.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from gateway.cli.demo.people import CLERK, TREASURER
from kernel.client import new_id
from tests.platform import Platform, rows_of
from tests.registers import truth

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
FUNDS = ("wangthong", "banklang")
# Of these no file told the row's own fields differently; the platform reports place and reason.
MONEY = (
    *("accepted_satang", "accepted_entry_fee_satang", "review_satang"),
    *("sum_of_readable_amounts_satang", "sum_of_numeric_cells_satang"),
    *("printed_total_satang", "opening_arrears_satang", "closing_arrears_satang"),
)


@pytest.fixture(scope="module")
def imported(platform: Platform) -> dict[str, dict[str, Any]]:
    """Every register of funds, members, contributions and claims, taken in."""
    ended = platform.take_in_listed(("funds", "members"))
    platform.open_books()
    return (
        ended | platform.take_in_listed(("contributions",)) | platform.take_in_listed(("claims",))
    )


def compare(platform: Platform, service: str, path: str, told: dict[str, Any], **how: Any) -> None:
    assert told["state"] == "done", told["failure"]
    expected = truth.of_file(path)
    rows = [dict(row) for row in rows_of(platform, service, told["import_id"])]
    comparison = truth.compare(expected["rows"], rows, **how)
    assert not comparison.differences, f"{path}: {comparison}"
    assert not comparison.leniencies, f"{path}: {comparison}"
    decisions = {name: count for name, count in told["counts"].items() if count}
    assert decisions == expected["decisions"], path
    assert len(rows) == expected["data_rows"], path


def test_the_register_of_funds(platform: Platform, imported: dict[str, Any]) -> None:
    compare(platform, "funds", "funds.csv", imported["funds.csv"], every_row_listed=True)


def test_member_books(platform: Platform, imported: dict[str, Any]) -> None:
    books = [path for path in imported if path.startswith("members/")]
    assert len(books) == 6
    for path in books:
        compare(platform, "members", path, imported[path], every_row_listed=True)


def test_collections_and_their_money(platform: Platform, imported: dict[str, Any]) -> None:
    sheets = [path for path in imported if path.startswith("contributions/")]
    assert len(sheets) == 24
    for path in sheets:
        told, expected = imported[path], truth.of_file(path)
        compare(platform, "funds", path, told, every_row_listed=False)
        assert told["period"] == expected["period"]
        assert told["file_codes"] == expected["file_codes"], path
        assert {name: told["totals"].get(name) for name in MONEY} == {
            name: expected[name] for name in MONEY
        }, path


@pytest.mark.parametrize("fund", FUNDS)
def test_claims_books_with_every_code(
    platform: Platform, imported: dict[str, Any], fund: str
) -> None:
    path = f"claims/{fund}.xlsx"
    compare(platform, "funds", path, imported[path], every_row_listed=True)
    totals = imported[path]["totals"]
    expected = truth.of_file(path)
    assert totals["requested_satang"] == expected["requested_satang"]
    assert totals["paid_satang"] == expected["paid_satang"]
    assert totals["due_satang"] == expected["correct_satang"]


@pytest.mark.parametrize("fund", FUNDS)
def test_what_the_regulation_gives_for_every_claim(
    platform: Platform, imported: dict[str, Any], fund: str
) -> None:
    import_id = imported[f"claims/{fund}.xlsx"]["import_id"]
    query = text("SELECT claim_no, due_satang FROM claims WHERE import_id = :import_id")
    with platform.database("funds") as engine, engine.connect() as connection:
        rows = connection.execute(query, {"import_id": import_id})
        kept = {row.claim_no: row.due_satang for row in rows}
    expected = {
        row["claim"]: row["correct_satang"]
        for row in truth.of_file(f"claims/{fund}.xlsx")["rows"]
        if row["decision"] == "accepted"
    }
    assert kept == expected


def test_what_a_levy_brings_for_every_death(platform: Platform, imported: dict[str, Any]) -> None:
    levy = truth.levy()
    book = truth.of_file(f"members/{levy['fund']}.xlsx")["rows"]
    numbers = {(row["sheet"], row["row"]): row["member_no"] for row in book}
    for death in levy["deaths"]:
        with platform.asking(CLERK) as client:
            fund_id = platform.demo().fund(client, levy["fund"])
            member_no = numbers[death["sheet"], death["row"]]
            member = client.call(
                "members.find_member",
                fund_id=fund_id,
                member_no=member_no,
                purpose="membership_service",
            )
            claim_id = new_id("claim")
            client.call(
                "funds.submit_claim",
                command_id=new_id("command"),
                claim_id=claim_id,
                fund_id=fund_id,
                claim_no=member_no,
                membership_id=member["membership_id"],
                kind="death",
                event_on=death["died"],
                filed_on=death["died"],
                requested_satang=0,
            )
            told = client.call("funds.check_claim", claim_id=claim_id)
        assert told["due_satang"] == death["payout_satang"], told["conditions"]


@pytest.mark.parametrize("fund", FUNDS)
def test_the_ledger_holds_what_the_files_say(
    platform: Platform, imported: dict[str, Any], fund: str
) -> None:
    demo = platform.demo()
    with platform.asking(TREASURER) as client:
        statement = client.call(
            "funds.get_statement",
            fund_id=demo.fund(client, fund),
            from_day="2024-10-01",
            to_day="2025-10-31",
        )
    closing = {each["account"]: each["amount_satang"] for each in statement["closing"]}
    sheets = [truth.of_file(kept.path) for kept in truth.kept("contributions") if kept.fund == fund]
    claims = truth.of_file(f"claims/{fund}.xlsx")["rows"]
    paid = sum(row["paid_satang"] for row in claims if row["decision"] == "accepted")
    assert -closing["income.member"] == sum(sheet["accepted_satang"] for sheet in sheets)
    assert -closing["income.entry_fee"] == sum(
        sheet["accepted_entry_fee_satang"] for sheet in sheets
    )
    assert sum(sum_ for name, sum_ in closing.items() if name.startswith("welfare.")) == paid
    assert statement["imbalance_satang"] == 0
    assert sum(closing.values()) == 0


def test_a_file_imported_twice_changes_nothing(
    platform: Platform, imported: dict[str, Any]
) -> None:
    with platform.database("funds") as engine, engine.connect() as connection:
        count = text("SELECT count(*) FROM entries")
        before = connection.execute(count).scalar_one()
        again = platform.take_in_listed(("contributions", "claims"))
        connection.rollback()
        assert connection.execute(count).scalar_one() == before
    assert all(told["unchanged"] for told in again.values())
