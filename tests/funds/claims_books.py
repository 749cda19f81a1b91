"""Claims books as clerks bring them, and a desk that takes them in for a fund of `orders`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.chassis.imports import ImportTask
from kernel.contracts import funds as contract
from kernel.contracts import imports as imports_contract
from kernel.values.actors import Actor
from kernel.wire.clock import new_id
from services.funds.domain.claims_books import ClaimsBook
from services.funds.usecases import claims_books
from services.funds.usecases.imports import import_claims
from tests.funds.orders import CLERK, COMMITTEE, DAY, Fund
from tests.units import DeskHere
from tests.workbooks import workbook

HEADER = [
    "เลขที่คำขอ", "วันที่ยื่น", "เลขสมาชิก", "ชื่อผู้ใช้สิทธิ", "ประเภทสวัสดิการ", "วันที่เกิดเหตุ", "จำนวนคืน",
    "จำนวนเงินที่ขอ", "จำนวนเงินที่จ่าย", "วันที่จ่าย",
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of a claims book: a stay in hospital, unless told otherwise."""

    claim_no: str
    member: int
    event_on: str = "2025-09-01"
    kind: str = "นอน รพ."
    nights: int | None = 2
    baht: int = 200
    paid_on: str = "2025-09-10"

    @property
    def cells(self) -> list[Any]:
        days = (self.event_on, self.paid_on)
        event, paid = (dt.date.fromisoformat(day) for day in days)
        who = [f"{self.member}", "นาย ก ข", self.kind]
        return [self.claim_no, event, *who, event, self.nights, self.baht, self.baht, paid]


def book(fund: Fund, rows: Sequence[Row], year: int = 2568, as_of: dt.date = DAY) -> ImportTask:
    """A book of these rows, titled as of a year."""
    sheet = [["ทะเบียนคำขอรับสวัสดิการ"], [f"ปีงบประมาณ {year}"], HEADER]
    content = workbook({"คำขอ": [*sheet, *(row.cells for row in rows)]})
    named = (("claims.xlsx", content),)
    return ImportTask(new_id("import"), "claims", fund.fund_id, named, as_of, replaces=False)


class Desk(DeskHere):
    """The importer's desk. Of the members it knows what the fund's copy knows: all names agree."""

    def __init__(self, fund: Fund, clerk: Actor = CLERK) -> None:
        answers = {"members.match_roster": self._roster, "members.get_ages": self._ages}
        super().__init__(fund.unit, clerk, answers)
        self._fund, self._clerk = fund, clerk

    def bring(self, task: ImportTask) -> dict[str, Any]:
        """Take a book in as the service's own process does; what is told of its import."""
        asked = {
            **imports_contract.StartImport.example,
            "kind": "claims",
            "import_id": task.import_id,
            "fund_id": task.fund_id,
            "as_of": task.as_of.isoformat(),
        }
        with self._unit.work(self._clerk) as work:
            order = imports_contract.StartImport.read(asked)
            # The digest of these contents does not matter here: each task is another file.
            order["files"] = [{"name": "claims.xlsx", "sha256": task.import_id}]
            work.store.imports.begin(order, self._clerk.actor_id, work.now)
        import_claims(task, self)
        return self.told_of(task)

    def told_of(self, task: ImportTask) -> dict[str, Any]:
        with self._unit.work() as work:
            told: dict[str, Any] = work.store.imports.get(task.import_id)
            return told

    def ends(self, task: ImportTask) -> list[tuple[str, tuple[str, ...]]]:
        """How each row ended, and why."""
        with self._unit.work() as work:
            rows = work.store.imports.rows(task.import_id, 0, 500, [])
        return [(row["decision"], tuple(row["codes"])) for row in rows]

    def confirm(self, task: ImportTask, actor: Actor = COMMITTEE) -> ClaimsBook:
        order = {"import_id": task.import_id}
        told: ClaimsBook = self._fund.ask(
            actor, contract.ConfirmClaimsBook, claims_books.confirm_claims_book, **order
        )
        return told

    def decline(self, task: ImportTask, actor: Actor = COMMITTEE) -> ClaimsBook:
        order = {"import_id": task.import_id, "reason": "จ่ายซ้ำ"}
        told: ClaimsBook = self._fund.ask(
            actor, contract.DeclineClaimsBook, claims_books.decline_claims_book, **order
        )
        return told

    def _roster(self, fund_id: str, lines: Sequence[dict[str, str]]) -> Any:
        with self._unit.work() as work:
            known = work.store.memberships.of_fund(fund_id)
        by_number = {each.member_no: each for each in known.values()}
        return {"matches": [_match(by_number.get(line["member_no"])) for line in lines]}

    def _ages(self, asked: Sequence[Any]) -> Any:
        return {"ages": [61 for _ in asked]}


def _match(found: Any) -> dict[str, Any]:
    return {
        "state": "accepted" if found else "unknown",
        "name_agrees": found is not None,
        "died_on": None,
        "house": None,
        "membership_id": found.membership_id if found else None,
    }
