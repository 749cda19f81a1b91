"""How a membership ends but by death: who asked for it, why, and who decided."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Event, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Text
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
    SERVICE,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

WAYS: Final = ("resigned", "removed", "moved_out")
LEAVING_STATES: Final = ("asked", "done", "declined")
_LEAVING: Final = "leaving_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ASKERS: Final = frozenset({"clerk", "committee"})
_ASKED: Final = {
    "command_id": COMMAND_EXAMPLE,
    "leaving_id": _LEAVING,
    "fund_id": FUND_EXAMPLE,
    "membership_id": MEMBERSHIP_EXAMPLE,
    "day": "2025-09-30",
}
_DECIDED: Final = {
    "command_id": COMMAND_EXAMPLE,
    "leaving_id": _LEAVING,
    "fund_id": FUND_EXAMPLE,
}


class Leaving(Message):
    """A member's leaving: asked for, done or declined. What was paid stays with the fund."""

    leaving_id = Id("leaving", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    way = Code(*WAYS, required=True)
    day = Day(required=True)
    ground = fields.String(required=True)
    reason = fields.String(required=True)
    state = Code(*LEAVING_STATES, required=True)
    asked_by = fields.String(required=True)
    decided_by = fields.String(required=True)
    example = {
        "leaving_id": _LEAVING,
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "way": "removed",
        "day": "2025-09-30",
        "ground": "arrears",
        "reason": "ค้างเงินออมเกิน 365 วัน",
        "state": "asked",
        "asked_by": "staff_clerk",
        "decided_by": "",
    }


class Leavings(Message):
    """A page of leavings by id; `after` begins the next, null at the end."""

    leavings = fields.List(fields.Nested(Leaving), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"leavings": [Leaving.example], "after": None}


class ResignMember(Command):
    """A member resigns from a day on; the regulation says whether another decides about it."""

    leaving_id = Id("leaving", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    day = Day(required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, _ASKERS, Leaving
    refuses = OF_A_FUND | codes(
        "date_in_closed_period day_in_future leaving_asked_before left_before_joining "
        "member_unknown reason_missing standing_moved_on"
    )
    example = {**_ASKED, "reason": "ขอลาออกตามหนังสือลงวันที่ 25 กันยายน 2568"}


class RemoveMember(Command):
    """Remove a member from a day on, for a ground the regulation knows; usually another decides.

    `ground` is `arrears`, which must have lasted as long as the regulation says by that day, or
    one the regulation names.
    """

    leaving_id = Id("leaving", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    day = Day(required=True)
    ground = Text(load_default="arrears", longest=50)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, _ASKERS, Leaving
    refuses = OF_A_FUND | codes(
        "date_in_closed_period day_in_future leaving_asked_before left_before_joining "
        "member_unknown reason_missing removal_ground_unknown removal_not_due standing_moved_on"
    )
    example = {**_ASKED, "ground": "arrears", "reason": "ค้างเงินออมเกิน 365 วัน"}


class MoveMemberOut(Command):
    """A member has moved out of the fund's area: where the regulation says so, that ends it."""

    leaving_id = Id("leaving", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    day = Day(required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, _ASKERS, Leaving
    refuses = OF_A_FUND | codes(
        "date_in_closed_period day_in_future leaving_asked_before left_before_joining "
        "member_unknown moving_ends_nothing reason_missing standing_moved_on"
    )
    example = {**_ASKED, "reason": "ย้ายทะเบียนบ้านออกนอกตำบล"}


class ApproveLeaving(Command):
    """Let the member go: by another than who asked, and only if it still holds today."""

    leaving_id = Id("leaving", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, COMMITTEE, Leaving
    refuses = OF_A_FUND | codes(
        "approver_is_asker date_in_closed_period leaving_moved_on leaving_unknown "
        "left_before_joining moving_ends_nothing removal_ground_unknown removal_not_due "
        "standing_moved_on"
    )
    example = _DECIDED


class DeclineLeaving(Command):
    """Leave the member in the fund."""

    leaving_id = Id("leaving", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, COMMITTEE, Leaving
    refuses = OF_A_FUND | codes("leaving_moved_on leaving_unknown")
    example = _DECIDED


class ListLeavings(Request):
    """Who left a fund or is about to, a page at a time."""

    fund_id = Id("fund", required=True)
    state = Code("", *LEAVING_STATES, load_default="")
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, Leavings
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "state": "asked", "after": "", "limit": 100}


class MemberLeft(Message):
    """A member has left, and from a day on is none. Why is told to nobody here."""

    leaving_id = Id("leaving", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    way = Code(*WAYS, required=True)
    day = Day(required=True)
    example = {
        "leaving_id": _LEAVING,
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "way": "resigned",
        "day": "2025-09-30",
    }


def _left(name: str) -> Event:
    """Of the leaving, not of the membership: who hears only of ends misses no other event."""
    heard_by = frozenset({"members"})
    return Event(SERVICE, name, "leaving", MemberLeft, heard_by=heard_by, partners_may_hear=True)


MEMBER_RESIGNED: Final = _left("member_resigned")
MEMBER_REMOVED: Final = _left("member_removed")
MEMBER_MOVED_OUT: Final = _left("member_moved_out")
