"""A fund's regulation: adopted as data beside its literal text."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, post_dump, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Data, Day, Id, Satang, Text
from kernel.contracts.funds import sentences
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    OF_A_FUND,
    READERS,
    announced,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

_REGULATION: Final = "regulation_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ANSWERS_MAX: Final = 500
_TEXT: Final = (
    "7. เจ็บ: นอนโรงพยาบาลคืนละ 100 บาท ไม่เกิน 5 คืนต่อครั้ง และรวมไม่เกินปีละ 1,500 บาท\n"
    "9. ตาย: เป็นสมาชิกครบ 6 เดือน ถึง 2 ปี 3,000 บาท เกิน 2 ปี 6,000 บาท"
)
_RULES: Final = {
    "waiting": "180d",
    "claim_within": "90d",
    "arrears_above_satang": 9000,
    "benefits": {
        "hospital": {
            "text": "คืนละ 100 บาท ไม่เกิน 5 คืนต่อครั้ง และรวมไม่เกินปีละ 1,500 บาท",
            "per_night_satang": 10000,
            "nights_max": 5,
            "year_max_satang": 150000,
            "documents": ["hospital_certificate"],
        },
        "death": {
            "text": "ครบ 6 เดือน ถึง 2 ปี 3,000 บาท เกิน 2 ปี 6,000 บาท",
            "by_membership": [
                {"since": "6m", "up_to": "2y", "satang": 300000},
                {"over": "2y", "satang": 600000},
            ],
        },
    },
}
_FOUND: Final = "GAP death 180d/6m..2y"


class FindingValues(Message):
    """What a finding compares: of these, those it speaks of."""

    waiting = fields.String()
    step = fields.String()
    following = fields.String()
    age_min = fields.Integer()
    from_age = fields.Integer()
    band = fields.String()
    bands = fields.String()
    damage_percent = fields.Integer()
    ceiling = fields.String()
    most_satang = Satang(attribute="most")
    wider = fields.String()
    wider_most_satang = Satang(attribute="wider_most")
    promised_satang = Satang(attribute="promised")
    suspend_after = fields.String()
    remove_after = fields.String()
    example = {"waiting": "180d", "step": "6m..2y"}


class Finding(Message):
    """One finding of the checker, and its sentence for a committee. `key` names it in an answer;
    none mends an `impossible` one, and a `remark` (told of it alone) needs none."""

    key = fields.String(required=True)
    code = fields.String(required=True)
    kind = fields.String(required=True)
    impossible = fields.Boolean(required=True)
    remark = fields.Boolean()
    values = fields.Nested(FindingValues, load_default=dict)
    thai = fields.String(required=True)
    english = fields.String(required=True)
    example = {
        "key": _FOUND,
        "code": "GAP",
        "kind": "death",
        "impossible": False,
        "values": FindingValues.example,
        "thai": "มีสิทธิเมื่อครบ 180 วัน แต่ขั้นแรกเริ่ม ครบ 6 เดือน ถึง 2 ปี",
        "english": "entitled after 180 days, but the first step is from 6 months to 2 years",
    }

    @post_dump
    def _say(self, told: dict[str, Any], **_: Any) -> dict[str, Any]:
        if not told.get("remark"):
            told.pop("remark", None)
        return told if "thai" in told else {**told, **sentences.of_finding(told)}


class Findings(Message):
    """What the checker found in a draft; none of a draft without riddles."""

    findings = fields.List(fields.Nested(Finding), required=True)
    example = {"findings": [Finding.example]}


class Regulation(Message):
    """A version of a fund's regulation: in force for what happens from a day on."""

    regulation_id = Id("regulation", required=True)
    fund_id = Id("fund", required=True)
    version = fields.Integer(required=True)
    in_force_from = Day(required=True)
    findings = fields.List(fields.String(), required=True)
    example = {
        "regulation_id": _REGULATION,
        "fund_id": FUND_EXAMPLE,
        "version": 1,
        "in_force_from": "2017-10-01",
        "findings": [_FOUND],
    }


