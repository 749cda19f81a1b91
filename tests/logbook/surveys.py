"""Surveys as clerks send them, and a desk that takes them in with the real `members` behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from kernel.chassis.imports import ImportTask
from kernel.contracts import imports as contract
from kernel.values.citizen_id import check_digit
from kernel.wire.clock import new_id
from services.logbook.usecases.imports import import_survey
from services.members.usecases import persons as members_usecases
from tests.units import DeskHere, Unit, answering, someone
from tests.workbooks import csv_text

CLERK = someone("clerk", actor_id="staff_clerk")

HOUSE_HEADER = [
    "รหัสบ้าน", "บ้านเลขที่", "หมู่ที่", "ตำบล", "lat", "lon", "หัวหน้าครัวเรือน", "เลขบัตรหัวหน้า", "จำนวนคน",
    "รายได้/เดือน", "หนี้สิน", "ความต้องการ",
]  # fmt: skip
PERSON_HEADER = [
    "รหัสบ้าน", "ลำดับ", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "ความสัมพันธ์", "วันเกิด",
    "กลุ่มเป้าหมาย",
]  # fmt: skip
ANSWER_HEADER = ["รหัสบ้าน", "รอบ", "วันที่สำรวจ", *(f"ตชว.{number}" for number in range(1, 32))]


def cid(number: int) -> str:
    """A generated number: office 0000 does not exist."""
    first = f"30000{number:07d}"
    return first + str(check_digit(first))


def house(code: int, head: int, **changes: str) -> list[str]:
    cells = {
        "house": f"{code:011d}", "no": "9", "moo": "1", "tambon": "วังทอง", "lat": "16.92",
        "lon": "100.51", "head": f"นาย ก{head} ข", "cid": cid(head), "count": "", "income": "3000",
        "debt": "0", "needs": "",
    }  # fmt: skip
    return list((cells | changes).values())


def person(code: int, order: int, who: int, **changes: str) -> list[str]:
    cells = {
        "house": f"{code:011d}", "order": f"{order}", "cid": cid(who), "title": "นาย",
        "first": f"ก{who}", "last": "ข", "relation": "หัวหน้าครัวเรือน", "birth": "30/06/2505",
        "groups": "ผู้สูงอายุ",
    }  # fmt: skip
    return list((cells | changes).values())


def answers(code: int, round_: str = "1/2568", *given: str) -> list[str]:
    return [f"{code:011d}", round_, "24/11/2567", *(given or ["1"] * 31)]


Table = list[list[str]]


def survey(houses: Table, persons: Table, assessments: Table) -> ImportTask:
    """An import of these rows, in three files."""
    files = (
        ("houses.csv", csv_text([HOUSE_HEADER, *houses]).encode()),
        ("persons.csv", csv_text([PERSON_HEADER, *persons]).encode()),
        ("answers.csv", csv_text([ANSWER_HEADER, *assessments]).encode()),
    )
    return ImportTask(
        new_id("import"), "survey", "", files, date(2025, 9, 30), replaces=False, area_code="650801"
    )


def two_houses() -> ImportTask:
    return survey(
        [house(1, 1), house(2, 3)],
        [person(1, 1, 1), person(1, 2, 2), person(2, 1, 3)],
        [answers(1), answers(2), answers(2, "2/2568")],
    )


class Desk(DeskHere):
    """The importer's desk, with the real use case of `members` behind it."""

    def __init__(self, logbook: Unit, members: Unit) -> None:
        register = answering(
            members, "register_persons", members_usecases.register_persons, caller="logbook"
        )
        super().__init__(logbook, CLERK, {"members.register_persons": register})
        self._logbook = logbook

    def begin(self, task: ImportTask) -> ImportTask:
        """The row an import begins with, as the service writes it."""
        files = [{"name": name, "sha256": "0" * 64} for name, _ in task.files]
        asked = {
            "command_id": new_id("command"),
            "import_id": task.import_id,
            "kind": task.kind,
            "area_code": task.area_code,
            "files": files,
            "as_of": task.as_of.isoformat(),
        }
        with self._logbook.work(CLERK) as work:
            order = contract.StartImport.read(asked)
            # The digest of these contents does not matter here: each task is another file.
            order["files"] = [{**each, "sha256": task.import_id} for each in order["files"][:1]]
            work.store.imports.begin(order, "staff_clerk", work.now)
        return task

    def take_in(self, task: ImportTask) -> dict[str, Any]:
        import_survey(self.begin(task), self)
        return self.told_of(task)

    def told_of(self, task: ImportTask) -> dict[str, Any]:
        with self._logbook.work(CLERK) as work:
            told: dict[str, Any] = work.store.imports.get(task.import_id)
            return told


def ends(logbook: Unit, task: ImportTask) -> dict[tuple[str, int], tuple[str, tuple[str, ...]]]:
    """How each row ended, by its place."""
    with logbook.work() as work:
        found = work.store.imports.rows(task.import_id, 0, 500, [])
    return {(row["sheet"], row["row"]): (row["decision"], tuple(row["codes"])) for row in found}
