"""What a survey leaves to a person: counted or kept apart, told to nobody, never lost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from kernel.values.errors import NotFound
from services.logbook.usecases import disclosures, households
from tests.logbook import orders
from tests.logbook.orders import VOLUNTEER
from tests.logbook.surveys import Desk, answers, cid, ends, house, person, survey, two_houses
from tests.units import Unit

pytestmark = pytest.mark.stack


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
