"""Claims: submitted, checked against the regulation, decided by another, paid."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Satang, Text
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    OF_A_CLAIM,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
)
from kernel.contracts.funds.judgements import CLAIM_EXAMPLE, DOCUMENTS, NOT_GIVEN, Judgement
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

BENEFITS: Final = (
    *("birth", "hospital", "elderly", "death", "education"),
    *("disability", "disaster", "occupation", "housing", "other_lump"),
)
NONMEMBER: Final = "nonmember"
CLAIMED: Final = (*BENEFITS, NONMEMBER)
SCHOOL_LEVELS: Final = ("primary", "secondary", "higher")
STATES: Final = ("submitted", "approved", "rejected", "paid", "withdrawn")
THROUGH: Final = ("member", "branch", "proxy")
HELP_THROUGH: Final = ("person", "branch", "proxy")
_ONE: Final = {"command_id": COMMAND_EXAMPLE, "claim_id": CLAIM_EXAMPLE}


def documents_field() -> fields.List[Any]:
    return fields.List(
        Code(*DOCUMENTS), load_default=list, validate=validate.Length(max=len(DOCUMENTS))
    )


def attested_field() -> fields.List[Any]:
    return fields.List(Text(longest=50), load_default=list, validate=validate.Length(max=20))


class Claim(Message):
    """A claim for a benefit, and how far it is: a member's, or one of help to a person who is no
    member, and then without a membership.

    `submitted_by`, `decided_by` and `extended_by` are actors; `version` is the regulation's it was
    approved by; `reason` is why it was rejected or withdrawn.
    """

    claim_id = Id("claim", required=True)
    fund_id = Id("fund", required=True)
    claim_no = fields.String(required=True)
    membership_id = Id("membership", allow_none=True, required=True)
    person_id = Id("person", allow_none=True, load_default=None)
    kind = Code(*CLAIMED, required=True)
    event_on = Day(required=True)
    filed_on = Day(required=True)
    nights = fields.Integer(allow_none=True, load_default=None)
    requested_satang = Satang(required=True, attribute="requested")
    state = Code(*STATES, required=True)
    approved_satang = Satang(allow_none=True, load_default=None, attribute="approved")
    decided_on = Day(allow_none=True, load_default=None)
    paid_satang = Satang(allow_none=True, load_default=None, attribute="paid")
    paid_on = Day(allow_none=True, load_default=None)
    codes = fields.List(fields.String(), load_default=list)
    documents = fields.List(Code(*DOCUMENTS), load_default=list)
    claimed_elsewhere = fields.Boolean(load_default=False)
    level = Code(*SCHOOL_LEVELS, allow_none=True, load_default=None)
    damage_percent = fields.Integer(allow_none=True, load_default=None)
    accident = fields.Boolean(load_default=False)
    attested = fields.List(fields.String(), load_default=list)
    submitted_through = Code(*THROUGH, "person", load_default="member")
    submitted_by = fields.String(load_default="")
    extended_by = fields.String(load_default="")
    extended_why = fields.String(load_default="")
    version = fields.Integer(allow_none=True, load_default=None)
    decided_by = fields.String(load_default="")
    reason = fields.String(load_default="")
    example = {
        "claim_id": CLAIM_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "claim_no": "115/2568",
        "membership_id": MEMBERSHIP_EXAMPLE,
        "person_id": None,
        "kind": "hospital",
        "event_on": "2025-09-20",
        "filed_on": "2025-09-25",
        "nights": 6,
        "requested_satang": 90000,
        "state": "paid",
        "approved_satang": 75000,
        "decided_on": "2025-09-28",
        "paid_satang": 75000,
        "paid_on": "2025-09-29",
        "codes": ["STAY_CAP"],
        "documents": ["hospital_certificate"],
        "claimed_elsewhere": False,
        "level": None,
        "damage_percent": None,
        "accident": False,
        "attested": [],
        "submitted_through": "member",
        "submitted_by": "staff_clerk",
        "extended_by": "",
        "extended_why": "",
        "version": 2,
        "decided_by": "staff_committee",
        "reason": "",
    }


class Claims(Message):
    """A page of claims by id; `after` begins the next, null at the end."""

    claims = fields.List(fields.Nested(Claim), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"claims": [Claim.example], "after": None}


class SubmitClaim(Command):
    """Submit a claim. A stranger's, one for after a death, and the same event again are refused."""

    claim_id = Id("claim", required=True)
    fund_id = Id("fund", required=True)
    claim_no = Text(required=True, longest=30)
    membership_id = Id("membership", required=True)
    kind = Code(*BENEFITS, required=True)
    event_on = Day(required=True)
    filed_on = Day(required=True)
    nights = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(1, 366))
    level = Code(*SCHOOL_LEVELS, allow_none=True, load_default=None)
    damage_percent = fields.Integer(
        allow_none=True, load_default=None, validate=validate.Range(0, 100)
    )
    requested_satang = Satang(required=True)
    accident = fields.Boolean(load_default=False)
    submitted_through = Code(*THROUGH, load_default="member")
    documents = documents_field()
    attested = attested_field()
    callers, roles, answers = DOORS, frozenset({"clerk"}), Claim
    refuses = OF_A_FUND | codes(
        "after_death amount_below_zero claim_no_taken day_in_future duplicate_claim "
        "filed_before_event member_unknown membership_ended proxy_without_letter"
    )
    example = {
        **_ONE,
        "fund_id": FUND_EXAMPLE,
        "claim_no": "115/2568",
        "membership_id": MEMBERSHIP_EXAMPLE,
        "kind": "hospital",
        "event_on": "2025-09-20",
        "filed_on": "2025-09-25",
        "nights": 6,
        "requested_satang": 90000,
        "documents": ["hospital_certificate"],
    }


