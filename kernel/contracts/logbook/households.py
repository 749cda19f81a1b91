"""Households: one book per house, told of for a purpose."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Event, Message, Request
from kernel.contracts.fields import AreaCode, Code, Cursor, Day, Id, Satang, Text
from kernel.contracts.logbook.assessments import Assessment
from kernel.contracts.logbook.common import (
    COMMAND_EXAMPLE,
    DISCLOSURE_EXAMPLE,
    GROUPS,
    HOUSEHOLD_EXAMPLE,
    PAGE_MAX,
    PERSON_EXAMPLE,
    PURPOSES,
    SERVICE,
    VISITORS,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

_HOUSE_CODE: Final = validate.Regexp(r"^[0-9]{11}$")
_TAMBON: Final = validate.Regexp(r"^[0-9]{6}(?:[0-9]{2})?$")
# Thailand lies within these degrees: a point beyond them is a slip of the hand. [own]
_NORTH: Final = validate.Range(5.6, 20.5)
_EAST: Final = validate.Range(97.3, 105.7)


class HouseholdPerson(Message):
    """A person of a household. Fields a purpose does not allow are absent, not empty."""

    person_id = Id("person", required=True)
    name = fields.String()
    relation = fields.String()
    birth_year = fields.Integer(allow_none=True)
    groups = fields.List(fields.String())
    disability = fields.String()
    chronic_disease = fields.String()
    example = {
        "person_id": PERSON_EXAMPLE,
        "name": "นางตัวอย่าง สมมุติ",
        "relation": "หัวหน้าครัวเรือน",
        "birth_year": 1963,
        "groups": ["ELDERLY_60"],
        "disability": "",
        "chronic_disease": "เบาหวาน",
    }


class Household(Message):
    """A household as one purpose may see it. Fields it does not allow are absent, not empty.

    `persons_count` counts everybody listed; `persons` holds those whom `members` knows.
    """

    household_id = Id("household", required=True)
    purpose = Code(*PURPOSES, required=True)
    disclosure_id = Id("disclosure", required=True)
    area_code = AreaCode(required=True)
    address = fields.String()
    latitude = fields.Float(allow_none=True)
    longitude = fields.Float(allow_none=True)
    tenure = fields.String()
    income_month_satang = Satang(allow_none=True)
    expense_month_satang = Satang(allow_none=True)
    debt_satang = Satang(allow_none=True)
    debt_source = fields.String()
    needs = fields.String()
    help_received = fields.String()
    persons = fields.List(fields.Nested(HouseholdPerson))
    persons_count = fields.Integer()
    assessments = fields.List(fields.Nested(Assessment))
    example = {
        "household_id": HOUSEHOLD_EXAMPLE,
        "purpose": "case_management",
        "disclosure_id": DISCLOSURE_EXAMPLE,
        "area_code": "650801",
        "address": "64/3 หมู่ 6",
        "tenure": "เช่า",
        "income_month_satang": 300000,
        "expense_month_satang": 280000,
        "debt_satang": 12000000,
        "debt_source": "กองทุนหมู่บ้าน",
        "needs": "เงินทุนประกอบอาชีพ",
        "help_received": "ซ่อมบ้าน พอช.",
        "persons": [HouseholdPerson.example],
        "persons_count": 2,
        "assessments": [Assessment.example],
    }


class RegisteredHousehold(Message):
    """A household that has been registered, or was before: where, and of how many."""

    household_id = Id("household", required=True)
    area_code = AreaCode(required=True)
    persons = fields.Integer(required=True)
    example = {"household_id": HOUSEHOLD_EXAMPLE, "area_code": "650801", "persons": 2}


class RegisteredHouseholds(Message):
    """A page of households by area, then id: which there are, nothing of who they are."""

    households = fields.List(fields.Nested(RegisteredHousehold), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"households": [RegisteredHousehold.example], "after": None}


class PersonInHousehold(Message):
    """A person to put into a household; registered with `members` before."""

    person_id = Id("person", required=True)
    relation = Text(load_default="", longest=50)
    birth_on = Day(allow_none=True, load_default=None)
    groups = fields.List(Code(*GROUPS), load_default=list)
    disability = Text(load_default="", longest=100)
    chronic_disease = Text(load_default="", longest=200)
    example = {
        "person_id": PERSON_EXAMPLE,
        "relation": "หัวหน้าครัวเรือน",
        "birth_on": "1963-09-30",
        "groups": ["ELDERLY_60"],
        "disability": "",
        "chronic_disease": "เบาหวาน",
    }


def _amount() -> Satang:
    return Satang(allow_none=True, load_default=None)


def _text() -> Text:
    return Text(load_default="", longest=200)


def _degrees(within: validate.Range) -> fields.Float:
    return fields.Float(allow_none=True, load_default=None, validate=within)


class RegisterHousehold(Command):
    """Open the logbook of one house: one book per house, and nobody stands in two."""

    household_id = Id("household", required=True)
    house_code = fields.String(required=True, validate=_HOUSE_CODE)
    area_code = fields.String(required=True, validate=_TAMBON)
    address = _text()
    latitude = _degrees(_NORTH)
    longitude = _degrees(_EAST)
    tenure = _text()
    income_month_satang = _amount()
    expense_month_satang = _amount()
    debt_satang = _amount()
    debt_source = _text()
    needs = _text()
    help_received = _text()
    persons = fields.List(
        fields.Nested(PersonInHousehold), load_default=list, validate=validate.Length(max=50)
    )
    callers, roles, answers = DOORS, VISITORS, RegisteredHousehold
    refuses = codes(
        "amount_below_zero area_unknown house_registered person_in_other_household person_twice "
        "point_incomplete"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "household_id": HOUSEHOLD_EXAMPLE,
        "house_code": "00000000615",
        "area_code": "650801",
        "address": "64/3 หมู่ 6",
        "income_month_satang": 300000,
        "debt_satang": 12000000,
        "persons": [PersonInHousehold.example],
    }


class GetHousehold(Request):
    """One household, for a stated purpose: what that allows; and the telling is recorded."""

    household_id = Id("household", required=True)
    purpose = Code(*PURPOSES, required=True)
    callers, answers = DOORS | {"funds", "integrations"}, Household
    refuses = codes("household_unknown purpose_not_allowed purpose_unknown")
    example = {"household_id": HOUSEHOLD_EXAMPLE, "purpose": "case_management"}


class FindHousehold(Request):
    """Which household is this house? By its exact 11-digit house code."""

    house_code = fields.String(required=True, validate=_HOUSE_CODE)
    callers, roles, answers = DOORS, VISITORS, RegisteredHousehold
    refuses = codes("household_unknown")
    example = {"house_code": "00000000615"}


class ListHouseholds(Request):
    """Which households are there in an area? A page at a time."""

    area_code = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,8}$"))
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, VISITORS, RegisteredHouseholds
    example = {"area_code": "650801", "after": "", "limit": 100}


class HouseholdFact(Message):
    """A household has been registered: where, by sub-district."""

    household_id = Id("household", required=True)
    area_code = AreaCode(required=True)
    example = {"household_id": HOUSEHOLD_EXAMPLE, "area_code": "650801"}


HOUSEHOLD_REGISTERED: Final = Event(
    SERVICE, "household_registered", "household", HouseholdFact, partners_may_hear=True
)
