"""What `logbook` is asked, and what it announces: households, assessments, disclosures."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Event, Message, Request
from kernel.contracts.fields import AreaCode, Code, Day, Id, Instant, Satang, Text
from kernel.contracts.operations import DOORS

SERVICE: Final = "logbook"
DIMENSIONS: Final = ("health", "living", "education", "income", "access")
"""The five dimensions of need: health, housing, education, income, access to state services."""
RESULTS: Final = ("pass", "fail", "na", "unknown")
PURPOSES: Final = ("case_management", "claim_review", "disaster_response", "statistics")
INDICATORS: Final = 31
PAGE_MAX: Final = 500

VISITORS: Final = frozenset({"volunteer", "ministry"})
_COMMAND: Final = "command_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_HOUSEHOLD: Final = "household_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_PERSON: Final = "person_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ASSESSMENT: Final = "assessment_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_DISCLOSURE: Final = "disclosure_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ANSWERS: Final = {8: "0", 25: "0", 27: "-", 28: "-", 29: "-"}  # what `Assessment.example` sums up


class HouseholdPerson(Message):
    """A person of a household. Fields a purpose does not allow are absent, not empty."""

    person_id = Id("person", required=True)
    name = fields.String()
    relation = fields.String()
    birth_year = fields.Integer(allow_none=True)
    groups = fields.List(fields.String())
    example = {
        "person_id": _PERSON,
        "name": "นางตัวอย่าง สมมุติ",
        "relation": "หัวหน้าครัวเรือน",
        "birth_year": 1963,
        "groups": ["ELDERLY_60"],
    }


class Assessment(Message):
    """One assessment: which indicators failed, and the five dimensions' results."""

    assessment_id = Id("assessment", required=True)
    round = fields.String(required=True)
    day = Day(required=True)
    dimensions = fields.Dict(keys=Code(*DIMENSIONS), values=Code(*RESULTS), required=True)
    failed = fields.List(fields.Integer(), required=True)
    example = {
        "assessment_id": _ASSESSMENT,
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


class Household(Message):
    """A household as one purpose may see it. Fields it does not allow are absent, not empty."""

    household_id = Id("household", required=True)
    purpose = Code(*PURPOSES, required=True)
    disclosure_id = Id("disclosure", required=True)
    area_code = AreaCode(required=True)
    address = fields.String()
    latitude = fields.Float(allow_none=True)
    longitude = fields.Float(allow_none=True)
    income_month_satang = Satang(allow_none=True)
    debt_satang = Satang(allow_none=True)
    needs = fields.String()
    persons = fields.List(fields.Nested(HouseholdPerson))
    persons_count = fields.Integer()
    assessments = fields.List(fields.Nested(Assessment))
    example = {
        "household_id": _HOUSEHOLD,
        "purpose": "case_management",
        "disclosure_id": _DISCLOSURE,
        "area_code": "650801",
        "address": "64/3 หมู่ 6",
        "latitude": 16.92718,
        "longitude": 100.50906,
        "income_month_satang": 300000,
        "debt_satang": 12000000,
        "needs": "เงินทุนประกอบอาชีพ",
        "persons": [HouseholdPerson.example],
        "persons_count": 2,
        "assessments": [Assessment.example],
    }


class RegisteredHousehold(Message):
    """A household that has been registered, or was before: where, and of how many."""

    household_id = Id("household", required=True)
    area_code = AreaCode(required=True)
    persons = fields.Integer(required=True)
    example = {"household_id": _HOUSEHOLD, "area_code": "650801", "persons": 2}


class RegisteredHouseholds(Message):
    """A page of households by id: which there are, nothing of who they are."""

    households = fields.List(fields.Nested(RegisteredHousehold), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"households": [RegisteredHousehold.example], "after": None}


class Disclosure(Message):
    """Who was told what of a household, why, and when."""

    disclosure_id = Id("disclosure", required=True)
    caller = fields.String(required=True)
    actor_id = fields.String(required=True)
    purpose = Code(*PURPOSES, required=True)
    basis = fields.String(required=True)
    fields_told = fields.List(fields.String(), required=True)
    told_at = Instant(required=True)
    example = {
        "disclosure_id": _DISCLOSURE,
        "caller": "gateway",
        "actor_id": "staff_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "purpose": "case_management",
        "basis": "public_task",
        "fields_told": ["address", "persons"],
        "told_at": "2025-09-30T03:00:00.000000Z",
    }


class Disclosures(Message):
    """The disclosures of a household, newest first; at most 500."""

    disclosures = fields.List(fields.Nested(Disclosure), required=True)
    example = {"disclosures": [Disclosure.example]}


class PersonInHousehold(Message):
    """A person to put into a household; registered with `members` before."""

    person_id = Id("person", required=True)
    relation = Text(load_default="", longest=50)
    birth_on = Day(allow_none=True, load_default=None)
    groups = fields.List(fields.String(), load_default=list)
    example = {
        "person_id": _PERSON,
        "relation": "หัวหน้าครัวเรือน",
        "birth_on": "1963-09-30",
        "groups": ["ELDERLY_60"],
    }


class RegisterHousehold(Command):
    """Open the logbook of one house: one book per house."""

    household_id = Id("household", required=True)
    house_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{11}$"))
    area_code = AreaCode(required=True)
    address = Text(load_default="", longest=200)
    income_month_satang = Satang(allow_none=True, load_default=None)
    debt_satang = Satang(allow_none=True, load_default=None)
    persons = fields.List(
        fields.Nested(PersonInHousehold), load_default=list, validate=validate.Length(max=50)
    )
    callers, roles, answers = DOORS, VISITORS, RegisteredHousehold
    example = {
        "command_id": _COMMAND,
        "household_id": _HOUSEHOLD,
        "house_code": "00000000615",
        "area_code": "650801",
        "address": "64/3 หมู่ 6",
        "income_month_satang": 300000,
        "debt_satang": 12000000,
        "persons": [PersonInHousehold.example],
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
    example = {
        "command_id": _COMMAND,
        "assessment_id": _ASSESSMENT,
        "household_id": _HOUSEHOLD,
        "round": "1/2568",
        "day": "2024-11-24",
        "answers_given": [_ANSWERS.get(number, "1") for number in range(1, INDICATORS + 1)],
    }


class GetHousehold(Request):
    """One household, for a stated purpose: what that allows; and the telling is recorded."""

    household_id = Id("household", required=True)
    purpose = Code(*PURPOSES, required=True)
    callers, answers = DOORS | {"funds", "integrations"}, Household
    example = {"household_id": _HOUSEHOLD, "purpose": "case_management"}


class FindHousehold(Request):
    """Which household is this house? By its exact 11-digit house code."""

    house_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{11}$"))
    callers, roles, answers = DOORS, VISITORS, RegisteredHousehold
    example = {"house_code": "00000000615"}


class ListHouseholds(Request):
    """Which households are there in an area? A page at a time."""

    area_code = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,8}$"))
    after = fields.String(load_default="")
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, VISITORS, RegisteredHouseholds
    example = {"area_code": "650801", "after": "", "limit": 100}


class GetDisclosures(Request):
    """Who was told of this household?"""

    household_id = Id("household", required=True)
    callers, roles, answers = DOORS, frozenset({"ministry", "auditor"}), Disclosures
    example = {"household_id": _HOUSEHOLD}


class HouseholdFact(Message):
    """A household has been registered: where, by sub-district."""

    household_id = Id("household", required=True)
    area_code = AreaCode(required=True)
    example = {"household_id": _HOUSEHOLD, "area_code": "650801"}


class AssessmentFact(Message):
    """A household has been assessed. The results are asked for, under a purpose."""

    household_id = Id("household", required=True)
    assessment_id = Id("assessment", required=True)
    round = fields.String(required=True)
    day = Day(required=True)
    example = {
        "household_id": _HOUSEHOLD,
        "assessment_id": _ASSESSMENT,
        "round": "1/2568",
        "day": "2024-11-24",
    }


HOUSEHOLD_REGISTERED: Final = Event(
    SERVICE, "household_registered", "household", HouseholdFact, partners_may_hear=True
)
HOUSEHOLD_ASSESSED: Final = Event(
    SERVICE, "household_assessed", "household", AssessmentFact, partners_may_hear=True
)
