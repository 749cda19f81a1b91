"""Joining a fund: somebody applies, the committee resolves, the register enrols."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Text
from kernel.contracts.members.common import (
    BULK_MAX,
    COMMAND_EXAMPLE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    PERSON_EXAMPLE,
    READERS,
    REGISTRARS,
)
from kernel.contracts.members.memberships import Member
from kernel.contracts.members.persons import PersonToRegister
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

APPLICATION_STATES: Final = ("applied", "approved", "declined", "enrolled")
_APPLICATION: Final = "application_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_COMMITTEE: Final = frozenset({"committee"})
_ASKED: Final = {
    "command_id": COMMAND_EXAMPLE,
    "application_id": _APPLICATION,
    "fund_id": FUND_EXAMPLE,
}


class Application(Message):
    """Somebody's wish to join a fund, and what the committee resolved about it."""

    application_id = Id("application", required=True)
    fund_id = Id("fund", required=True)
    person_id = Id("person", required=True)
    applied_on = Day(required=True)
    village = fields.String(required=True)
    state = Code(*APPLICATION_STATES, required=True)
    asked_by = fields.String(required=True)
    decided_by = fields.String(required=True)
    resolution_no = fields.String(required=True)
    resolved_on = Day(required=True, allow_none=True)
    reason = fields.String(required=True)
    membership_id = Id("membership", required=True, allow_none=True)
    example = {
        "application_id": _APPLICATION,
        "fund_id": FUND_EXAMPLE,
        "person_id": PERSON_EXAMPLE,
        "applied_on": "2025-08-20",
        "village": "3",
        "state": "enrolled",
        "asked_by": "staff_clerk",
        "decided_by": "staff_committee",
        "resolution_no": "9/2568",
        "resolved_on": "2025-08-31",
        "reason": "",
        "membership_id": MEMBERSHIP_EXAMPLE,
    }


class Applicant(Application):
    """An application with the name of who wants to join, the id number masked."""

    title = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True)
    cid_masked = fields.String(required=True)
    example = {
        **Application.example,
        "title": "นาง",
        "first": "ตัวอย่าง",
        "last": "สมมุติ",
        "cid_masked": "x-xxxx-xxxxx-12-1",
    }


class Applicants(Message):
    """A page of applications by id; `after` begins the next, null at the end."""

    applications = fields.List(fields.Nested(Applicant), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"applications": [Applicant.example], "after": None}


class ApplyForMembership(Command):
    """Somebody wants to join a fund: the first of two people enters it."""

    application_id = Id("application", required=True)
    fund_id = Id("fund", required=True)
    person = fields.Nested(PersonToRegister, required=True)
    applied_on = Day(required=True)
    village = Text(load_default="", longest=100)
    callers, roles, answers = DOORS, REGISTRARS, Application
    refuses = codes("already_member application_waits cid_checksum day_in_future other_fund")
    example = {
        **_ASKED,
        "person": PersonToRegister.example,
        "applied_on": "2025-08-20",
        "village": "3",
    }


class ApproveApplication(Command):
    """The committee has resolved to take the applicant in: entered by another than who asked."""

    application_id = Id("application", required=True)
    fund_id = Id("fund", required=True)
    resolution_no = Text(required=True, longest=60)
    resolved_on = Day(required=True)
    callers, roles, answers = DOORS, _COMMITTEE, Application
    refuses = codes(
        "application_moved_on application_unknown approver_is_asker day_in_future "
        "fund_stopped other_fund resolution_missing resolved_before_applying"
    )
    example = {**_ASKED, "resolution_no": "9/2568", "resolved_on": "2025-08-31"}


class DeclineApplication(Command):
    """The applicant is not taken in, or does not want to be any more; with the reason."""

    application_id = Id("application", required=True)
    fund_id = Id("fund", required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, READERS - {"ministry"}, Application
    refuses = codes("application_moved_on application_unknown other_fund reason_missing")
    example = {**_ASKED, "reason": "ไม่มีภูมิลำเนาในเขตของกองทุน"}


class EnrolApplicant(Command):
    """Enter an approved applicant into the register: with a number, from a day on."""

    application_id = Id("application", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    member_no = Text(required=True, longest=50)
    joined_on = Day(required=True)
    callers, roles, answers = DOORS, REGISTRARS, Member
    refuses = codes(
        "already_member application_moved_on application_unknown fund_stopped "
        "joins_before_applying joins_in_future member_no_taken other_fund"
    )
    example = {
        **_ASKED,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "member_no": "1-158",
        "joined_on": "2025-09-01",
    }


class ListApplications(Request):
    """The applications of a fund, a page at a time; the reading is recorded."""

    fund_id = Id("fund", required=True)
    state = Code(*APPLICATION_STATES, allow_none=True, load_default=None)
    purpose = Code("membership_service", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, BULK_MAX))
    callers, roles, answers = DOORS, READERS, Applicants
    refuses = codes("other_fund")
    example = {
        "fund_id": FUND_EXAMPLE,
        "state": "applied",
        "purpose": "membership_service",
        "after": "",
        "limit": 100,
    }
