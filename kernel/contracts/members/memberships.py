"""Memberships: who belongs to which fund, since when, and how that ended."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Event, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Ids, Text
from kernel.contracts.members.common import (
    BULK_MAX,
    COMMAND_EXAMPLE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    PERSON_EXAMPLE,
    READERS,
    REGISTRARS,
    SERVICE,
    STATUSES,
    bulk,
)
from kernel.contracts.members.persons import PersonToRegister
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes


class MembershipFact(Message):
    """A membership as it stands, thin: no name, no id number, no birth."""

    membership_id = Id("membership", required=True)
    fund_id = Id("fund", required=True)
    person_id = Id("person", required=True)
    member_no = fields.String(required=True)
    joined_on = Day(required=True)
    status = Code(*STATUSES, required=True)
    died_on = Day(allow_none=True, load_default=None)
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "person_id": PERSON_EXAMPLE,
        "member_no": "1-001",
        "joined_on": "2009-08-03",
        "status": "active",
        "died_on": None,
    }


class MembershipItem(MembershipFact):
    """A membership in a bulk event or the snapshot; `sequence` is its aggregate's."""

    sequence = fields.Integer(required=True)
    example = {**MembershipFact.example, "sequence": 1}


class Member(Message):
    """A member as a reader may see one: the id number masked, no address, no telephone."""

    membership_id = Id("membership", required=True)
    person_id = Id("person", required=True)
    fund_id = Id("fund", required=True)
    member_no = fields.String(required=True)
    title = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True)
    cid_masked = fields.String(required=True)
    birth_on = Day(allow_none=True, load_default=None)
    joined_on = Day(required=True)
    status = Code(*STATUSES, required=True)
    died_on = Day(allow_none=True, load_default=None)
    left_on = Day(allow_none=True, load_default=None)
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "person_id": PERSON_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "member_no": "1-001",
        "title": "นาง",
        "first": "ตัวอย่าง",
        "last": "สมมุติ",
        "cid_masked": "x-xxxx-xxxxx-12-1",
        "birth_on": "1963-09-30",
        "joined_on": "2009-08-03",
        "status": "active",
        "died_on": None,
        "left_on": None,
    }


class Members(Message):
    """Members in the order of the question, or a page in the order of their numbers."""

    members = fields.List(fields.Nested(Member), required=True)
    after = fields.String(allow_none=True, load_default=None)
    example = {"members": [Member.example], "after": None}


class MembershipFacts(Message):
    """A page of the snapshot by membership id; `after` begins the next, null at the end."""

    memberships = fields.List(fields.Nested(MembershipItem), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"memberships": [MembershipItem.example], "after": None}


class RosterLine(Message):
    """A line of a fund's sheet: whom the clerk meant."""

    member_no = Text(required=True, longest=50)
    name = Text(required=True, longest=200)
    example = {"member_no": "1-001", "name": "ตัวอย่าง สมมุติ"}


class RosterMatch(Message):
    """Who that is. `pending`: the register's row is itself refused or under review.

    `house` is the same for members of one house of the fund, and tells nothing else.
    """

    membership_id = fields.String(allow_none=True, required=True)
    state = Code("accepted", "pending", "unknown", required=True)
    name_agrees = fields.Boolean(required=True)
    died_on = Day(allow_none=True, load_default=None)
    house = fields.String(allow_none=True, load_default=None)
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "state": "accepted",
        "name_agrees": True,
        "died_on": None,
        "house": "9f2c51d0a6be47c38b0e6f1d2a5c7490",
    }


class RosterMatches(Message):
    """One match for each line, in the lines' order."""

    matches = fields.List(fields.Nested(RosterMatch), required=True)
    example = {"matches": [RosterMatch.example]}


class EnrolMember(Command):
    """Enrol somebody whom a fund took in otherwise than by an application entered here.

    Who applies here is taken in by two people: `apply_for_membership`, `approve_application`.
    """

    membership_id = Id("membership", required=True)
    fund_id = Id("fund", required=True)
    member_no = Text(required=True, longest=50)
    person = fields.Nested(PersonToRegister, required=True)
    joined_on = Day(required=True)
    village = Text(load_default="", longest=100)
    callers, roles, answers = DOORS, REGISTRARS, Member
    refuses = codes(
        "already_member application_waits cid_checksum fund_stopped joins_in_future "
        "member_no_taken other_fund"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "member_no": "1-158",
        "person": PersonToRegister.example,
        "joined_on": "2025-09-01",
    }


