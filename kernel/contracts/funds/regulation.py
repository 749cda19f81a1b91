"""A fund's regulation: adopted as data beside its literal text."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message
from kernel.contracts.fields import Day, Id, Text
from kernel.contracts.funds.common import COMMAND_EXAMPLE, COMMITTEE, FUND_EXAMPLE, announced
from kernel.contracts.operations import DOORS

_REGULATION: Final = "regulation_01K6BZQ5G0ABCDEFGHJKMNPQRS"


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
        "findings": [],
    }


class AdoptRegulation(Command):
    """Adopt a version of a fund's regulation: the committee's literal text, its rules as data.

    The checker reads the rules first. What it finds (a gap, an overlap of steps) must be named in
    `accept_findings`, so that somebody has answered for it; what is impossible is `Refused`.
    """

    regulation_id = Id("regulation", required=True)
    fund_id = Id("fund", required=True)
    version = fields.Integer(required=True, validate=validate.Range(1, 1_000))
    in_force_from = Day(required=True)
    text = Text(required=True, longest=100_000)
    rules = fields.Dict(keys=fields.String(), required=True)
    accept_findings = fields.List(fields.String(), load_default=list)
    callers, roles, answers = DOORS, COMMITTEE, Regulation
    example = {
        "command_id": COMMAND_EXAMPLE,
        "regulation_id": _REGULATION,
        "fund_id": FUND_EXAMPLE,
        "version": 1,
        "in_force_from": "2017-10-01",
        "text": "7. เจ็บ: นอนโรงพยาบาลคืนละ 100 บาท ไม่เกิน 5 คืนต่อครั้ง และรวมไม่เกินปีละ 1,500 บาท",
        "rules": {
            "waiting": "180d",
            "claim_within": "90d",
            "arrears_above_satang": 9000,
            "benefits": {
                "hospital": {
                    "per_night_satang": 10000,
                    "nights_max": 5,
                    "year_max_satang": 150000,
                }
            },
        },
        "accept_findings": [],
    }


REGULATION_ADOPTED: Final = announced("regulation_adopted", "regulation", Regulation)
