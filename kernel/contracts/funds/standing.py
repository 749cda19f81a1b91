"""How members stand with their fund: paid, owed, suspended, reinstated."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Satang, Text
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
    announced,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes
from kernel.values.money import ZERO

STANDINGS: Final = (
    *("applied", "approved", "active", "suspended", "reinstated"),
    *("resigned", "removed", "deceased", "moved_out"),
)


class MemberStanding(Message):
    """How a member stands, what stands on the account, and what the regulation would have become
    of it."""

    membership_id = Id("membership", required=True)
    fund_id = Id("fund", required=True)
    member_no = fields.String(required=True)
    state = Code(*STANDINGS, required=True)
    paid_satang = Satang(required=True, attribute="paid")
    due_satang = Satang(required=True, allow_none=True, attribute="due")
    arrears_satang = Satang(required=True, allow_none=True, attribute="arrears")
    unpaid_since = Day(required=True, allow_none=True)
    advised = Code("active", "suspended", "removed", required=True, allow_none=True)
    account_satang = Satang(load_default=ZERO, attribute="stands")
    plan_from = Day(load_default=None, allow_none=True)
    period_days = fields.Integer(load_default=None, allow_none=True)
    next_due_on = Day(load_default=None, allow_none=True)
    next_due_satang = Satang(load_default=None, allow_none=True, attribute="next_due")
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "member_no": "1-001",
        "state": "active",
        "paid_satang": 27000,
        "due_satang": 36500,
        "arrears_satang": 9500,
        "unpaid_since": "2025-06-28",
        "advised": "suspended",
        "account_satang": -2000,
        "plan_from": "2025-01-01",
        "period_days": 90,
        "next_due_on": "2025-12-26",
        "next_due_satang": 9000,
    }


class MemberStandings(Message):
    """A page of standings by member number; `after` begins the next, null at the end."""

    standings = fields.List(fields.Nested(MemberStanding), required=True)
    after = fields.String(required=True, allow_none=True)
    example = {"standings": [MemberStanding.example], "after": None}


class ListMemberStandings(Request):
    """How the members of a fund stand today, a page at a time."""

    fund_id = Id("fund", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, MemberStandings
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "after": "", "limit": 100}


class ChoosePlan(Command):
    """Let a member pay by one of the regulation's plans from a day on: `period_days` at once, or
    null for each calendar month. What a period costs is due by its last day; without a plan
    chosen, savings are due by the day."""

    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    period_days = fields.Integer(
        required=True, strict=True, allow_none=True, validate=validate.Range(1, 3_660)
    )
    from_day = Day(required=True)
    callers, roles, answers = DOORS, frozenset({"clerk", "treasurer"}), MemberStanding
    refuses = OF_A_FUND | codes(
        "day_in_future member_unknown plan_arrears_unpaid plan_before_joining plan_chosen_since "
        "plan_not_offered standing_moved_on"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "period_days": 90,
        "from_day": "2025-01-01",
    }


class SuspendMember(Command):
    """Let a member's rights rest, by resolution of the committee."""

    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    day = Day(required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, COMMITTEE, MemberStanding
    refuses = OF_A_FUND | codes("day_in_future member_unknown reason_missing standing_moved_on")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "day": "2025-09-30",
        "reason": "ค้างเงินออมเกิน 90 วัน",
    }


class ReinstateMember(Command):
    """Let a member back; what is owed is paid first, where the regulation wants that."""

    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    day = Day(required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, COMMITTEE, MemberStanding
    refuses = OF_A_FUND | codes(
        "arrears_unpaid day_in_future levies_unpaid member_unknown reason_missing standing_moved_on"
    )
    example = {**SuspendMember.example, "reason": "ชำระครบแล้ว"}


class StandingChanged(Message):
    """A member's rights rest, or are back, from a day on."""

    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    state = Code("suspended", "reinstated", required=True)
    day = Day(required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "state": "suspended",
        "day": "2025-09-30",
    }


MEMBER_SUSPENDED: Final = announced("member_suspended", "membership", StandingChanged)
MEMBER_REINSTATED: Final = announced("member_reinstated", "membership", StandingChanged)
