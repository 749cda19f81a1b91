"""Persons: one id number is one person, whoever asks."""

from __future__ import annotations

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Day, Id, Ids, Text
from kernel.contracts.members.common import (
    BULK_MAX,
    COMMAND_EXAMPLE,
    PERSON_EXAMPLE,
    REGISTRARS,
    SEXES,
    bulk,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes


class PersonToRegister(Message):
    """A person somebody else found; `cid` where there is one. `person_id` is the asker's."""

    person_id = Id("person", required=True)
    cid = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(r"^\d{13}$"))
    title = Text(load_default="", longest=50)
    first = Text(required=True, longest=100)
    last = Text(load_default="", longest=100)
    birth_on = Day(allow_none=True, load_default=None)
    sex = Code(*SEXES, allow_none=True, load_default=None)
    example = {
        "person_id": PERSON_EXAMPLE,
        "cid": None,
        "title": "นาง",
        "first": "ตัวอย่าง",
        "last": "สมมุติ",
        "birth_on": "1963-09-30",
        "sex": "female",
    }


class RegisteredPersons(Message):
    """Who they are, in the order asked: the person known before, or the new one."""

    person_ids = Ids("person", required=True)
    example = {"person_ids": [PERSON_EXAMPLE]}


class Person(Message):
    """A person's name and masked id number, for a purpose that allows it."""

    person_id = Id("person", required=True)
    title = fields.String(required=True)
    first = fields.String(required=True)
    last = fields.String(required=True)
    cid_masked = fields.String(required=True)
    example = {
        "person_id": PERSON_EXAMPLE,
        "title": "นาง",
        "first": "ตัวอย่าง",
        "last": "สมมุติ",
        "cid_masked": "x-xxxx-xxxxx-12-1",
    }


class Persons(Message):
    """Persons in the order asked; who is unknown is left out."""

    persons = fields.List(fields.Nested(Person), required=True)
    example = {"persons": [Person.example]}


class RecordDeath(Command):
    """A person has died: every membership of the person ends on that day."""

    person_id = Id("person", required=True)
    died_on = Day(required=True)
    callers, roles, answers = DOORS, REGISTRARS, Persons
    refuses = codes(
        "day_in_future died_before_joining died_on_another_day other_fund person_unknown"
    )
    example = {"command_id": COMMAND_EXAMPLE, "person_id": PERSON_EXAMPLE, "died_on": "2025-09-01"}


class RegisterPersons(Command):
    """Register up to 500 persons, or find them: one id number is one person."""

    persons = bulk(PersonToRegister)
    callers, answers = frozenset({"logbook"}), RegisteredPersons
    refuses = codes("cid_checksum")
    example = {"command_id": COMMAND_EXAMPLE, "persons": [PersonToRegister.example]}


class RegisteredPerson(Message):
    """Who it is: the person known before by the same id number, or the new one."""

    person_id = Id("person", required=True)
    example = {"person_id": PERSON_EXAMPLE}


class RegisterPerson(Command):
    """Register one person who is no member of a fund, or find who is known by the id number."""

    person = fields.Nested(PersonToRegister, required=True)
    callers, roles, answers = DOORS, REGISTRARS, RegisteredPerson
    refuses = codes("cid_checksum")
    example = {"command_id": COMMAND_EXAMPLE, "person": PersonToRegister.example}


class PersonOnDay(Message):
    """Completed years on a day, null where no birth is known, and the day the person died on."""

    age = fields.Integer(allow_none=True, required=True)
    died_on = Day(allow_none=True, required=True)
    example = {"age": 61, "died_on": None}


class GetPersonOnDay(Request):
    """How old was a person on a day, and alive? For help to who is no member; the reading is
    recorded, nobody is named."""

    person_id = Id("person", required=True)
    day = Day(required=True)
    callers, answers = frozenset({"funds"}), PersonOnDay
    refuses = codes("person_unknown")
    example = {"person_id": PERSON_EXAMPLE, "day": "2025-04-13"}


class GetPersons(Request):
    """Names of up to 500 persons, for a purpose that allows names; the reading is recorded."""

    person_ids = Ids("person", required=True, validate=validate.Length(min=1, max=BULK_MAX))
    purpose = Code("case_management", "disaster_response", required=True)
    subject = Text(required=True, longest=100)
    callers, answers = frozenset({"logbook"}), Persons
    example = {
        "person_ids": [PERSON_EXAMPLE],
        "purpose": "case_management",
        "subject": "household/household_01K6BZQ5G0ABCDEFGHJKMNPQRS",
    }
