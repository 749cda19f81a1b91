"""How many members a fund has, how old, for how long: counts, nobody by himself."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Cursor, Day, Id, Ids
from kernel.contracts.members.common import BULK_MAX, FUND_EXAMPLE, MEMBERSHIP_EXAMPLE
from kernel.contracts.refusals import codes

FUNDS_MAX: Final = 20


class AgeStructure(Message):
    """The living, active members of one fund, counted by age and length of membership.

    Three lists of one length: place for place an age, the years of membership, how many.
    """

    fund_id = Id("fund", required=True)
    ages = fields.List(fields.Integer(allow_none=True), required=True)
    years_in = fields.List(fields.Integer(), required=True)
    counts = fields.List(fields.Integer(), required=True)
    example = {"fund_id": FUND_EXAMPLE, "ages": [34, 61], "years_in": [5, 12], "counts": [3, 2]}


class AgeStructures(Message):
    """The structures of the funds asked for; a fund without members has empty lists."""

    structures = fields.List(fields.Nested(AgeStructure), required=True)
    example = {"structures": [AgeStructure.example]}


class GetAgeStructures(Request):
    """How old are the members of these funds, in counts? For looking ahead."""

    fund_ids = Ids("fund", required=True, validate=validate.Length(min=1, max=FUNDS_MAX))
    callers, answers = frozenset({"funds"}), AgeStructures
    example = {"fund_ids": [FUND_EXAMPLE]}


class UnidentifiedPersons(Message):
    """Members without an id number the register believes: nobody can tell them apart for sure."""

    person_ids = Ids("person", required=True)
    example = {"person_ids": []}


class GetUnidentified(Request):
    """Which members of these funds have no id number of their own? For counting each one once."""

    fund_ids = Ids("fund", required=True, validate=validate.Length(min=1, max=FUNDS_MAX))
    callers, answers = frozenset({"funds"}), UnidentifiedPersons
    example = {"fund_ids": [FUND_EXAMPLE]}


class Living(Message):
    """How many lived and belonged on a day, without the household asked about."""

    members = fields.Integer(required=True)
    households = fields.Integer(required=True)
    example = {"members": 61, "households": 26}


class GetLiving(Request):
    """Who else lived and belonged on this day, in counts? For a levy on each death."""

    membership_id = Id("membership", required=True)
    day = Day(required=True)
    callers, answers = frozenset({"funds"}), Living
    refuses = codes("membership_unknown")
    example = {"membership_id": MEMBERSHIP_EXAMPLE, "day": "2024-12-03"}


class House(Message):
    """Which house a member lives in: equal for members of one house of the fund, and tells nothing
    else; null where none is known."""

    house = fields.String(allow_none=True, required=True)
    example = {"house": "9f2c51d0a6be47c38b0e6f1d2a5c7490"}


class GetHouse(Request):
    """Which house does this member live in? For what is given once for each house."""

    membership_id = Id("membership", required=True)
    callers, answers = frozenset({"funds"}), House
    refuses = codes("membership_unknown")
    example = {"membership_id": MEMBERSHIP_EXAMPLE}


class LevyPayer(Message):
    """Somebody who pays a levy; `for_household` where each household pays once."""

    membership_id = Id("membership", required=True)
    for_household = fields.Boolean(required=True)
    example = {"membership_id": MEMBERSHIP_EXAMPLE, "for_household": True}


class LevyPayers(Message):
    """A page of payers by membership id; `after` begins the next, null at the end."""

    payers = fields.List(fields.Nested(LevyPayer), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"payers": [LevyPayer.example], "after": None}


class ListLevyPayers(Request):
    """Who else lived and belonged on the day of this member's death? To take a levy from each."""

    membership_id = Id("membership", required=True)
    day = Day(required=True)
    after = Cursor()
    limit = fields.Integer(load_default=BULK_MAX, validate=validate.Range(1, BULK_MAX))
    callers, answers = frozenset({"funds"}), LevyPayers
    refuses = codes("membership_unknown")
    example = {
        "membership_id": MEMBERSHIP_EXAMPLE,
        "day": "2024-12-03",
        "after": "",
        "limit": 500,
    }
