"""A fund's members by sex, age band and village: a part of its annual return."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Day, Id
from kernel.contracts.funds.common import FUND_EXAMPLE, OF_A_FUND, READERS
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

AGES_FROM: Final = (0, 15, 25, 60, 80)
"""The bands where none are asked for: nobody has confirmed which ones an agency wants. [own]"""

_COUNTS: Final = {
    "male": 1,
    "female": 2,
    "sex_unknown": 0,
    "members": 3,
    "joined": 1,
    "died": 0,
    "left": 0,
}


class MemberCounts(Message):
    """How many members: by sex, together; who joined, who died and who left otherwise in
    the year."""

    male = fields.Integer(required=True)
    female = fields.Integer(required=True)
    sex_unknown = fields.Integer(required=True)
    members = fields.Integer(required=True)
    joined = fields.Integer(required=True)
    died = fields.Integer(required=True)
    left = fields.Integer(required=True)
    example = _COUNTS


class MembersOfAge(Message):
    """The members of a band by completed age, both ends within it."""

    from_age = fields.Integer(required=True, allow_none=True)
    up_to_age = fields.Integer(required=True, allow_none=True)
    counts = fields.Nested(MemberCounts, required=True)
    example = {"from_age": 60, "up_to_age": 79, "counts": MemberCounts.example}


class MembersOfVillage(Message):
    """The members of a village: the number of a moo, or the name of a community."""

    village = fields.String(required=True)
    counts = fields.Nested(MemberCounts, required=True)
    example = {"village": "4", "counts": MemberCounts.example}


class MemberReturn(Message):
    """A fund's members at the end of a year by sex, age band and village; of an open year today's.

    Whose leaving no register dates is counted in no year.
    """

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    closed = fields.Boolean(required=True)
    counts = fields.Nested(MemberCounts, required=True)
    by_age = fields.List(fields.Nested(MembersOfAge), required=True)
    by_village = fields.List(fields.Nested(MembersOfVillage), required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "year": 2568,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "closed": True,
        "counts": MemberCounts.example,
        "by_age": [MembersOfAge.example],
        "by_village": [MembersOfVillage.example],
    }


def _ages() -> fields.List[Any]:
    return fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 150)),
        load_default=lambda: list(AGES_FROM),
        validate=validate.Length(min=1, max=20),
    )


class GetMemberReturn(Request):
    """How many members has a fund by sex, age band and village? `ages_from` begins each band."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True, strict=True, validate=validate.Range(2500, 2700))
    ages_from = _ages()
    callers, roles, answers = DOORS, READERS, MemberReturn
    refuses = OF_A_FUND | codes("ages_not_rising")
    example = {"fund_id": FUND_EXAMPLE, "year": 2568, "ages_from": [0, 15, 25, 60, 80]}
