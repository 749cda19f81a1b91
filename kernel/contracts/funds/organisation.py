"""A fund as an organisation: branches, offices, certification, status, its local government."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import AreaCode, Code, Day, Id, Text
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
from kernel.contracts.funds.fund import CERTIFICATIONS, Fund
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

OFFICES: Final = (
    *("chair", "vice_chair", "secretary", "treasurer", "bookkeeper", "registrar"),
    *("member", "auditor", "branch", "adviser"),
)
FUND_STATUSES: Final = ("active", "must_strengthen", "stopped")
GOVERNMENTS: Final = ("subdistrict", "town", "city", "special")
_MINISTRY: Final = frozenset({"ministry"})
_GOVERNMENT: Final = "government_01K6BZQ5G0ABCDEFGHJKMNPQRS"


class Branch(Message):
    """A branch or co-ordination point: where members of a village pay and ask."""

    branch_id = Id("branch", required=True)
    fund_id = Id("fund", required=True)
    name = fields.String(required=True)
    village_code = fields.String(required=True)
    address = fields.String(required=True)
    example = {
        "branch_id": "branch_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "fund_id": FUND_EXAMPLE,
        "name": "จุดประสานงานหมู่ 3",
        "village_code": "65080103",
        "address": "ศาลาประชาคมหมู่ 3",
    }


class Branches(Message):
    """The branches of a fund."""

    branches = fields.List(fields.Nested(Branch), required=True)
    example = {"branches": [Branch.example]}


class OpenBranch(Command):
    """Open a branch or co-ordination point."""

    branch_id = Id("branch", required=True)
    fund_id = Id("fund", required=True)
    name = Text(required=True, longest=200)
    village_code = fields.String(load_default="", validate=validate.Regexp(r"^(\d{8})?$"))
    address = Text(load_default="", longest=500)
    callers, roles, answers = DOORS, COMMITTEE, Branch
    refuses = OF_A_FUND
    example = {"command_id": COMMAND_EXAMPLE, **Branch.example}


class ListBranches(Request):
    """The branches of a fund."""

    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, READERS, Branches
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE}


class Officer(Message):
    """A member in an office of the fund, for a term."""

    officer_id = Id("officer", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    role = Code(*OFFICES, required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    example = {
        "officer_id": "officer_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "role": "treasurer",
        "from_day": "2024-10-01",
        "to_day": "2026-09-30",
    }


class Officers(Message):
    """The offices of a fund and who holds them."""

    officers = fields.List(fields.Nested(Officer), required=True)
    example = {"officers": [Officer.example]}


class AppointOfficer(Command):
    """Put a member into an office; the bookkeeper is never the treasurer."""

    officer_id = Id("officer", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    role = Code(*OFFICES, required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    callers, roles, answers = DOORS, COMMITTEE, Officer
    refuses = OF_A_FUND | codes(
        "member_unknown office_taken offices_apart term_ends_before_it_begins"
    )
    example = {"command_id": COMMAND_EXAMPLE, **Officer.example}


class EndTerm(Command):
    """End a term before its time; `day` is its last day."""

    officer_id = Id("officer", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    callers, roles, answers = DOORS, COMMITTEE, Officer
    refuses = OF_A_FUND | codes("day_outside_term officer_unknown")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "officer_id": "officer_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "fund_id": FUND_EXAMPLE,
        "day": "2025-09-30",
    }


class ListOfficers(Request):
    """Who holds the offices of a fund on a day; ever, without one."""

    fund_id = Id("fund", required=True)
    day = Day(load_default=None, allow_none=True)
    callers, roles, answers = DOORS, READERS, Officers
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "day": "2025-09-30"}


class CertifyFund(Command):
    """The next step of a fund's certification, in the order of the ministry's form."""

    fund_id = Id("fund", required=True)
    step = Code(*CERTIFICATIONS, required=True)
    day = Day(required=True)
    certificate_no = Text(load_default="", longest=60)
    callers, roles, answers = DOORS, _MINISTRY, Fund
    refuses = OF_A_FUND | codes("certification_moved_on day_in_future")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "step": "certified",
        "day": "2025-09-30",
        "certificate_no": "12/2568",
    }


class ChangeFundStatus(Command):
    """Say how a fund does: active, to be strengthened, stopped. In one that has stopped no claim is
    approved, no match awarded, nobody enrolled; what was promised before is still paid."""

    fund_id = Id("fund", required=True)
    status = Code(*FUND_STATUSES, required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, _MINISTRY, Fund
    refuses = OF_A_FUND | codes("reason_missing")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "status": "must_strengthen",
        "reason": "ไม่มีการประชุมเกินหนึ่งปี",
    }


class LocalGovernment(Message):
    """An elected local government; its area need not be that of a tambon."""

    government_id = Id("government", required=True)
    name = fields.String(required=True)
    kind = Code(*GOVERNMENTS, required=True)
    area_codes = fields.List(AreaCode(), required=True)
    example = {
        "government_id": _GOVERNMENT,
        "name": "องค์การบริหารส่วนตำบลตัวอย่าง",
        "kind": "subdistrict",
        "area_codes": ["650801"],
    }


class LocalGovernments(Message):
    """Local governments."""

    governments = fields.List(fields.Nested(LocalGovernment), required=True)
    example = {"governments": [LocalGovernment.example]}


class RegisterLocalGovernment(Command):
    """Enter a local government."""

    government_id = Id("government", required=True)
    name = Text(required=True, longest=200)
    kind = Code(*GOVERNMENTS, required=True)
    area_codes = fields.List(AreaCode(), required=True, validate=validate.Length(1, 50))
    callers, roles, answers = DOORS, _MINISTRY, LocalGovernment
    refuses = codes("area_unknown")
    example = {"command_id": COMMAND_EXAMPLE, **LocalGovernment.example}


class ListLocalGovernments(Request):
    """Local governments of an area (the beginning of a DOPA code)."""

    area_code = fields.String(load_default="", validate=validate.Regexp(r"^\d{0,8}$"))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, LocalGovernments
    example = {"area_code": "6508", "limit": 100}


class FundCertified(Message):
    """A fund's certification has come a step further, or was refused."""

    fund_id = Id("fund", required=True)
    certification = Code(*CERTIFICATIONS, required=True)
    day = Day(required=True)
    example = {"fund_id": FUND_EXAMPLE, "certification": "certified", "day": "2025-09-30"}


class FundStatusChanged(Message):
    """A fund is active, to be strengthened, or has stopped."""

    fund_id = Id("fund", required=True)
    status = Code(*FUND_STATUSES, required=True)
    example = {"fund_id": FUND_EXAMPLE, "status": "must_strengthen"}


FUND_CERTIFIED: Final = announced("fund_certified", "fund", FundCertified)
FUND_STATUS_CHANGED: Final = announced("fund_status_changed", "fund", FundStatusChanged)