class RegulationInForce(Regulation):
    """The version in force on a day, with the text that binds and the answers to its findings."""

    text = fields.String(required=True)
    rules = fields.Dict(keys=fields.String(), required=True)
    findings_answered = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    example = {
        **Regulation.example,
        "text": _TEXT,
        "rules": _RULES,
        "findings_answered": {_FOUND: "ระหว่าง 180 วันถึง 6 เดือน ไม่จ่าย ตามมติที่ประชุม 1/2560"},
    }


class CheckRegulation(Request):
    """What would the checker find in these rules? Nothing is written."""

    rules = Data(required=True)
    callers, roles, answers = DOORS, READERS, Findings
    refuses = codes("rules_malformed")
    example = {"rules": _RULES}


class AdoptRegulation(Command):
    """Adopt a version of a fund's regulation: the committee's literal text, its rules as data.

    For what was in force before the fund came here: from its first claim or closed year on a
    version is proposed by one and approved by another (`propose_regulation`).
    The checker reads the rules first. Each thing it finds (a gap, an overlap of steps) must be
    answered for in `findings_answered`, in the committee's words; what is impossible is `Refused`.
    """

    regulation_id = Id("regulation", required=True)
    fund_id = Id("fund", required=True)
    version = fields.Integer(required=True, validate=validate.Range(1, 1_000))
    in_force_from = Day(required=True)
    text = Text(required=True, longest=100_000)
    rules = Data(required=True)
    findings_answered = fields.Dict(
        keys=Text(),
        values=Text(),
        load_default=dict,
        validate=validate.Length(max=_ANSWERS_MAX),
    )
    callers, roles, answers = DOORS, COMMITTEE, Regulation
    refuses = OF_A_FUND | codes(
        "findings_unanswered regulation_impossible regulation_needs_another rules_malformed "
        "version_exists"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "regulation_id": _REGULATION,
        "fund_id": FUND_EXAMPLE,
        "version": 1,
        "in_force_from": "2017-10-01",
        "text": _TEXT,
        "rules": _RULES,
        "findings_answered": RegulationInForce.example["findings_answered"],
    }


class GetRegulation(Request):
    """The version of a fund's regulation in force on a day; today's if null."""

    fund_id = Id("fund", required=True)
    day = Day(allow_none=True, load_default=None)
    callers, roles, answers = DOORS, READERS, RegulationInForce
    refuses = OF_A_FUND | codes("no_regulation")
    example = {"fund_id": FUND_EXAMPLE, "day": "2018-05-01"}


class KindCompared(Message):
    """One kind of benefit under a draft: what went out then, what would have gone out."""

    kind = fields.String(required=True)
    claims = fields.Integer(required=True)
    unclear = fields.Integer(required=True)
    paid_satang = Satang(required=True, attribute="paid")
    would_satang = Satang(required=True, attribute="would")
    difference_satang = Satang(required=True, attribute="difference")
    example = {
        "kind": "hospital",
        "claims": 42,
        "unclear": 0,
        "paid_satang": 1250000,
        "would_satang": 1875000,
        "difference_satang": 625000,
    }


class ClaimsCompared(Message):
    """The claims of a period under a draft, by kind and together, and what the checker finds."""

    fund_id = Id("fund", required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    paid_satang = Satang(required=True, attribute="paid")
    would_satang = Satang(required=True, attribute="would")
    difference_satang = Satang(required=True, attribute="difference")
    findings = fields.List(fields.String(), required=True)
    kinds = fields.List(fields.Nested(KindCompared), required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "paid_satang": 1250000,
        "would_satang": 1875000,
        "difference_satang": 625000,
        "findings": [],
        "kinds": [KindCompared.example],
    }


class WhatIf(Request):
    """What would the claims of a period have been given under this draft? Nothing is written.

    Papers and attested conditions are taken as seen; where the draft's text gives several answers
    the highest counts, and the claim is counted as unclear.
    """

    fund_id = Id("fund", required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    rules = Data(required=True)
    callers, roles, answers = DOORS, READERS, ClaimsCompared
    refuses = OF_A_FUND | codes("period_ends_before_it_begins rules_malformed")
    example = {
        "fund_id": FUND_EXAMPLE,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "rules": _RULES,
    }


REGULATION_ADOPTED: Final = announced("regulation_adopted", "regulation", Regulation)