class MatchRoster(Request):
    """Who are the people on a fund's sheet? At most 500 lines."""

    fund_id = Id("fund", required=True)
    lines = bulk(RosterLine)
    callers, answers = frozenset({"funds"}), RosterMatches
    example = {"fund_id": FUND_EXAMPLE, "lines": [RosterLine.example]}


class AgeAsked(Message):
    """Whose age, on which day."""

    membership_id = Id("membership", required=True)
    day = Day(required=True)
    example = {"membership_id": MEMBERSHIP_EXAMPLE, "day": "2025-04-13"}


class Ages(Message):
    """Completed years, in the order asked; null where no birth is known."""

    ages = fields.List(fields.Integer(allow_none=True), required=True)
    example = {"ages": [61]}


class GetAges(Request):
    """How old were these members on these days? For checking claims; the reading is recorded."""

    asked = bulk(AgeAsked)
    callers, answers = frozenset({"funds"}), Ages
    refuses = codes("membership_unknown")
    example = {"asked": [AgeAsked.example]}


class ListMemberships(Request):
    """The snapshot of all memberships with their sequences, for a copy that begins empty."""

    after = Cursor()
    limit = fields.Integer(load_default=BULK_MAX, validate=validate.Range(1, BULK_MAX))
    callers, answers = frozenset({"funds"}), MembershipFacts
    example = {"after": "", "limit": 500}


class GetMember(Request):
    """One member, for a stated purpose; the reading is recorded."""

    membership_id = Id("membership", required=True)
    purpose = Code("membership_service", "claim_review", required=True)
    callers, roles, answers = DOORS, READERS, Member
    refuses = codes("membership_unknown other_fund")
    example = {"membership_id": MEMBERSHIP_EXAMPLE, "purpose": "claim_review"}


class GetMembers(Request):
    """Up to 500 members in the order asked, for a stated purpose; who is unknown is left out.

    The reading is recorded, of all of them at once.
    """

    membership_ids = Ids("membership", required=True, validate=validate.Length(min=1, max=BULK_MAX))
    purpose = Code("membership_service", "claim_review", required=True)
    callers, roles, answers = DOORS, READERS, Members
    refuses = codes("other_fund")
    example = {"membership_ids": [MEMBERSHIP_EXAMPLE], "purpose": "claim_review"}


class FindMember(Request):
    """The member of a fund with this number in its register; the reading is recorded."""

    fund_id = Id("fund", required=True)
    member_no = Text(required=True, longest=50)
    purpose = Code("membership_service", "claim_review", required=True)
    callers, roles, answers = DOORS, READERS, Member
    refuses = codes("membership_unknown other_fund")
    example = {"fund_id": FUND_EXAMPLE, "member_no": "1-001", "purpose": "membership_service"}


class ListMembers(Request):
    """A fund's members by their numbers, a page at a time; the reading is recorded."""

    fund_id = Id("fund", required=True)
    purpose = Code("membership_service", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, BULK_MAX))
    callers, roles, answers = DOORS, READERS, Members
    refuses = codes("other_fund")
    example = {"fund_id": FUND_EXAMPLE, "purpose": "membership_service", "after": "", "limit": 100}


class MembershipsRecorded(Message):
    """Up to 500 memberships a register brought, each with its own sequence."""

    import_id = Id("import", required=True)
    fund_id = Id("fund", required=True)
    memberships = fields.List(fields.Nested(MembershipItem), required=True)
    example = {
        "import_id": "import_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "fund_id": FUND_EXAMPLE,
        "memberships": [MembershipItem.example],
    }


_FUNDS: Final = frozenset({"funds"})
MEMBER_ENROLLED: Final = Event(
    SERVICE, "member_enrolled", "membership", MembershipFact, heard_by=_FUNDS
)
MEMBERSHIP_CHANGED: Final = Event(
    SERVICE, "membership_changed", "membership", MembershipFact, heard_by=_FUNDS
)
MEMBERSHIPS_RECORDED: Final = Event(
    SERVICE,
    "memberships_recorded",
    "import",
    MembershipsRecorded,
    heard_by=_FUNDS,
    items="memberships",
    item_id="membership_id",
)
