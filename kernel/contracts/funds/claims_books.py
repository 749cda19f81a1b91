"""Claims books: brought by a clerk, held until somebody else of the fund has confirmed them."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Satang, Text
from kernel.contracts.funds.claims import Claims
from kernel.contracts.funds.common import (
    CLERKS,
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

_IMPORT: Final = "import_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ONE: Final = {"fund_id": FUND_EXAMPLE, "import_id": _IMPORT}


class ClaimsBook(Message):
    """A claims book: of which year (`period`, Buddhist), how many claims, what was paid and what
    the regulation would have given, and how often each code stands on a claim (`flags`).

    A book is `held`, then `confirmed` or `declined`. While it is held nothing of it counts.
    """

    import_id = Id("import", required=True)
    fund_id = Id("fund", required=True)
    period = fields.String(required=True)
    state = Code("held", "confirmed", "declined", required=True)
    claims = fields.Integer(required=True)
    paid_satang = Satang(required=True, attribute="paid")
    due_satang = Satang(required=True, attribute="due")
    last_paid_on = Day(required=True, allow_none=True)
    flags = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    brought_by = fields.String(required=True)
    decided_by = fields.String(required=True)
    reason = fields.String(required=True)
    example = {
        **_ONE,
        "period": "2568",
        "state": "held",
        "claims": 113,
        "paid_satang": 17865000,
        "due_satang": 17215000,
        "last_paid_on": "2025-10-02",
        "flags": {"RULE_BEFORE_AMENDMENT": 54, "YEAR_CAP": 2},
        "brought_by": "staff_clerk",
        "decided_by": "",
        "reason": "",
    }


class ClaimsBooks(Message):
    """A page of claims books by id; `after` begins the next, null at the end."""

    books = fields.List(fields.Nested(ClaimsBook), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"books": [ClaimsBook.example], "after": None}


class ConfirmClaimsBook(Command):
    """Let a claims book count, by another than who brought it: its claims become the fund's, and
    what was paid is posted. `Refused` if the fund has one of the claims by now, or not the cash."""

    fund_id = Id("fund", required=True)
    import_id = Id("import", required=True)
    callers, roles, answers = DOORS, COMMITTEE, ClaimsBook
    refuses = OF_A_FUND | codes(
        "claims_book_moved_on claims_book_overlaps claims_book_unknown confirmer_is_bringer "
        "date_in_closed_period fund_balance_too_low"
    )
    example = {"command_id": COMMAND_EXAMPLE, **_ONE}


class DeclineClaimsBook(Command):
    """Leave a held claims book out, with the reason; a corrected one may be brought then."""

    fund_id = Id("fund", required=True)
    import_id = Id("import", required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, CLERKS | COMMITTEE, ClaimsBook
    refuses = OF_A_FUND | codes("claims_book_moved_on claims_book_unknown reason_missing")
    example = {"command_id": COMMAND_EXAMPLE, **_ONE, "reason": "แถวที่ 12 จ่ายซ้ำ"}


class ListClaimsBooks(Request):
    """The claims books of a fund, a page at a time."""

    fund_id = Id("fund", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, ClaimsBooks
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "after": "", "limit": 100}


class ListBookClaims(Request):
    """The claims a book brought, as they were read: what a confirmation is about."""

    fund_id = Id("fund", required=True)
    import_id = Id("import", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, Claims
    refuses = OF_A_FUND | codes("claims_book_unknown")
    example = {**_ONE, "after": "", "limit": 100}
