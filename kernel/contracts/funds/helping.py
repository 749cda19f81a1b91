"""Help to who is no member: a claim for a person, decided and paid as any other."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command
from kernel.contracts.fields import Code, Day, Id, Satang, Text
from kernel.contracts.funds.claims import (
    HELP_THROUGH,
    SCHOOL_LEVELS,
    Claim,
    attested_field,
    documents_field,
)
from kernel.contracts.funds.common import COMMAND_EXAMPLE, FUND_EXAMPLE, OF_A_FUND
from kernel.contracts.funds.judgements import CLAIM_EXAMPLE
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

_PERSON_EXAMPLE: Final = "person_01K6BZQ5G0ABCDEFGHJKMNPQRS"


class SubmitHelp(Command):
    """Submit a claim of help to a person of the register who is no member of this fund on the day.

    A member's, one for after a death, and the same event again are refused.
    """

    claim_id = Id("claim", required=True)
    fund_id = Id("fund", required=True)
    claim_no = Text(required=True, longest=30)
    person_id = Id("person", required=True)
    event_on = Day(required=True)
    filed_on = Day(required=True)
    nights = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(1, 366))
    level = Code(*SCHOOL_LEVELS, allow_none=True, load_default=None)
    damage_percent = fields.Integer(
        allow_none=True, load_default=None, validate=validate.Range(0, 100)
    )
    requested_satang = Satang(required=True)
    submitted_through = Code(*HELP_THROUGH, load_default="person")
    documents: fields.List[Any] = documents_field()
    attested: fields.List[Any] = attested_field()
    callers, roles, answers = DOORS, frozenset({"clerk"}), Claim
    refuses = OF_A_FUND | codes(
        "after_death amount_below_zero claim_no_taken day_in_future duplicate_claim "
        "filed_before_event is_member person_unknown proxy_without_letter"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "claim_id": CLAIM_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "claim_no": "116/2568",
        "person_id": _PERSON_EXAMPLE,
        "event_on": "2025-09-20",
        "filed_on": "2025-09-25",
        "requested_satang": 50000,
        "documents": ["committee_resolution"],
    }
