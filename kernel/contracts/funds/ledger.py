"""Money: what comes in, the entries, the accounts."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Instant, Satang, Text
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

_ENTRY: Final = "entry_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_COLLECTION: Final = "collection_01K6BZQ5G0ABCDEFGHJKMNPQRS"


class Posting(Message):
    """One side of an entry, or the balance of an account: debits above zero, credits below."""

    account = fields.String(required=True)
    amount_satang = Satang(required=True, attribute="amount")
    example = {"account": "cash", "amount_satang": 1444200}


class Entry(Message):
    """An entry of the ledger: its postings sum to zero, and it is never edited."""

    entry_id = Id("entry", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True)
    postings = fields.List(fields.Nested(Posting), required=True)
    example = {
        "entry_id": _ENTRY,
        "fund_id": FUND_EXAMPLE,
        "day": "2025-02-28",
        "kind": "contributions",
        "subject": _COLLECTION,
        "postings": [
            {"account": "cash", "amount_satang": 1444200},
            {"account": "income.entry_fee", "amount_satang": -16000},
            {"account": "income.member", "amount_satang": -1428200},
        ],
    }


class EntryMade(Entry):
    """An entry as it stands in the books: who made it and when, and which entry it turns round."""

    made_by = fields.String(load_default="")
    made_at = Instant(load_default=None, allow_none=True)
    reverses = Id("entry", load_default=None, allow_none=True)
    example = {
        **Entry.example,
        "made_by": "staff_clerk",
        "made_at": "2025-02-28T09:12:44.000000Z",
        "reverses": None,
    }


class Entries(Message):
    """A page of entries by id; `after` begins the next, null at the end."""

    entries = fields.List(fields.Nested(EntryMade), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"entries": [EntryMade.example], "after": None}


class Statement(Message):
    """A fund's accounts over a period: what stood at its beginning, moved in it, stands at its end.

    `imbalance_satang` is what all entries of the fund sum to; it must be zero.
    """

    fund_id = Id("fund", required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    opening = fields.List(fields.Nested(Posting), required=True)
    moved = fields.List(fields.Nested(Posting), required=True)
    closing = fields.List(fields.Nested(Posting), required=True)
    imbalance_satang = Satang(required=True, attribute="imbalance")
    example = {
        "fund_id": FUND_EXAMPLE,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "opening": [],
        "moved": Entry.example["postings"],
        "closing": Entry.example["postings"],
        "imbalance_satang": 0,
    }


class RecordOpeningBalance(Command):
    """Post what a fund had when its books were opened here. Once for a fund."""

    entry_id = Id("entry", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    amount_satang = Satang(required=True)
    callers, roles, answers = DOORS, TREASURER, Entry
    refuses = OF_A_FUND | codes(
        "amount_not_above_zero books_already_opened date_in_closed_period day_in_future"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "entry_id": _ENTRY,
        "fund_id": FUND_EXAMPLE,
        "day": "2024-10-01",
        "amount_satang": 50000000,
    }


class Payment(Message):
    """What one member paid: savings, and an entry fee where one was due."""

    membership_id = Id("membership", required=True)
    amount_satang = Satang(required=True)
    entry_fee_satang = Satang(load_default=None, allow_none=True)
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "amount_satang": 3100,
        "entry_fee_satang": None,
    }


class RecordContributions(Command):
    """Record what members paid on a day: one entry of the ledger for all of it."""

    collection_id = Id("collection", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    payments = fields.List(
        fields.Nested(Payment), required=True, validate=validate.Length(1, PAGE_MAX)
    )
    paid_in = Code("cash", "waste", load_default="cash")
    branch_id = Id("branch", load_default=None, allow_none=True)
    callers, roles, answers = DOORS, frozenset({"clerk", "treasurer"}), Entry
    refuses = OF_A_FUND | codes(
        "amount_not_above_zero branch_unknown date_in_closed_period day_in_future "
        "entry_fee_not_as_planned entry_fee_paid_before first_payment_too_low member_unknown "
        "membership_ended"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "collection_id": _COLLECTION,
        "fund_id": FUND_EXAMPLE,
        "day": "2025-09-30",
        "payments": [Payment.example],
    }


class SettleWasteBank(Command):
    """Post the money the waste bank hands over for waste that members paid with."""

    entry_id = Id("entry", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    amount_satang = Satang(required=True)
    callers, roles, answers = DOORS, TREASURER, Entry
    refuses = OF_A_FUND | codes(
        "amount_not_above_zero date_in_closed_period day_in_future more_than_waste_bank_owes"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "entry_id": _ENTRY,
        "fund_id": FUND_EXAMPLE,
        "day": "2025-09-30",
        "amount_satang": 3000,
    }


class GetStatement(Request):
    """A fund's accounts over a period."""

    fund_id = Id("fund", required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    callers, roles, answers = DOORS, READERS, Statement
    refuses = OF_A_FUND | codes("period_ends_before_it_begins")
    example = {"fund_id": FUND_EXAMPLE, "from_day": "2024-10-01", "to_day": "2025-09-30"}


class ListEntries(Request):
    """A fund's entries, a page at a time: all, or those of some days or of a kind."""

    fund_id = Id("fund", required=True)
    from_day = Day(allow_none=True, load_default=None)
    to_day = Day(allow_none=True, load_default=None)
    kind = Text(load_default="", longest=50)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, Entries
    refuses = OF_A_FUND
    example = {
        "fund_id": FUND_EXAMPLE,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "kind": "contributions",
        "after": "",
        "limit": 100,
    }


class ContributionsRecorded(Message):
    """A fund's collection has been posted: how much, from how many."""

    fund_id = Id("fund", required=True)
    collection_id = Id("collection", required=True)
    period = fields.String(required=True)
    payments = fields.Integer(required=True)
    amount_satang = Satang(required=True)
    entry_fee_satang = Satang(required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "collection_id": _COLLECTION,
        "period": "2025-02",
        "payments": 444,
        "amount_satang": 1428200,
        "entry_fee_satang": 16000,
    }


CONTRIBUTIONS_RECORDED: Final = announced(
    "contributions_recorded", "collection", ContributionsRecorded
)
