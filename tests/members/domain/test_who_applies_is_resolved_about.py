"""Nobody joins by the word of one person: who enters an application does not approve it."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.values.errors import Conflict, Refused
from services.members.domain import applications
from services.members.domain.applications import Application

DAY = dt.date(2025, 9, 1)
APPLIED = Application("application_1", "fund_1", "person_1", DAY, "3", "clerk")
APPROVED = applications.approve(APPLIED, "9/2568", DAY, "committee")


def test_an_application_is_approved_by_resolution_and_then_enrolled() -> None:
    assert (APPROVED.state, APPROVED.resolution_no, APPROVED.resolved_on) == (
        "approved",
        "9/2568",
        DAY,
    )
    enrolled = applications.enrol(APPROVED, "membership_1", DAY)
    assert (enrolled.state, enrolled.membership_id) == ("enrolled", "membership_1")


@pytest.mark.parametrize("actor_id", ["clerk", ""])
def test_nobody_approves_an_application_they_entered(actor_id: str) -> None:
    with pytest.raises(Refused, match="approver_is_asker"):
        applications.approve(APPLIED, "9/2568", DAY, actor_id)


def test_a_resolution_has_a_number_and_comes_after_the_application() -> None:
    with pytest.raises(Refused, match="resolution_missing"):
        applications.approve(APPLIED, " ", DAY, "committee")
    with pytest.raises(Refused, match="resolved_before_applying"):
        applications.approve(APPLIED, "9/2568", DAY - dt.timedelta(days=1), "committee")


def test_who_is_not_approved_is_not_enrolled() -> None:
    with pytest.raises(Conflict, match="application_moved_on"):
        applications.enrol(APPLIED, "membership_1", DAY)
    declined = applications.decline(APPROVED, "ย้ายออก", "clerk")
    with pytest.raises(Conflict, match="application_moved_on"):
        applications.enrol(declined, "membership_1", DAY)


def test_an_application_is_decided_once_and_declined_with_a_reason() -> None:
    with pytest.raises(Conflict, match="application_moved_on"):
        applications.approve(APPROVED, "10/2568", DAY, "another")
    with pytest.raises(Refused, match="reason_missing"):
        applications.decline(APPLIED, " ", "committee")


def test_nobody_is_a_member_before_applying() -> None:
    with pytest.raises(Refused, match="joins_before_applying"):
        applications.enrol(APPROVED, "membership_1", DAY - dt.timedelta(days=1))
