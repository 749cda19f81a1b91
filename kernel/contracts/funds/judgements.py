"""What a regulation gives for a claim, and every condition it held against it."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, post_dump

from kernel.contracts.envelope import Message
from kernel.contracts.fields import Code, Day, Id, Satang
from kernel.contracts.funds import sentences
from kernel.contracts.refusals import codes

CLAIM_EXAMPLE: Final = "claim_01K6BZQ5G0ABCDEFGHJKMNPQRS"
DOCUMENTS: Final = (
    *("id_card", "house_registration", "member_book", "death_certificate", "birth_certificate"),
    *("mother_id_card", "hospital_certificate", "beneficiary_id_card"),
    *("beneficiary_house_registration", "transcript", "disability_card", "damage_letter"),
    *("photographs", "survey", "committee_resolution", "power_of_attorney", "proxy_id_card"),
    "proxy_house_registration",
)

NOT_GIVEN: Final = codes(
    "after_death age_below age_unknown amount_not_asked arrears_suspended arrears_unpaid_since "
    "benefit_not_given damage_too_small documents_missing duplicate_claim event_cap "
    "house_already_helped is_member late_claim late_despite_extension left_unknown_when "
    "level_unknown levy_not_counted lifetime_cap members_only membership_ended "
    "membership_suspended nights_missing no_regulation no_step not_attested pool_cap seats_taken "
    "stay_cap times_lifetime times_per_year waiting_period year_cap"
)
"""Why the regulation gives nothing: the codes of a judgement, as a refusal says them."""


class ConditionValues(Message):
    """What a condition compares: of these, those its code speaks of."""

    waiting = fields.String()
    entitled_on = Day()
    within = fields.String()
    extension = fields.String()
    last_on = Day()
    arrears_satang = Satang(attribute="arrears")
    arrears_above_satang = Satang(attribute="arrears_above")
    suspend_after = fields.String()
    unpaid_since = Day()
    rests_on = Day()
    left_on = Day()
    age_min = fields.Integer()
    times = fields.Integer()
    times_max = fields.Integer()
    requested_satang = Satang(attribute="requested")
    up_to_satang = Satang(attribute="up_to")
    damage_percent_min = fields.Integer()
    given_satang = Satang(attribute="given")
    pool_satang = Satang(attribute="pool")
    percent = fields.Integer()
    income_satang = Satang(attribute="income")
    levied = fields.Integer()
    needed = fields.List(Code(*DOCUMENTS))
    missing = fields.List(Code(*DOCUMENTS))
    attested = fields.String()
    thai = fields.String()
    english = fields.String()
    example = {"waiting": "180d", "entitled_on": "2010-01-30"}


class Condition(Message):
    """One condition of the regulation, held against one claim: its code, its values, and the
    sentence of both for a committee."""

    code = fields.String(required=True)
    holds = fields.Boolean(required=True)
    values = fields.Nested(ConditionValues, load_default=dict)
    thai = fields.String(required=True)
    english = fields.String(required=True)
    example = {
        "code": "WAITING_PERIOD",
        "holds": True,
        "values": ConditionValues.example,
        "thai": "เป็นสมาชิกครบ 180 วัน มีสิทธิตั้งแต่ 30 ม.ค. 2553",
        "english": "a member for 180 days: entitled from 2010-01-30",
    }

    @post_dump
    def _say(self, told: dict[str, Any], **_: Any) -> dict[str, Any]:
        return told if "thai" in told else {**told, **sentences.of_condition(told)}


class HouseClaim(Message):
    """Another claim of the same house that may be of the same event."""

    claim_id = Id("claim", required=True)
    claim_no = fields.String(required=True)
    event_on = Day(required=True)
    example = {"claim_id": CLAIM_EXAMPLE, "claim_no": "112/2568", "event_on": "2025-09-18"}


class Judgement(Message):
    """What the regulation gives for a claim: the version in force on the day, every condition, the
    amount. `due_satang` is null where the regulation's own text gives no single answer."""

    claim_id = Id("claim", required=True)
    version = fields.Integer(allow_none=True, required=True)
    due_satang = Satang(allow_none=True, required=True, attribute="due")
    choices_satang = fields.List(Satang(), required=True, attribute="choices")
    claimed_elsewhere = fields.Boolean(required=True)
    house_claims = fields.List(fields.Nested(HouseClaim), load_default=list)
    codes = fields.List(fields.String(), required=True)
    conditions = fields.List(fields.Nested(Condition), required=True)
    example = {
        "claim_id": CLAIM_EXAMPLE,
        "version": 2,
        "due_satang": 75000,
        "choices_satang": [],
        "claimed_elsewhere": False,
        "house_claims": [],
        "codes": ["STAY_CAP"],
        "conditions": [Condition.example],
    }
