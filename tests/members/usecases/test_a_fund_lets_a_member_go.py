"""The register hears that a fund has let a member go: once, whatever came between."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kernel.contracts.envelope import Heard
from kernel.wire.clock import new_id
from services.members.usecases import deaths, memberships
from tests.members.enrolling import CLERK, DAY, enrolled
from tests.units import NOW, Unit, Units


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def hear(members: Unit, membership_id: str, day: dt.date, way: str = "resigned") -> None:
    data = {"membership_id": membership_id, "way": way, "day": day}
    leaving, fund = new_id("leaving"), new_id("fund")
    heard = Heard(new_id("event"), "funds", "", leaving, NOW, leaving, 1, "", fund, "", data)
    with members.work() as work:
        memberships.end_membership(work, heard)


def told_of(members: Unit, membership_id: str) -> dict[str, Any]:
    with members.work(CLERK) as work:
        return memberships.get_member(
            work, membership_id=membership_id, purpose="membership_service"
        )


def living(members: Unit, besides: str, day: dt.date) -> int:
    with members.work() as work:
        return memberships.get_living(work, membership_id=besides, day=day)["members"]


def test_the_register_ends_the_membership_and_tells_it_once(members: Unit) -> None:
    fund_id = new_id("fund")
    gone, other = (enrolled(members, fund_id, each)["membership_id"] for each in "12")
    for _ in range(2):
        hear(members, gone, DAY)
    told = told_of(members, gone)
    assert (told["status"], told["left_on"]) == ("resigned", DAY)
    assert members.count("outbox", "name = 'membership_changed'") == 1
    days = (DAY - dt.timedelta(days=1), DAY)
    assert [living(members, other, day) for day in days] == [1, 0]
    with members.work() as work:
        (counted,) = memberships.get_age_structures(work, fund_ids=[fund_id])["structures"]
    assert sum(counted["counts"]) == 1


def test_who_pays_a_levy_is_who_is_counted_for_it(members: Unit) -> None:
    fund_id = new_id("fund")
    dead, gone, *others = (enrolled(members, fund_id, each)["membership_id"] for each in "1234")
    hear(members, gone, DAY)
    with members.owned.begin() as owner:  # two of one house
        houses = f"UPDATE memberships SET house_blind = 'a' WHERE membership_id <> '{dead}'"
        owner.exec_driver_sql(houses)
    for day, payers in ((DAY - dt.timedelta(days=1), [gone, *others]), (DAY, others)):
        with members.work() as work:
            counted = memberships.get_living(work, membership_id=dead, day=day)
            first = memberships.list_levy_payers(
                work, membership_id=dead, day=day, after="", limit=1
            )
            rest = memberships.list_levy_payers(
                work, membership_id=dead, day=day, after=first["after"], limit=5
            )
        told = first["payers"] + rest["payers"]
        assert [each["membership_id"] for each in told] == sorted(payers)
        heads = [each["membership_id"] for each in told if each["for_household"]]
        assert heads == payers[:1]
        assert counted == {"members": len(payers), "households": 1}


def test_a_death_that_came_first_stays_a_death(members: Unit) -> None:
    gone = enrolled(members, new_id("fund"), "1")
    died_on = DAY - dt.timedelta(days=2)
    with members.work(CLERK) as work:
        deaths.record_death(work, person_id=gone["person_id"], died_on=died_on)
    hear(members, gone["membership_id"], DAY)
    assert told_of(members, gone["membership_id"])["status"] == "deceased"
    assert members.count("outbox", "name = 'membership_changed'") == 1


def test_a_death_after_leaving_is_no_members_death(members: Unit) -> None:
    gone = enrolled(members, new_id("fund"), "1")
    hear(members, gone["membership_id"], DAY - dt.timedelta(days=2), "removed")
    with members.work(CLERK) as work:
        deaths.record_death(work, person_id=gone["person_id"], died_on=DAY)
    told = told_of(members, gone["membership_id"])
    assert (told["status"], told["died_on"]) == ("removed", None)


def test_of_an_unknown_membership_nothing_ends(members: Unit) -> None:
    hear(members, new_id("membership"), DAY)
    assert members.count("outbox") == 0


def test_members_of_one_house_are_told_one_house_and_an_unknown_one_is_none(members: Unit) -> None:
    fund_id = new_id("fund")
    first, second, other = (enrolled(members, fund_id, each)["membership_id"] for each in "123")
    with members.owned.begin() as owner:
        houses = f"UPDATE memberships SET house_blind = 'a' WHERE membership_id <> '{other}'"
        owner.exec_driver_sql(houses)
    with members.work() as work:
        told = [
            memberships.get_house(work, membership_id=each)["house"]
            for each in (first, second, other)
        ]
    assert told == ["61", "61", None]
