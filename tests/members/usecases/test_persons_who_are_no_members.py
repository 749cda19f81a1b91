"""Persons a fund helps without their being members: registered once, and asked about by no name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kernel.contracts import members as contract
from kernel.values.errors import NotFound
from kernel.wire.clock import new_id
from services.members.usecases import deaths, persons
from tests.members.enrolling import CLERK, DAY, enrolled
from tests.units import NOW, Unit, Units

pytestmark = pytest.mark.stack
CID = "1000000000009"


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def registered(members: Unit, **told: Any) -> str:
    """The person a clerk registers, as the contract reads it."""
    person = {**contract.PersonToRegister.example, "person_id": new_id("person"), **told}
    order = contract.RegisterPerson.read(
        {"command_id": new_id("command"), "person": person},
    )
    with members.work(CLERK) as work:
        return persons.register_person(work, **order).person_id


def asked(members: Unit, person_id: str, day: dt.date = DAY) -> dict[str, Any]:
    with members.work() as work:
        return persons.get_person_on_day(work, person_id=person_id, day=day)


def test_who_is_registered_again_by_the_same_number_is_the_same_person(members: Unit) -> None:
    first = registered(members, cid=CID)
    assert registered(members, cid=CID) == first
    assert registered(members) != registered(members)


def test_who_is_a_member_is_found_by_the_number_and_not_registered_twice(members: Unit) -> None:
    member = enrolled(members, new_id("fund"), "1", CID)
    assert registered(members, cid=CID, first="ตัวอย่าง") == member["person_id"]


def test_of_a_person_age_and_death_are_told_and_the_reading_recorded(members: Unit) -> None:
    person_id = registered(members, birth_on="1963-09-30")
    assert asked(members, person_id) == {"age": 62, "died_on": None}
    with members.work(CLERK) as work:
        deaths.record_death(work, person_id=person_id, died_on=NOW.date())
    assert asked(members, person_id)["died_on"] == NOW.date()
    with members.owned.connect() as connection:
        readings = connection.execute(members.tables.readings.select()).all()
    assert {(each.purpose, each.subject) for each in readings} == {("claim_review", "ages")}
    assert [each.person_ids for each in readings] == [[person_id]] * 2


def test_nobody_knows_of_a_person_who_was_never_registered(members: Unit) -> None:
    with pytest.raises(NotFound, match="person_unknown"):
        asked(members, new_id("person"))
