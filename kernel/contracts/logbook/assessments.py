"""Assessments: what a household answered in a round, and the five dimensions' results."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Event, Message
from kernel.contracts.fields import Code, Day, Id
from kernel.contracts.logbook.common import (
    ASSESSMENT_EXAMPLE,
    COMMAND_EXAMPLE,
    DIMENSIONS,
    HOUSEHOLD_EXAMPLE,
    INDICATORS,
    RESULTS,
    SERVICE,
    VISITORS,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

_ANSWERS: Final = {8: "0", 25: "0", 27: "-", 28: "-", 29: "-"}  # what `Assessment.example` sums up


class Assessment(Message):
    """One assessment: the five dimensions' results, and which indicators failed.

    Within a household, fields its purpose does not allow are absent, not empty.
    """

    assessment_id = Id("assessment", required=True)
    round = fields.String(required=True)
    day = Day()
    dimensions = fields.Dict(keys=Code(*DIMENSIONS), values=Code(*RESULTS), required=True)
    failed = fields.List(fields.Integer())
    example = {
        "assessment_id": ASSESSMENT_EXAMPLE,
        "round": "1/2568",
        "day": "2024-11-24",
        "dimensions": {
            "health": "pass",
            "living": "fail",
            "education": "pass",
            "income": "pass",
            "access": "na",
        },
        "failed": [8, 25],
    }


class RecordAssessment(Command):
    """Record an assessment: an answer to each indicator, `1` yes, `0` no, `-` does not apply."""

    assessment_id = Id("assessment", required=True)
    household_id = Id("household", required=True)
    round = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{1,2}/25[0-9]{2}$"))
    day = Day(required=True)
    answers_given = fields.List(
        Code("1", "0", "-"), required=True, validate=validate.Length(equal=INDICATORS)
    )
    callers, roles, answers = DOORS, VISITORS, Assessment
    refuses = codes("assessed_in_future household_unknown indicator_set_unknown round_assessed")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "assessment_id": ASSESSMENT_EXAMPLE,
        "household_id": HOUSEHOLD_EXAMPLE,
        "round": "1/2568",
        "day": "2024-11-24",
        "answers_given": [_ANSWERS.get(number, "1") for number in range(1, INDICATORS + 1)],
    }


class AssessmentFact(Message):
    """A household has been assessed. The results are asked for, under a purpose."""

    household_id = Id("household", required=True)
    assessment_id = Id("assessment", required=True)
    round = fields.String(required=True)
    day = Day(required=True)
    example = {
        "household_id": HOUSEHOLD_EXAMPLE,
        "assessment_id": ASSESSMENT_EXAMPLE,
        "round": "1/2568",
        "day": "2024-11-24",
    }


HOUSEHOLD_ASSESSED: Final = Event(
    SERVICE, "household_assessed", "household", AssessmentFact, partners_may_hear=True
)
