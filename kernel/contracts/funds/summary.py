"""The national summary: funds, members and people helped, and money, by area."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Code, Satang
from kernel.contracts.funds.common import READERS
from kernel.contracts.operations import DOORS, OPERATORS
from kernel.contracts.refusals import codes

AREA_LEVELS: Final = ("nation", "region", "province", "district")
AGENCIES: Final = ("codi", "msdhs")
DIFFERENCES_MAX: Final = 100


class Helped(Message):
    """How often people were helped with one kind of benefit."""

    kind = fields.String(required=True)
    helped = fields.Integer(required=True)
    example = {"kind": "hospital", "helped": 3120}


class Moved(Message):
    """What came in from one source, or went out for one purpose; above zero both ways."""

    account = fields.String(required=True)
    amount_satang = Satang(required=True, attribute="amount")
    example = {"account": "income.member", "amount_satang": 1428200}


class AreaSummary(Message):
    """One area: funds, members, people helped, each counted by itself, and money in and out.

    People helped are counted by payments: who is helped twice counts twice.
    """

    area_code = fields.String(required=True)
    name = fields.String(required=True)
    funds = fields.Integer(required=True)
    members = fields.Integer(required=True)
    helped = fields.Integer(required=True)
    helped_by_kind = fields.List(fields.Nested(Helped), required=True)
    received = fields.List(fields.Nested(Moved), required=True)
    spent = fields.List(fields.Nested(Moved), required=True)
    example = {
        "area_code": "65",
        "name": "พิษณุโลก",
        "funds": 93,
        "members": 106764,
        "helped": 3120,
        "helped_by_kind": [Helped.example],
        "received": [Moved.example],
        "spent": [{"account": "welfare.hospital", "amount_satang": 936000}],
    }


class NationalSummary(Message):
    """The nation, or its regions, provinces, districts, as of this moment."""

    level = Code(*AREA_LEVELS, required=True)
    fiscal_year = fields.Integer(required=True, allow_none=True)
    areas = fields.List(fields.Nested(AreaSummary), required=True)
    example = {"level": "province", "fiscal_year": 2568, "areas": [AreaSummary.example]}


class GetNationalSummary(Request):
    """The areas of a level; districts of one province. Regions are those of one agency.

    With a fiscal year, by its Buddhist name as everywhere (one of the Common Era is refused),
    people helped and money are of that year; funds and members stand as now.
    """

    level = Code(*AREA_LEVELS, load_default="nation")
    area_code = fields.String(load_default="", validate=validate.Regexp(r"^(\d{2})?$"))
    agency = Code(*AGENCIES, load_default="codi")
    fiscal_year = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1990, 2700)
    )
    callers, roles, answers = DOORS, READERS | OPERATORS, NationalSummary
    refuses = codes("province_missing year_not_buddhist")
    example = {"level": "province", "area_code": "65", "agency": "codi", "fiscal_year": 2568}


class TallyDifference(Message):
    """A counter that does not stand as it was counted anew."""

    area_code = fields.String(required=True)
    fiscal_year = fields.Integer(required=True)
    counter = fields.String(required=True)
    kept = fields.Integer(required=True)
    counted = fields.Integer(required=True)
    example = {
        "area_code": "6508",
        "fiscal_year": 2568,
        "counter": "helped.hospital",
        "kept": 311,
        "counted": 312,
    }


class SummaryProof(Message):
    """Every tally held against a new count of the facts, both of one moment."""

    equal = fields.Boolean(required=True)
    compared = fields.Integer(required=True)
    different = fields.Integer(required=True)
    differences = fields.List(fields.Nested(TallyDifference), required=True)
    example = {"equal": True, "compared": 25318, "different": 0, "differences": []}


class ProveSummary(Request):
    """Count everything anew and compare; of the differences the first hundred are told.

    Takes as long as reading all claims and postings: give it the two minutes a call may have.
    """

    callers, roles, answers = DOORS, OPERATORS | frozenset({"ministry"}), SummaryProof
    example = {}


class RebuiltSummary(Message):
    """How many tallies are kept now."""

    tallies = fields.Integer(required=True)
    example = {"tallies": 25318}


class RebuildSummary(Request):
    """Count all tallies anew. Whoever writes meanwhile waits. May be repeated."""

    callers, roles, answers = DOORS, OPERATORS, RebuiltSummary
    example = {}
