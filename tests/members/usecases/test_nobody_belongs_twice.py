"""One person is one member of a fund, whoever enrols again, and however often at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kernel.values.citizen_id import check_digit
from kernel.values.errors import Conflict
from kernel.wire.clock import new_id
from services.members.usecases import memberships, persons
from tests.members.enrolling import CLERK, DAY, enrolled
from tests.units import Unit, Units

NUMBER = "300000000001"  # office 0000 does not exist
CID = NUMBER + str(check_digit(NUMBER))
PERSON = {
    "person_id": new_id("person"),
    "cid": CID,
    "title": "นาง",
    "first": "ตัวอย่าง",
    "last": "สมมุติ",
    "birth_on": None,
}


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def test_a_member_is_not_enrolled_again_under_another_number(members: Unit) -> None:
    fund_id = new_id("fund")
    enrolled(members, fund_id, "1", CID)
    with pytest.raises(Conflict) as refused:
        enrolled(members, fund_id, "2", CID)
    assert refused.value.code == "already_member"
    assert refused.value.details == {"member_no": "1"}
    assert members.count("memberships") == 1


def test_one_person_may_belong_to_several_funds_and_come_back_to_one(members: Unit) -> None:
    fund_id = new_id("fund")
    first = enrolled(members, fund_id, "1", CID)
    enrolled(members, new_id("fund"), "1", CID)
    with members.work(CLERK) as work:
        left = work.store.memberships.get(first["membership_id"])
        ended = memberships.ended_by_leaving(left, "resigned", DAY)
        work.store.memberships.change(ended)
    again = enrolled(members, fund_id, "2", CID)
    assert again["person_id"] == first["person_id"]


def test_two_clerks_at_once_enrol_one_person_once(members: Unit) -> None:
    with members.work(CLERK) as work:
        persons.register_persons(work, persons=[PERSON])
    fund_id = new_id("fund")

    def one(member_no: str) -> str:
        try:
            enrolled(members, fund_id, member_no, CID)
        except Conflict as refused:
            return refused.code
        return "enrolled"

    with ThreadPoolExecutor(5) as clerks:
        told = sorted(clerks.map(one, "12345"))
    assert told == [*["already_member"] * 4, "enrolled"]
    assert members.count("memberships") == 1
