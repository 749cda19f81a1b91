"""Assessments: one for each household and round, told by dimension."""

from __future__ import annotations

import pytest

from kernel.contracts import logbook as contract
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.wire.clock import new_id
from tests.logbook import orders
from tests.logbook.orders import VOLUNTEER
from tests.units import Unit

pytestmark = pytest.mark.stack


def test_an_assessment_is_answered_with_its_dimensions(logbook: Unit) -> None:
    asked = orders.assessment(orders.registered(logbook)["household_id"])
    with logbook.work(VOLUNTEER) as work:
        told = contract.Assessment.write(orders.record(work, asked))
    assert told["failed"] == [8]
    assert told["dimensions"] == {
        "health": "pass",
        "living": "fail",
        "education": "pass",
        "income": "pass",
        "access": "pass",
    }


def test_an_assessment_comes_back_as_it_was_given(logbook: Unit) -> None:
    given = ["1", "0", "-"] * 10 + ["-"]
    asked = orders.assessment(orders.registered(logbook)["household_id"], answers_given=given)
    with logbook.work(VOLUNTEER) as work:
        told = orders.record(work, asked)
    with logbook.work() as work:
        (kept,) = work.store.assessments.of(asked["household_id"])
    assert (kept.dimensions, list(kept.failed)) == (told["dimensions"], list(told["failed"]))
    assert logbook.count("assessments", f"answers = '{''.join(given)}'") == 1


def test_a_round_is_assessed_once(logbook: Unit) -> None:
    household_id = orders.registered(logbook)["household_id"]
    with logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(household_id))
    with pytest.raises(Conflict) as refused, logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(household_id))
    assert refused.value.code == "round_assessed"
    with logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(household_id, round="2/2568"))
    assert logbook.count("assessments") == 2


def test_an_assessment_needs_a_household_and_a_day_that_has_come(logbook: Unit) -> None:
    with pytest.raises(NotFound), logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(new_id("household")))
    household_id = orders.registered(logbook)["household_id"]
    with pytest.raises(Refused) as refused, logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(household_id, day="2025-10-01"))
    assert refused.value.code == "assessed_in_future"
