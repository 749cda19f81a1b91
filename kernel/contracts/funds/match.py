"""Match rounds: opened and counted for the nation, awarded fund by fund, received, claimed back."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Ids, Satang, Text
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
    TREASURER,
    announced,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

COUNT_MAX: Final = 100
_MINISTRY: Final = frozenset({"ministry"})
_ROUND: Final = "round_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_AWARD: Final = "award_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_MONTH: Final = validate.Regexp(r"^\d{4}-(0[1-9]|1[0-2])$")

_TERMS: Final = {
    "fiscal_year": 2568,
    "round_no": 1,
    "cut_off_on": "2025-06-30",
    "paid_from": "2024-10",
    "paid_to": "2025-06",
    "member_days_min": 180,
    "members_min": 100,
    "rate_satang": 14100,
    "member_cap_satang": 36500,
    "fund_ceiling_satang": None,
    "budget_satang": 12700000000,
}


class MatchRound(Message):
    """A round: its terms."""

    round_id = Id("round", required=True)
    fiscal_year = fields.Integer(required=True)
    round_no = fields.Integer(required=True)
    cut_off_on = Day(required=True)
    paid_from = fields.String(required=True)
    paid_to = fields.String(required=True)
    member_days_min = fields.Integer(required=True)
    members_min = fields.Integer(required=True)
    rate_satang = Satang(required=True, attribute="rate")
    member_cap_satang = Satang(required=True, attribute="member_cap")
    fund_ceiling_satang = Satang(required=True, allow_none=True, attribute="fund_ceiling")
    budget_satang = Satang(required=True, allow_none=True, attribute="budget")
    example = {"round_id": _ROUND, **_TERMS}


class MatchRounds(Message):
    """The rounds."""

    rounds = fields.List(fields.Nested(MatchRound), required=True)
    example = {"rounds": [MatchRound.example]}


class OpenMatchRound(Command):
    """Open a round with its terms: the rate for each member is the round's own (141, 365 baht)."""

    round_id = Id("round", required=True)
    fiscal_year = fields.Integer(required=True, strict=True, validate=validate.Range(2500, 2700))
    round_no = fields.Integer(required=True, strict=True, validate=validate.Range(1, 99))
    cut_off_on = Day(required=True)
    paid_from = fields.String(required=True, validate=_MONTH)
    paid_to = fields.String(required=True, validate=_MONTH)
    member_days_min = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 3_660))
    members_min = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, 100_000))
    rate_satang = Satang(required=True)
    member_cap_satang = Satang(required=True)
    fund_ceiling_satang = Satang(load_default=None, allow_none=True)
    budget_satang = Satang(load_default=None, allow_none=True)
    callers, roles, answers = DOORS, _MINISTRY, MatchRound
    refuses = codes("amount_not_above_zero other_fund period_ends_before_it_begins round_exists")
    example = {"command_id": COMMAND_EXAMPLE, "round_id": _ROUND, **_TERMS}


class ListMatchRounds(Request):
    """The rounds of a fiscal year; of all years without one."""

    fiscal_year = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(2500, 2700)
    )
    callers, roles, answers = DOORS, READERS, MatchRounds
    refuses = codes("year_not_buddhist")
    example = {"fiscal_year": 2568}


class MatchCount(Message):
    """A round so far: funds counted, members who count in them, what was awarded."""

    round_id = Id("round", required=True)
    funds = fields.Integer(required=True)
    eligible = fields.Integer(required=True)
    awarded_satang = Satang(required=True, attribute="awarded")
    example = {"round_id": _ROUND, "funds": 60, "eligible": 41230, "awarded_satang": 0}


class CountMatchRound(Command):
    """Write down who counts in these funds: living, active, with an id number of their own.

    Once for a fund; a person of several funds counts in the one joined first, nationwide.
    """

    round_id = Id("round", required=True)
    fund_ids = Ids("fund", required=True, validate=validate.Length(1, COUNT_MAX))
    callers, roles, answers = DOORS, _MINISTRY, MatchCount
    refuses = codes("cut_off_in_future fund_counted_before other_fund round_unknown")
    example = {"command_id": COMMAND_EXAMPLE, "round_id": _ROUND, "fund_ids": [FUND_EXAMPLE]}


class MatchEligible(Message):
    """A member who counted in a round, and what he paid in its months, up to the cap."""

    membership_id = Id("membership", required=True)
    person_id = Id("person", required=True)
    paid_satang = Satang(required=True, attribute="paid")
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "person_id": "person_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "paid_satang": 27300,
    }


class MatchEligibles(Message):
    """A page of who counted in a fund; `after` begins the next, null at the end."""

    members = fields.List(fields.Nested(MatchEligible), required=True)
    after = fields.String(required=True, allow_none=True)
    example = {"members": [MatchEligible.example], "after": None}


