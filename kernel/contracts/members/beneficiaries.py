"""Beneficiaries: named by a member to receive the death benefit, and read only to pay it."""

from __future__ import annotations

from marshmallow import fields

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Code, Id
from kernel.contracts.members.common import MEMBERSHIP_EXAMPLE, READERS
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes


class Beneficiary(Message):
    """Whom a member named to receive the death benefit, as the register has it."""

    membership_id = Id("membership", required=True)
    title = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True)
    relation = fields.String(required=True)
    cid_masked = fields.String(required=True)
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "title": "นางสาว",
        "first": "สมมุติ",
        "last": "ตัวอย่าง",
        "relation": "บุตร",
        "cid_masked": "x-xxxx-xxxxx-12-1",
    }


class GetBeneficiary(Request):
    """Whom a member named to receive the death benefit, for a stated purpose; the reading is
    recorded as one of the member."""

    membership_id = Id("membership", required=True)
    purpose = Code("claim_review", required=True)
    callers, roles, answers = DOORS, READERS, Beneficiary
    refuses = codes("beneficiary_not_named membership_unknown other_fund")
    example = {"membership_id": MEMBERSHIP_EXAMPLE, "purpose": "claim_review"}
