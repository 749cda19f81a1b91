"""The books: other income and expense, corrections by two people, closing a year."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Satang, Text
from kernel.contracts.funds.closings import Closing
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
    TREASURER,
    announced,
)
from kernel.contracts.funds.ledger import Entry, Posting
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

# Where money comes from, as the registration form of welfare organisations splits it (guide 1.3).
SOURCES: Final = (
    *("member", "local_government", "central", "other_agency"),
    *("donation", "interest", "carbon_waste", "other"),
)
PURPOSES: Final = ("administration", "activity", "other")
_ENTRY: Final = "entry_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_REVERSAL: Final = "reversal_01K6BZQ5G0ABCDEFGHJKMNPQRS"


class RecordIncome(Command):
    """Post money that came in from elsewhere than the members, by its source."""

    entry_id = Id("entry", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    source = Code(*SOURCES[1:], required=True)
    amount_satang = Satang(required=True)
    callers, roles, answers = DOORS, TREASURER, Entry
    refuses = OF_A_FUND | codes("amount_not_above_zero date_in_closed_period day_in_future")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "entry_id": _ENTRY,
        "fund_id": FUND_EXAMPLE,
        "day": "2025-06-30",
        "source": "local_government",
        "amount_satang": 5569500,
    }


class RecordExpense(Command):
    """Post money spent on something that is no benefit; `Refused` if the fund has not got it, or if
    administration would take more than the regulation's share of the year's income."""

    entry_id = Id("entry", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    purpose = Code(*PURPOSES, required=True)
    amount_satang = Satang(required=True)
    callers, roles, answers = DOORS, TREASURER, Entry
    refuses = OF_A_FUND | codes(
        "admin_cap_reached amount_not_above_zero date_in_closed_period day_in_future "
        "fund_balance_too_low"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "entry_id": _ENTRY,
        "fund_id": FUND_EXAMPLE,
        "day": "2025-07-31",
        "purpose": "administration",
        "amount_satang": 150000,
    }


class Reversal(Message):
    """The wish to turn an entry round: asked for by one, done or declined by another."""

    reversal_id = Id("reversal", required=True)
    fund_id = Id("fund", required=True)
    entry_id = Id("entry", required=True)
    reason = fields.String(required=True)
    state = Code("asked", "done", "declined", required=True)
    asked_by = fields.String(required=True)
    decided_by = fields.String(required=True)
    correction_id = Id("entry", required=True, allow_none=True)
    example = {
        "reversal_id": _REVERSAL,
        "fund_id": FUND_EXAMPLE,
        "entry_id": _ENTRY,
        "reason": "ลงยอดผิดหมู่บ้าน",
        "state": "asked",
        "asked_by": "staff_clerk",
        "decided_by": "",
        "correction_id": None,
    }


class Reversals(Message):
    """A page of reversals by id; `after` begins the next, null at the end."""

    reversals = fields.List(fields.Nested(Reversal), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"reversals": [Reversal.example], "after": None}


class AskReversal(Command):
    """Ask for an entry to be turned round, with the reason. Claims and awards have own ways."""

    reversal_id = Id("reversal", required=True)
    fund_id = Id("fund", required=True)
    entry_id = Id("entry", required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, frozenset({"clerk", "treasurer"}), Reversal
    refuses = OF_A_FUND | codes(
        "entry_not_reversible entry_unknown reason_missing reversal_asked_before"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "reversal_id": _REVERSAL,
        "fund_id": FUND_EXAMPLE,
        "entry_id": _ENTRY,
        "reason": "ลงยอดผิดหมู่บ้าน",
    }


class ReverseEntry(Command):
    """Turn the entry round by another than who asked: on its day, or today if that is closed."""

    reversal_id = Id("reversal", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, COMMITTEE, Reversal
    refuses = OF_A_FUND | codes(
        "date_in_closed_period fund_balance_too_low reversal_moved_on reversal_unknown "
        "reverser_is_asker waste_bank_has_paid"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "reversal_id": _REVERSAL,
        "fund_id": FUND_EXAMPLE,
    }


class DeclineReversal(Command):
    """Leave the entry as it is."""

    reversal_id = Id("reversal", required=True)
    fund_id = Id("fund", required=True)
    callers, answers = DOORS, Reversal
    roles = frozenset({"clerk", "treasurer", "committee"})
    refuses = OF_A_FUND | codes("reversal_moved_on reversal_unknown")
    example = ReverseEntry.example


class ListReversals(Request):
    """The reversals of a fund, a page at a time."""

    fund_id = Id("fund", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, Reversals
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "after": "", "limit": 100}


class ClosedYear(Message):
    """A year that is closed: what it brought, and what the next one begins with."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    entry_id = Id("entry", required=True, allow_none=True)
    income_satang = Satang(required=True, attribute="income")
    expense_satang = Satang(required=True, attribute="expense")
    result_satang = Satang(required=True, attribute="result")
    opening = fields.List(fields.Nested(Posting), required=True)
    closed_by = fields.String(required=True)
    asked_by = fields.String(load_default="")
    example = {
        "fund_id": FUND_EXAMPLE,
        "year": 2568,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "entry_id": _ENTRY,
        "income_satang": 1444200,
        "expense_satang": 300000,
        "result_satang": 1144200,
        "opening": [
            {"account": "cash", "amount_satang": 1144200},
            {"account": "equity.surplus", "amount_satang": -1144200},
        ],
        "closed_by": "staff_committee",
        "asked_by": "staff_treasurer",
    }