class HandInDocuments(Command):
    """Record papers that came later, and what somebody has seen the proof of."""

    claim_id = Id("claim", required=True)
    documents = documents_field()
    attested = attested_field()
    callers, roles, answers = DOORS, frozenset({"clerk", "committee"}), Claim
    refuses = OF_A_CLAIM | codes("claim_moved_on")
    example = {**_ONE, "documents": ["house_registration"]}


class ExtendClaim(Command):
    """Put off the day a claim must be filed by, once, where the regulation lets the committee.

    Not by who submitted it, and only of a claim that was filed late.
    """

    claim_id = Id("claim", required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, COMMITTEE, Claim
    refuses = OF_A_CLAIM | codes(
        "approver_is_submitter claim_extended_before claim_moved_on claim_not_late "
        "extension_not_given membership_unknown reason_missing"
    )
    example = {**_ONE, "reason": "นอนโรงพยาบาลต่างจังหวัด มายื่นไม่ได้"}


class CheckClaim(Request):
    """What does the regulation give for this claim, and why?"""

    claim_id = Id("claim", required=True)
    callers, roles, answers = DOORS, READERS, Judgement
    refuses = OF_A_CLAIM | codes("membership_unknown")
    example = {"claim_id": CLAIM_EXAMPLE}


class ApproveClaim(Command):
    """Approve what the regulation gives, and reserve it. Not by who submitted the claim.

    `decided_on` is the day of the committee's decision, which the ledger then bears; today if null.
    `chosen_satang` settles a claim for which the regulation's text gives several answers.
    """

    claim_id = Id("claim", required=True)
    decided_on = Day(allow_none=True, load_default=None)
    chosen_satang = Satang(allow_none=True, load_default=None)
    callers, roles, answers = DOORS, COMMITTEE, Claim
    refuses = (
        OF_A_CLAIM
        | NOT_GIVEN
        | codes(
            "amount_not_chosen_from approver_is_submitter claim_moved_on date_in_closed_period "
            "day_in_future decided_before_filed fund_balance_too_low fund_stopped "
            "membership_unknown nothing_due regulation_unclear"
        )
    )
    example = {**_ONE, "decided_on": "2025-09-28"}


class RejectClaim(Command):
    """Reject a claim, with the reason the member is told. Not by who submitted it."""

    claim_id = Id("claim", required=True)
    reason = Text(required=True, longest=500)
    decided_on = Day(allow_none=True, load_default=None)
    callers, roles, answers = DOORS, COMMITTEE, Claim
    refuses = OF_A_CLAIM | codes(
        "approver_is_submitter claim_moved_on day_in_future decided_before_filed"
    )
    example = {**_ONE, "reason": "เอกสารไม่ครบ", "decided_on": "2025-09-28"}


class WithdrawClaim(Command):
    """Take a claim back before it is paid; what was reserved returns to the fund."""

    claim_id = Id("claim", required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, frozenset({"clerk", "committee"}), Claim
    refuses = OF_A_CLAIM | codes("claim_moved_on reason_missing")
    example = {**_ONE, "reason": "สมาชิกขอถอนคำขอ"}


class GetClaim(Request):
    """One claim."""

    claim_id = Id("claim", required=True)
    callers, roles, answers = DOORS, READERS, Claim
    refuses = OF_A_CLAIM
    example = {"claim_id": CLAIM_EXAMPLE}


class ListClaims(Request):
    """A fund's claims, a page at a time: all, or those of a state, a kind, a member, a person
    helped, of what happened from a day on or up to one; all that is asked for must hold."""

    fund_id = Id("fund", required=True)
    state = Code("", *STATES, load_default="")
    kind = Code("", *CLAIMED, load_default="")
    membership_id = Id("membership", allow_none=True, load_default=None)
    person_id = Id("person", allow_none=True, load_default=None)
    from_day = Day(allow_none=True, load_default=None)
    to_day = Day(allow_none=True, load_default=None)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, Claims
    refuses = OF_A_FUND
    example = {
        "fund_id": FUND_EXAMPLE,
        "state": "paid",
        "kind": "hospital",
        "membership_id": MEMBERSHIP_EXAMPLE,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "after": "",
        "limit": 100,
    }
