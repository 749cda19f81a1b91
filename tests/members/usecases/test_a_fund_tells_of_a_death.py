"""The register believes a fund that approved the claim for a death, and takes it back with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from kernel.chassis.work import Work
from kernel.contracts.envelope import Heard
from kernel.values.actors import Actor
from kernel.values.citizen_id import check_digit
from kernel.values.errors import Forbidden, Refused
from kernel.wire.clock import new_id
from services.members.usecases import deaths, memberships
from tests.members.enrolling import CLERK, DAY, enrolled
from tests.units import NOW, Unit, Units

NUMBER = "300000000001"  # office 0000 does not exist
CID = NUMBER + str(check_digit(NUMBER))
DIED = DAY - dt.timedelta(days=10)
Enrolled = dict[str, Any]


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


@pytest.fixture
def two(members: Unit) -> tuple[Enrolled, Enrolled]:
    """One person's memberships of two funds."""
    here, there = (enrolled(members, new_id("fund"), "1", CID) for _ in range(2))
    assert here["person_id"] == there["person_id"]
    return here, there


def hear(
    members: Unit,
    handle: Callable[[Work, Heard], None],
    member: Enrolled,
    claim_id: str,
    died_on: dt.date = DIED,
) -> None:
    told = {"claim_id": claim_id, "membership_id": member["membership_id"], "died_on": died_on}
    death, fund = claim_id.replace("claim", "death"), member["fund_id"]
    heard = Heard(new_id("event"), "funds", "", death, NOW, death, 1, "", fund, "", told)
    with members.work() as work:
        handle(work, heard)


def standing(members: Unit, member: Enrolled) -> tuple[str, dt.date | None]:
    with members.work(CLERK) as work:
        told = memberships.get_member(
            work, membership_id=member["membership_id"], purpose="membership_service"
        )
    return told["status"], told["died_on"]


def changes(members: Unit) -> int:
    return members.count("outbox", "name = 'membership_changed'")


def test_who_died_died_in_every_fund_and_it_is_told_once(
    members: Unit, two: tuple[Enrolled, Enrolled]
) -> None:
    here, there = two
    claim_id = new_id("claim")
    for _ in range(2):
        hear(members, deaths.believe_death, here, claim_id)
    assert [standing(members, each) for each in two] == [("deceased", DIED)] * 2
    hear(members, deaths.believe_death, there, new_id("claim"), DAY)  # claimed there on another day
    assert standing(members, there) == ("deceased", DIED)
    assert changes(members) == 2


def test_a_claim_withdrawn_takes_back_the_death_it_told_and_no_other(
    members: Unit, two: tuple[Enrolled, Enrolled]
) -> None:
    here, there = two
    claim_id = new_id("claim")
    hear(members, deaths.believe_death, here, claim_id)
    hear(members, deaths.take_death_back, there, new_id("claim"))
    assert standing(members, here) == ("deceased", DIED)
    hear(members, deaths.take_death_back, here, claim_id)
    assert [standing(members, each) for each in two] == [("active", None)] * 2
    hear(members, deaths.believe_death, here, new_id("claim"), DAY)
    assert standing(members, there) == ("deceased", DAY)


def test_what_a_registrar_recorded_stands_whatever_becomes_of_a_claim(
    members: Unit, two: tuple[Enrolled, Enrolled]
) -> None:
    here, _ = two
    claim_id = new_id("claim")
    hear(members, deaths.believe_death, here, claim_id)
    with members.work(CLERK) as work:
        deaths.record_death(work, person_id=here["person_id"], died_on=DIED)
    hear(members, deaths.take_death_back, here, claim_id)
    assert standing(members, here) == ("deceased", DIED)


def clerk_of(fund_id: str) -> Actor:
    return Actor("staff_clerk", frozenset({"clerk"}), frozenset({fund_id}))


def test_a_clerk_of_one_fund_records_a_death_that_ends_the_others_silently(
    members: Unit, two: tuple[Enrolled, Enrolled]
) -> None:
    here, there = two
    order = {"person_id": here["person_id"], "died_on": DIED}
    with (
        pytest.raises(Forbidden, match="other_fund"),
        members.work(clerk_of(new_id("fund"))) as work,
    ):
        deaths.record_death(work, **order)
    assert standing(members, here) == ("active", None)
    with members.work(clerk_of(here["fund_id"])) as work:
        told = deaths.record_death(work, **order)
    assert there["fund_id"] not in str(told)
    assert [standing(members, each) for each in two] == [("deceased", DIED)] * 2


def test_of_another_fund_a_clerk_is_told_nothing_not_even_by_a_refusal(
    members: Unit, two: tuple[Enrolled, Enrolled]
) -> None:
    here, there = two
    with members.owned.begin() as owner:
        owner.exec_driver_sql(
            "UPDATE memberships SET joined_on = %s WHERE membership_id = %s",
            (DAY, there["membership_id"]),
        )
    order = {"person_id": here["person_id"], "died_on": DIED}
    with (
        pytest.raises(Refused, match="died_before_joining"),
        members.work(clerk_of(there["fund_id"])) as work,
    ):
        deaths.record_death(work, **order)
    with members.work(clerk_of(here["fund_id"])) as work:
        deaths.record_death(work, **order)
    assert [standing(members, each)[0] for each in two] == ["deceased", "active"]


def test_what_began_after_the_day_is_left_for_people_to_look_into(
    members: Unit, two: tuple[Enrolled, Enrolled]
) -> None:
    here, there = two
    with members.owned.begin() as owner:
        owner.exec_driver_sql(
            "UPDATE memberships SET joined_on = %s WHERE membership_id = %s",
            (DAY, there["membership_id"]),
        )
    hear(members, deaths.believe_death, here, new_id("claim"))
    assert [standing(members, each)[0] for each in two] == ["deceased", "active"]


def test_of_an_unknown_membership_nobody_dies(members: Unit) -> None:
    stranger = {"membership_id": new_id("membership"), "fund_id": new_id("fund")}
    for handle in (deaths.believe_death, deaths.take_death_back):
        hear(members, handle, stranger, new_id("claim"))
    assert members.count("outbox") == members.count("persons") == 0
