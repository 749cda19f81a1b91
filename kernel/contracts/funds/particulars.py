"""A fund's bank account and areas: a change is asked for by one and approved by another."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import AreaCode, Code, Cursor, Day, Id, Text
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    FUND_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
    announced,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

CHANGEABLE: Final = ("account", "areas")
_CHANGE: Final = "change_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ASKERS: Final = frozenset({"clerk", "treasurer", "ministry"})
_APPROVERS: Final = frozenset({"committee", "ministry"})
_ACCOUNT_NO: Final = r"^[0-9][0-9 -]{4,27}[0-9]$"


class Particulars(Message):
    """Where a fund banks and where it works. The account is masked."""

    bank = fields.String(required=True)
    account_masked = fields.String(required=True)
    area_codes = fields.List(AreaCode(), required=True)
    area_note = fields.String(required=True)
    example = {
        "bank": "ธ.ก.ส.",
        "account_masked": "xxx-x-xxx60-6",
        "area_codes": ["650801"],
        "area_note": "",
    }


class FundChange(Message):
    """The wish to change a fund's account or areas: asked for by one, approved or declined by
    another. `before` held until then and `after` from then on; both stay."""

    change_id = Id("change", required=True)
    fund_id = Id("fund", required=True)
    what = Code(*CHANGEABLE, required=True)
    from_day = Day(required=True)
    reason = fields.String(required=True)
    state = Code("asked", "approved", "declined", required=True)
    before = fields.Nested(Particulars, required=True)
    after = fields.Nested(Particulars, required=True)
    asked_by = fields.String(required=True)
    decided_by = fields.String(required=True)
    example = {
        "change_id": _CHANGE,
        "fund_id": FUND_EXAMPLE,
        "what": "areas",
        "from_day": "2025-09-01",
        "reason": "รับหมู่บ้านของตำบลข้างเคียงตามมติที่ประชุม 2/2568",
        "state": "approved",
        "before": Particulars.example,
        "after": {**Particulars.example, "area_codes": ["650801", "650802"]},
        "asked_by": "staff_clerk",
        "decided_by": "staff_committee",
    }


class FundChanges(Message):
    """A page of changes by id, oldest first; `after` begins the next, null at the end."""

    changes = fields.List(fields.Nested(FundChange), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"changes": [FundChange.example], "after": None}


class AskAccountChange(Command):
    """Ask for another bank account of a fund, from a day on, with the reason."""

    change_id = Id("change", required=True)
    fund_id = Id("fund", required=True)
    bank = Text(required=True, longest=100)
    account_no = fields.String(required=True, validate=validate.Regexp(_ACCOUNT_NO))
    from_day = Day(required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, _ASKERS, FundChange
    refuses = OF_A_FUND | codes(
        "account_of_another_fund change_asked_before day_in_future nothing_changes reason_missing"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "change_id": _CHANGE,
        "fund_id": FUND_EXAMPLE,
        "bank": "ธ.ก.ส.",
        "account_no": "000-0-31170-7",
        "from_day": "2025-09-01",
        "reason": "ย้ายสาขาธนาคารตามมติที่ประชุม 2/2568",
    }


class AskAreaChange(Command):
    """Ask for other areas of a fund, from a day on, with the reason: all it then has.

    The first is where the fund is counted.
    """

    change_id = Id("change", required=True)
    fund_id = Id("fund", required=True)
    area_codes = fields.List(AreaCode(), required=True, validate=validate.Length(1, 20))
    area_note = Text(load_default="", longest=500)
    from_day = Day(required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, _ASKERS, FundChange
    refuses = OF_A_FUND | codes(
        "area_unknown change_asked_before day_in_future nothing_changes reason_missing"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "change_id": _CHANGE,
        "fund_id": FUND_EXAMPLE,
        "area_codes": ["650801", "650802"],
        "from_day": "2025-09-01",
        "reason": "รับหมู่บ้านของตำบลข้างเคียงตามมติที่ประชุม 2/2568",
    }


class ApproveFundChange(Command):
    """Let a change hold: by another than who asked for it."""

    change_id = Id("change", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, _APPROVERS, FundChange
    refuses = OF_A_FUND | codes(
        "account_of_another_fund approver_is_asker change_moved_on change_unknown nothing_changes"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "change_id": _CHANGE,
        "fund_id": FUND_EXAMPLE,
    }


class DeclineFundChange(Command):
    """Leave the fund as it is; who asked may take it back alone."""

    change_id = Id("change", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, _APPROVERS | _ASKERS, FundChange
    refuses = OF_A_FUND | codes("change_moved_on change_unknown")
    example = ApproveFundChange.example


class ListFundChanges(Request):
    """The changes of a fund's account and areas, a page at a time: what held on which day."""

    fund_id = Id("fund", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, FundChanges
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "after": "", "limit": 100}


class FundChanged(Message):
    """A fund's account or areas have changed. Never which account."""

    fund_id = Id("fund", required=True)
    what = Code(*CHANGEABLE, required=True)
    from_day = Day(required=True)
    area_codes = fields.List(AreaCode(), required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "what": "areas",
        "from_day": "2025-09-01",
        "area_codes": ["650801", "650802"],
    }


FUND_CHANGED: Final = announced("fund_changed", "fund", FundChanged)