class ClosedYears(Message):
    """The closed years of a fund, the last one first, and the closings that wait for another."""

    years = fields.List(fields.Nested(ClosedYear), required=True)
    asked = fields.List(fields.Nested(Closing), load_default=list)
    example = {"years": [ClosedYear.example], "asked": [{**Closing.example, "year": 2569}]}


class CloseYear(Command):
    """Close a year of the books for ever, as another has asked for (`ask_closing`): income and
    expense go over into the fund's equity."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True, strict=True, validate=validate.Range(2500, 2700))
    callers, roles, answers = DOORS, COMMITTEE, ClosedYear
    refuses = OF_A_FUND | codes(
        "approver_is_asker closing_not_asked year_already_closed year_before_open year_not_over"
    )
    example = {"command_id": COMMAND_EXAMPLE, "fund_id": FUND_EXAMPLE, "year": 2568}


class ListClosedYears(Request):
    """The closed years of a fund."""

    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, READERS, ClosedYears
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE}


class MoneyRecorded(Message):
    """Money came in from a source, or was spent on a purpose (`subject`)."""

    fund_id = Id("fund", required=True)
    entry_id = Id("entry", required=True)
    day = Day(required=True)
    subject = fields.String(required=True)
    amount_satang = Satang(required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "entry_id": _ENTRY,
        "day": "2025-06-30",
        "subject": "local_government",
        "amount_satang": 5569500,
    }


class EntryReversed(Message):
    """An entry has been turned round by another one."""

    fund_id = Id("fund", required=True)
    entry_id = Id("entry", required=True)
    correction_id = Id("entry", required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True)
    day = Day(required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "entry_id": _ENTRY,
        "correction_id": "entry_01K6BZQ5G0ABCDEFGHJKMNPQRT",
        "kind": "income",
        "subject": "donation",
        "day": "2025-09-30",
    }


class YearClosed(Message):
    """A fund has closed a year."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True)
    to_day = Day(required=True)
    income_satang = Satang(required=True, attribute="income")
    expense_satang = Satang(required=True, attribute="expense")
    result_satang = Satang(required=True, attribute="result")
    example = {
        "fund_id": FUND_EXAMPLE,
        "year": 2568,
        "to_day": "2025-09-30",
        "income_satang": 1444200,
        "expense_satang": 300000,
        "result_satang": 1144200,
    }


INCOME_RECORDED: Final = announced("income_recorded", "entry", MoneyRecorded)
EXPENSE_RECORDED: Final = announced("expense_recorded", "entry", MoneyRecorded)
ENTRY_REVERSED: Final = announced("entry_reversed", "entry", EntryReversed)
YEAR_CLOSED: Final = announced("year_closed", "fund", YearClosed)
