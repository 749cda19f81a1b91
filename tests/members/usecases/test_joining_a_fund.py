"""Joining: applied for by one, approved by another under a resolution, enrolled from then on."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kernel.values.citizen_id import check_digit
from kernel.values.errors import Conflict, Forbidden, KongbunError, NotFound, Refused
from kernel.wire.clock import new_id
from services.members.domain.applications import Application
from services.members.usecases import applications
from tests.members.enrolling import CLERK, DAY, enrolled
from tests.units import Unit, Units, someone

NUMBER = "300000000001"  # office 0000 does not exist
CID = NUMBER + str(check_digit(NUMBER))
COMMITTEE = someone("committee", actor_id="staff_committee")
APPLIED_ON = DAY - dt.timedelta(days=20)


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def person() -> dict[str, Any]:
    return {
        "person_id": new_id("person"),
        "cid": CID,
        "title": "นาง",
        "first": "ตัวอย่าง",
        "last": "สมมุติ",
        "birth_on": None,
    }


def applied(members: Unit, fund_id: str) -> Application:
    with members.work(CLERK) as work:
        return applications.apply_for_membership(
            work,
            application_id=new_id("application"),
            fund_id=fund_id,
            person=person(),
            applied_on=APPLIED_ON,
            village="3",
        )


def approved(members: Unit, application: Application, actor: Any = COMMITTEE) -> Application:
    with members.work(actor) as work:
        return applications.approve_application(
            work,
            application_id=application.application_id,
            fund_id=application.fund_id,
            resolution_no="9/2568",
            resolved_on=DAY,
        )


def joined(members: Unit, application: Application, member_no: str = "7") -> dict[str, Any]:
    with members.work(CLERK) as work:
        return applications.enrol_applicant(
            work,
            application_id=application.application_id,
            fund_id=application.fund_id,
            membership_id=new_id("membership"),
            member_no=member_no,
            joined_on=DAY,
        )


def listed(members: Unit, fund_id: str, state: str | None = None) -> list[dict[str, Any]]:
    with members.work(COMMITTEE) as work:
        told = applications.list_applications(
            work, fund_id=fund_id, state=state, purpose="membership_service", after="", limit=10
        )
    return list(told["applications"])


def test_an_applicant_becomes_a_member_by_a_resolution_that_stays_readable(members: Unit) -> None:
    application = applied(members, new_id("fund"))
    approved(members, application)
    member = joined(members, application)
    assert (member["member_no"], member["status"], member["joined_on"]) == ("7", "active", DAY)
    assert members.count("outbox", "name = 'member_enrolled'") == 1
    (told,) = listed(members, application.fund_id)
    assert told["state"] == "enrolled"
    assert told["membership_id"] == member["membership_id"]
    assert (told["resolution_no"], told["resolved_on"]) == ("9/2568", DAY)
    assert (told["asked_by"], told["decided_by"]) == ("staff_test", "staff_committee")
    with members.work(CLERK) as work:
        assert work.store.memberships.get(member["membership_id"]).village == "3"


def test_whoever_entered_an_application_does_not_approve_it(members: Unit) -> None:
    application = applied(members, new_id("fund"))
    with pytest.raises(Refused, match="approver_is_asker"):
        approved(members, application, someone("committee"))
    with pytest.raises(Conflict, match="application_moved_on"):
        joined(members, application)
    assert members.count("memberships") == 0


def test_who_applied_is_not_enrolled_beside_the_application(members: Unit) -> None:
    fund_id = new_id("fund")
    application = applied(members, fund_id)
    with pytest.raises(Conflict, match="application_waits"):
        enrolled(members, fund_id, "1", CID)
    with members.work(COMMITTEE) as work:
        applications.decline_application(
            work, application_id=application.application_id, fund_id=fund_id, reason="ถอนใบสมัคร"
        )
    assert enrolled(members, fund_id, "1", CID)["status"] == "active"


def test_a_member_does_not_apply_again(members: Unit) -> None:
    fund_id = new_id("fund")
    enrolled(members, fund_id, "1", CID)
    with pytest.raises(Conflict, match="already_member"):
        applied(members, fund_id)


def test_two_clerks_at_once_enter_one_application(members: Unit) -> None:
    fund_id = new_id("fund")
    applied(members, new_id("fund"))

    def one(_: int) -> str:
        try:
            applied(members, fund_id)
        except KongbunError as refused:
            return refused.code
        return "applied"

    with ThreadPoolExecutor(4) as clerks:
        told = sorted(clerks.map(one, range(4)))
    assert told == [*["application_waits"] * 3, "applied"]


def test_a_number_given_to_somebody_else_leaves_the_application_waiting(members: Unit) -> None:
    fund_id = new_id("fund")
    application = applied(members, fund_id)
    approved(members, application)
    enrolled(members, fund_id, "7")
    with pytest.raises(Conflict, match="member_no_taken"):
        joined(members, application)
    assert [each["state"] for each in listed(members, fund_id, "approved")] == ["approved"]
    assert joined(members, application, "8")["member_no"] == "8"


def test_applications_of_another_fund_are_not_seen(members: Unit) -> None:
    application = applied(members, new_id("fund"))
    other = new_id("fund")
    with pytest.raises(NotFound, match="application_unknown"), members.work(COMMITTEE) as work:
        applications.approve_application(
            work,
            application_id=application.application_id,
            fund_id=other,
            resolution_no="9/2568",
            resolved_on=DAY,
        )
    stranger = type(COMMITTEE)("staff_other", frozenset({"committee"}), frozenset({other}))
    with pytest.raises(Forbidden, match="other_fund"):
        approved(members, application, stranger)


def test_names_of_applicants_are_read_on_record(members: Unit) -> None:
    application = applied(members, new_id("fund"))
    (told,) = listed(members, application.fund_id, "applied")
    assert (told["first"], told["cid_masked"][-2:]) == ("ตัวอย่าง", f"-{CID[-1]}")
    assert listed(members, application.fund_id, "declined") == []
    assert members.count("readings") == 2