class ListMatchEligible(Request):
    """Who counted in a fund, as it was when the round was counted."""

    round_id = Id("round", required=True)
    fund_id = Id("fund", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, MatchEligibles
    refuses = OF_A_FUND
    example = {"round_id": _ROUND, "fund_id": FUND_EXAMPLE, "after": "", "limit": 100}


class MatchAward(Message):
    """What a round gives a fund: what was due, awarded, received, claimed back."""

    award_id = Id("award", required=True)
    round_id = Id("round", required=True)
    fund_id = Id("fund", required=True)
    eligible = fields.Integer(required=True)
    due_satang = Satang(required=True, attribute="due")
    awarded_satang = Satang(required=True, attribute="awarded")
    received_satang = Satang(required=True, attribute="received")
    clawed_back_satang = Satang(required=True, attribute="clawed_back")
    clawed_back_why = fields.String(required=True)
    state = Code("awarded", "partly_received", "received", "clawed_back", required=True)
    example = {
        "award_id": _AWARD,
        "round_id": _ROUND,
        "fund_id": FUND_EXAMPLE,
        "eligible": 395,
        "due_satang": 5569500,
        "awarded_satang": 5569500,
        "received_satang": 0,
        "clawed_back_satang": 0,
        "clawed_back_why": "",
        "state": "awarded",
    }


class MatchAwards(Message):
    """A page of awards; `after` begins the next, null at the end."""

    awards = fields.List(fields.Nested(MatchAward), required=True)
    after = fields.String(required=True, allow_none=True)
    example = {"awards": [MatchAward.example], "after": None}


class AwardMatch(Command):
    """Award a fund what is due to it in a round that has counted it, or `amount_satang` of it."""

    award_id = Id("award", required=True)
    round_id = Id("round", required=True)
    fund_id = Id("fund", required=True)
    amount_satang = Satang(load_default=None, allow_none=True)
    callers, roles, answers = DOORS, _MINISTRY, MatchAward
    refuses = OF_A_FUND | codes(
        "amount_not_above_zero award_above_due fund_awarded_before fund_not_counted fund_stopped "
        "round_budget_spent round_unknown too_few_members"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "award_id": _AWARD,
        "round_id": _ROUND,
        "fund_id": FUND_EXAMPLE,
        "amount_satang": None,
    }


class ReceiveMatch(Command):
    """Post what has come of an award; it may come in parts."""

    award_id = Id("award", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    amount_satang = Satang(required=True)
    callers, roles, answers = DOORS, TREASURER, MatchAward
    refuses = OF_A_FUND | codes(
        "amount_not_above_zero award_unknown date_in_closed_period day_in_future more_than_awarded"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "award_id": _AWARD,
        "fund_id": FUND_EXAMPLE,
        "day": "2025-09-15",
        "amount_satang": 5569500,
    }


class ClawBackMatch(Command):
    """Claim back of an award what should not have been given, with the reason."""

    award_id = Id("award", required=True)
    fund_id = Id("fund", required=True)
    amount_satang = Satang(required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, _MINISTRY, MatchAward
    refuses = OF_A_FUND | codes(
        "amount_not_above_zero award_unknown fund_balance_too_low more_than_awarded reason_missing"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "award_id": _AWARD,
        "fund_id": FUND_EXAMPLE,
        "amount_satang": 14100,
        "reason": "สมาชิกหนึ่งคนเสียชีวิตก่อนวันตัดยอด",
    }


class ListMatchAwards(Request):
    """Awards of a fund, a page at a time; of one round only, if one is named."""

    fund_id = Id("fund", required=True)
    round_id = Id("round", blank=True, load_default="")
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, MatchAwards
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "round_id": "", "after": "", "limit": 100}


class MatchMoved(Message):
    """An award, and the amount that was awarded, received or claimed back just now."""

    award_id = Id("award", required=True)
    round_id = Id("round", required=True)
    fund_id = Id("fund", required=True)
    amount_satang = Satang(required=True, attribute="amount")
    awarded_satang = Satang(required=True, attribute="awarded")
    received_satang = Satang(required=True, attribute="received")
    clawed_back_satang = Satang(required=True, attribute="clawed_back")
    example = {
        "award_id": _AWARD,
        "round_id": _ROUND,
        "fund_id": FUND_EXAMPLE,
        "amount_satang": 5569500,
        "awarded_satang": 5569500,
        "received_satang": 0,
        "clawed_back_satang": 0,
    }


MATCH_ROUND_OPENED: Final = announced("match_round_opened", "round", MatchRound)
MATCH_AWARDED: Final = announced("match_awarded", "award", MatchMoved)
MATCH_RECEIVED: Final = announced("match_received", "award", MatchMoved)
MATCH_CLAWED_BACK: Final = announced("match_clawed_back", "award", MatchMoved)
