"""Taking in a survey: all or nothing, nobody registered twice, nothing taken in twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from kernel.values.errors import Conflict, KongbunError, Refused
from services.logbook.usecases import households
from services.logbook.usecases.imports import import_survey
from tests.logbook.orders import VOLUNTEER
from tests.logbook.surveys import Desk, answers, cid, house, person, survey, two_houses
from tests.units import Unit

pytestmark = pytest.mark.stack


def rows(logbook: Unit) -> dict[str, int]:
    names = ("households", "residents", "assessments", "outbox", "import_rows")
    return {name: logbook.count(name) for name in names}


def refused(attempt: Callable[[], Any]) -> KongbunError:
    with pytest.raises(KongbunError) as error:
        attempt()
    return error.value


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


def test_progress_is_told(desk: Desk) -> None:
    desk.take_in(two_houses())
    assert desk.told == [(0, 8), (3, 8)]
