"""Who asks for a year to be closed, and what an auditor says of a closed one."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message
from kernel.contracts.fields import Code, Day, Id, Text
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    OF_A_FUND,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

CLOSING_STATES: Final = ("asked", "done", "declined")
OPINIONS: Final = ("unqualified", "qualified", "adverse", "disclaimed")
_CLOSING: Final = "closing_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_AUDIT: Final = "audit_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_OFFICER: Final = "officer_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_YEAR: Final = validate.Range(2500, 2700)
_KEEPERS: Final = frozenset({"clerk", "treasurer"})


class Closing(Message):
    """The wish to close a year: asked for by one, done or declined by another."""

    closing_id = Id("closing", required=True)
    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True)
    state = Code(*CLOSING_STATES, required=True)
    asked_by = fields.String(required=True)
    decided_by = fields.String(required=True)
    example = {
        "closing_id": _CLOSING,
        "fund_id": FUND_EXAMPLE,
        "year": 2568,
        "state": "asked",
        "asked_by": "staff_treasurer",
        "decided_by": "",
    }


class AskClosing(Command):
    """Ask for a year that is over to be closed: the books are complete, says who keeps them."""

    closing_id = Id("closing", required=True)
    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True, strict=True, validate=_YEAR)
    callers, roles, answers = DOORS, _KEEPERS, Closing
    refuses = OF_A_FUND | codes(
        "closing_asked_before year_already_closed year_before_open year_not_over"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "closing_id": _CLOSING,
        "fund_id": FUND_EXAMPLE,
        "year": 2568,
    }


class DeclineClosing(Command):
    """Leave the year open; who asked may take it back alone."""

    closing_id = Id("closing", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, _KEEPERS | {"committee"}, Closing
    refuses = OF_A_FUND | codes("closing_moved_on closing_unknown")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "closing_id": _CLOSING,
        "fund_id": FUND_EXAMPLE,
    }


class Audit(Message):
    """An auditor's opinion of a closed year."""

    audit_id = Id("audit", required=True)
    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True)
    officer_id = Id("officer", required=True)
    membership_id = Id("membership", required=True)
    opinion = Code(*OPINIONS, required=True)
    remarks = fields.String(required=True)
    day = Day(required=True)
    made_by = fields.String(required=True)
    example = {
        "audit_id": _AUDIT,
        "fund_id": FUND_EXAMPLE,
        "year": 2568,
        "officer_id": _OFFICER,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "opinion": "unqualified",
        "remarks": "",
        "day": "2025-11-15",
        "made_by": "staff_auditor",
    }


class RecordAudit(Command):
    """Say what an auditor in office finds of a closed year; nobody who kept its books may.

    Anything but `unqualified` needs `remarks`. An opinion is given once and never edited.
    """

    audit_id = Id("audit", required=True)
    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True, strict=True, validate=_YEAR)
    officer_id = Id("officer", required=True)
    opinion = Code(*OPINIONS, required=True)
    remarks = Text(load_default="", longest=2_000)
    day = Day(required=True)
    callers, roles, answers = DOORS, frozenset({"auditor"}), Audit
    refuses = OF_A_FUND | codes(
        "audited_before auditor_held_office auditor_kept_the_books auditor_not_in_office "
        "day_in_future officer_unknown remarks_missing year_not_closed year_not_over"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "audit_id": _AUDIT,
        "fund_id": FUND_EXAMPLE,
        "year": 2568,
        "officer_id": _OFFICER,
        "opinion": "unqualified",
        "remarks": "",
        "day": "2025-11-15",
    }
