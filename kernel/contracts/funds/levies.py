"""Members' accounts: money put in, and levies for deaths taken out of them."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message
from kernel.contracts.fields import Code, Day, Id, Satang
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    OF_A_CLAIM,
    OF_A_FUND,
    PAGE_MAX,
    TREASURER,
)
from kernel.contracts.funds.judgements import CLAIM_EXAMPLE
from kernel.contracts.funds.ledger import Entry
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

_LEVY: Final = "levy_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ENTRY: Final = "entry_01K6BZQ5G0ABCDEFGHJKMNPQRS"


class Deposit(Message):
    """What one member puts into the account that levies are taken from."""

    membership_id = Id("membership", required=True)
    amount_satang = Satang(required=True)
    example = {"membership_id": MEMBERSHIP_EXAMPLE, "amount_satang": 20000}


class RecordDeposits(Command):
    """Record what members put into their accounts on a day: theirs, and no income of the fund."""

    entry_id = Id("entry", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    deposits = fields.List(
        fields.Nested(Deposit), required=True, validate=validate.Length(1, PAGE_MAX)
    )
    callers, roles, answers = DOORS, frozenset({"clerk", "treasurer"}), Entry
    refuses = OF_A_FUND | codes(
        "amount_not_above_zero date_in_closed_period day_in_future member_named_twice "
        "member_unknown"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "entry_id": _ENTRY,
        "fund_id": FUND_EXAMPLE,
        "day": "2025-09-30",
        "deposits": [Deposit.example],
    }


class Levy(Message):
    """A levy that was taken. Of the `short`, whose accounts had too little in them, the regulation
    says what becomes: they owe it, owe it and are suspended, or the fund bears it."""

    levy_id = Id("levy", required=True)
    fund_id = Id("fund", required=True)
    claim_id = Id("claim", required=True)
    entry_id = Id("entry", required=True)
    day = Day(required=True)
    payers = fields.Integer(required=True)
    rate_satang = Satang(required=True, attribute="rate")
    taken_satang = Satang(required=True, attribute="taken")
    short = fields.Integer(required=True)
    shortfall = Code("owed", "suspended", "fund_bears", required=True)
    example = {
        "levy_id": _LEVY,
        "fund_id": FUND_EXAMPLE,
        "claim_id": CLAIM_EXAMPLE,
        "entry_id": _ENTRY,
        "day": "2025-09-30",
        "payers": 26,
        "rate_satang": 2000,
        "taken_satang": 52000,
        "short": 3,
        "shortfall": "owed",
    }


class TakeLevy(Command):
    """Take the levy for an approved death out of the accounts of all who lived on its day, once.

    Whose death and when is told beside the claim, and must agree with it. Where the register now
    counts others than the claim was given for, `accepted_count` says that this many shall pay.
    """

    levy_id = Id("levy", required=True)
    claim_id = Id("claim", required=True)
    membership_id = Id("membership", required=True)
    event_on = Day(required=True)
    day = Day(required=True)
    accepted_count = fields.Integer(
        allow_none=True, load_default=None, validate=validate.Range(min=1)
    )
    callers, roles, answers = DOORS, TREASURER, Levy
    refuses = OF_A_CLAIM | codes(
        "claim_moved_on date_in_closed_period day_in_future levy_count_differs "
        "levy_not_from_accounts levy_of_another_death levy_taken_before nothing_to_take"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "levy_id": _LEVY,
        "claim_id": CLAIM_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "event_on": "2025-09-20",
        "day": "2025-09-30",
    }
