"""Taking in a survey: all or nothing, nobody registered twice, nothing taken in twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from kernel.chassis.imports import ImportTask
from kernel.contracts import imports as contract
from kernel.values.citizen_id import check_digit
from kernel.values.errors import Conflict, KongbunError, NotFound, Refused
from kernel.wire.clock import new_id
from services.logbook.usecases import disclosures, households
from services.logbook.usecases.imports import import_survey
from services.members.usecases import persons as members_usecases
from tests.logbook import orders
from tests.logbook.orders import VOLUNTEER
from tests.units import DeskHere, Unit, Units, answering, someone
from tests.workbooks import csv_text

pytestmark = pytest.mark.stack
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


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


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


@pytest.fixture
def desk(logbook: Unit, members: Unit) -> Desk:
    return Desk(logbook, members)


def rows(logbook: Unit) -> dict[str, int]:
    names = ("households", "residents", "assessments", "outbox", "import_rows")
    return {name: logbook.count(name) for name in names}


def refused(attempt: Callable[[], Any]) -> KongbunError:
    with pytest.raises(KongbunError) as error:
        attempt()
    return error.value


def ends(logbook: Unit, task: ImportTask) -> dict[tuple[str, int], tuple[str, tuple[str, ...]]]:
    """How each row ended, by its place."""
    with logbook.work() as work:
        found = work.store.imports.rows(task.import_id, 0, 500, [])
    return {(row["sheet"], row["row"]): (row["decision"], tuple(row["codes"])) for row in found}


def test_a_survey_becomes_books(desk: Desk, logbook: Unit, members: Unit) -> None:
    told = desk.take_in(two_houses())
    assert told["state"] == "done"
    assert told["counts"] == {"accepted": 8, "rejected": 0, "review": 0, "no_payment": 0}
    assert told["totals"] == {
        "households": 2,
        "households_waiting": 0,
        "persons": 3,
        "persons_counted_only": 0,
        "assessments": 3,
        "assessments_waiting": 0,
    }
    assert members.count("persons") == 3
    with logbook.work(VOLUNTEER) as work:
        found = households.find_household(work, house_code=f"{1:011d}")
        kept = work.store.households.get(found.household_id)
    assert (kept.area_code, kept.address, len(kept.residents)) == ("650801", "9 หมู่ 1", 2)
    assert kept.residents[0].groups == ("ELDERLY_60",)


def test_what_is_taken_in_is_announced(desk: Desk, logbook: Unit) -> None:
    desk.take_in(two_houses())
    assert logbook.count("outbox", "name = 'household_registered'") == 2
    assert logbook.count("outbox", "name = 'household_assessed'") == 3


def test_the_logbook_keeps_no_number_and_no_name(desk: Desk, logbook: Unit, members: Unit) -> None:
    desk.take_in(two_houses())
    with logbook.owned.connect() as connection:
        stored = "\n".join(
            str(tuple(row))
            for name in logbook.tables.metadata.tables
            for row in connection.execute(text(f"SELECT * FROM {name}"))
        )
    assert not any(cid(who) in stored for who in (1, 2, 3))
    assert "ก1" not in stored
    with members.owned.connect() as connection:
        assert connection.execute(text("SELECT first FROM persons")).scalars().first()


def test_a_survey_whose_houses_have_books_is_a_conflict_and_changes_nothing(
    desk: Desk, logbook: Unit, members: Unit
) -> None:
    desk.take_in(two_houses())
    before = rows(logbook), members.count("persons"), members.count("commands")
    again = survey([house(2, 3), house(5, 5)], [person(2, 1, 3), person(5, 1, 5)], [answers(5)])
    error = refused(lambda: desk.take_in(again))
    assert (type(error), error.code, error.details) == (Conflict, "survey_imported", {"houses": 1})
    assert (rows(logbook), members.count("persons"), members.count("commands")) == before


def test_a_survey_of_other_houses_of_the_area_is_taken_in(desk: Desk, logbook: Unit) -> None:
    desk.take_in(two_houses())
    desk.take_in(survey([house(7, 7)], [person(7, 1, 7)], [answers(7)]))
    assert logbook.count("households") == 3


def test_a_survey_cannot_replace_another(desk: Desk) -> None:
    desk.take_in(two_houses())
    error = refused(lambda: desk.take_in(replace(two_houses(), replaces=True)))
    assert (type(error), error.code) == (Refused, "survey_cannot_be_replaced")


def test_a_crash_after_the_persons_were_registered_registers_nobody_twice(
    desk: Desk, logbook: Unit, members: Unit
) -> None:
    # One of them has a number the register knows under somebody else's name: kept without it, so
    # that finding it by number alone would register this person again.
    desk.take_in(survey([house(9, 9)], [person(9, 1, 9)], [answers(9)]))
    task = desk.begin(
        survey(
            [house(1, 1)],
            [person(1, 1, 1), person(1, 2, 9, first="อีกคน", last="หนึ่ง", birth="01/01/2530")],
            [answers(1)],
        )
    )

    class Crashed(Exception):
        pass

    class CrashingDesk(Desk):
        asked = False

        def ask(self, target: str, **fields: Any) -> Any:
            CrashingDesk.asked = True
            return super().ask(target, **fields)

        def work(self) -> Any:
            if CrashingDesk.asked:
                raise Crashed
            return super().work()

    before = rows(logbook)
    with pytest.raises(Crashed):
        import_survey(task, CrashingDesk(logbook, members))
    registered = members.count("persons")
    assert (rows(logbook), registered) == (before, 3)
    import_survey(task, desk)
    assert members.count("persons") == registered
    assert desk.told_of(task)["totals"]["persons"] == 2


def test_a_crash_while_writing_leaves_no_half_survey(desk: Desk, logbook: Unit) -> None:
    task = desk.begin(two_houses())
    with logbook.owned.begin() as connection:
        connection.execute(
            text("ALTER TABLE assessments ADD CONSTRAINT no CHECK (false) NOT VALID")
        )
    before = rows(logbook)
    with pytest.raises(Exception, match="violates check constraint"):
        import_survey(task, desk)
    assert rows(logbook) == before
    assert desk.told_of(task)["state"] == "waiting"
    with logbook.owned.begin() as connection:
        connection.execute(text("ALTER TABLE assessments DROP CONSTRAINT no"))
    import_survey(task, desk)
    assert desk.told_of(task)["state"] == "done"


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({"cid": "3000000000001"}, ("rejected", ("CID_CHECKSUM",))),
        ({"cid": ""}, ("review", ("CID_MISSING",))),
        ({"cid": cid(1)}, ("review", ("CID_CONFLICT",))),
    ],
)
def test_who_has_no_believable_number_is_counted_and_not_registered(
    desk: Desk, logbook: Unit, members: Unit, changes: dict[str, str], end: tuple[str, Any]
) -> None:
    task = survey([house(1, 1)], [person(1, 1, 1), person(1, 2, 2, **changes)], [answers(1)])
    told = desk.take_in(task)
    assert ends(logbook, task)["persons.csv", 3] == end
    known = told["totals"]["persons"]
    assert known + told["totals"]["persons_counted_only"] == 2
    assert members.count("persons") == known
    with logbook.work(VOLUNTEER) as work:
        assert households.find_household(work, house_code=f"{1:011d}").persons == 2


def test_who_stands_in_two_houses_waits_in_both(desk: Desk, logbook: Unit, members: Unit) -> None:
    task = survey(
        [house(1, 1), house(2, 3)],
        [person(1, 1, 1), person(1, 2, 2), person(2, 1, 3), person(2, 2, 2)],
        [answers(1)],
    )
    told = desk.take_in(task)
    waits = ("review", ("PERSON_IN_TWO_HOUSEHOLDS",))
    assert [ends(logbook, task)["persons.csv", row] for row in (3, 5)] == [waits, waits]
    assert (told["totals"]["persons"], told["totals"]["persons_counted_only"]) == (2, 2)
    assert members.count("persons") == 2


def test_who_lives_in_a_book_of_an_earlier_survey_waits_in_this_one(
    desk: Desk, logbook: Unit
) -> None:
    desk.take_in(two_houses())
    task = survey([house(3, 4)], [person(3, 1, 4), person(3, 2, 2)], [answers(3)])
    desk.take_in(task)
    assert ends(logbook, task)["persons.csv", 3] == ("review", ("PERSON_IN_TWO_HOUSEHOLDS",))
    assert logbook.count("residents", "person_id IS NULL") == 1


def test_a_house_for_review_is_told_to_nobody_until_it_is_opened(desk: Desk, logbook: Unit) -> None:
    task = survey(
        [house(1, 1, income="-100"), house(2, 3)],
        [person(1, 1, 1), person(2, 1, 3)],
        [answers(1), answers(2)],
    )
    told = desk.take_in(task)
    assert ends(logbook, task)["houses.csv", 2] == ("review", ("INCOME_NEGATIVE",))
    assert (told["totals"]["households"], told["totals"]["households_waiting"]) == (1, 1)
    assert logbook.count("outbox") == 2  # the other house and its assessment
    table = logbook.tables.households
    with logbook.work(VOLUNTEER) as work:
        (waiting,) = work.connection.execute(
            select(table.c.household_id).where(table.c.waits)
        ).scalars()
        page = households.list_households(work, area_code="", after="", limit=10)
        assert [each.household_id == waiting for each in page["households"]] == [False]
    for ask in (
        lambda work: households.find_household(work, house_code=f"{1:011d}"),
        lambda work: disclosures.get_household(work, household_id=waiting, purpose="statistics"),
    ):
        with pytest.raises(NotFound), logbook.work(VOLUNTEER) as work:
            ask(work)


def test_a_book_that_waits_gives_way_to_the_one_a_volunteer_opens(
    desk: Desk, logbook: Unit
) -> None:
    desk.take_in(survey([house(1, 1, income="-100")], [person(1, 1, 1)], [answers(1)]))
    asked = orders.registered(logbook, house_code=f"{1:011d}")
    assert logbook.count("households") == 1
    with logbook.work(VOLUNTEER) as work:
        found = households.find_household(work, house_code=f"{1:011d}")
    assert found.household_id == asked["household_id"]
    assert logbook.count("assessments") == 0


def test_a_corrected_survey_takes_the_place_of_what_waited(
    desk: Desk, logbook: Unit, members: Unit
) -> None:
    desk.take_in(survey([house(1, 1, income="-100")], [person(1, 1, 1)], [answers(1)]))
    desk.take_in(survey([house(1, 1)], [person(1, 1, 1)], [answers(1)]))
    assert (logbook.count("households"), logbook.count("households", "waits")) == (1, 0)
    assert logbook.count("residents", "person_id IS NOT NULL") == 1
    assert members.count("persons") == 1


def test_an_assessment_for_review_waits_and_gives_way(desk: Desk, logbook: Unit) -> None:
    given = ["?", *["1"] * 30]
    task = survey([house(1, 1)], [person(1, 1, 1)], [answers(1, "1/2568", *given)])
    told = desk.take_in(task)
    assert ends(logbook, task)["answers.csv", 2] == ("review", ("INDICATOR_INVALID",))
    assert told["totals"]["assessments_waiting"] == 1
    assert logbook.count("assessments", "dimensions ->> 'health' = 'unknown'") == 1
    with logbook.work(VOLUNTEER) as work:
        household_id = households.find_household(work, house_code=f"{1:011d}").household_id
        assert work.store.assessments.of(household_id) == []
        orders.record(work, orders.assessment(household_id))
    assert logbook.count("assessments") == 1
    assert logbook.count("assessments", "waits") == 0


def test_progress_is_told(desk: Desk) -> None:
    desk.take_in(two_houses())
    assert desk.told == [(0, 8), (3, 8)]
