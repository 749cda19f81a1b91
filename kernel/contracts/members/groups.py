"""A fund's members on a day by sex, age and village, in counts."""

from __future__ import annotations

from marshmallow import fields

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Code, Day, Id
from kernel.contracts.members.common import FUND_EXAMPLE, SEXES


class MemberGroups(Message):
    """Counts by sex, completed age and village: lists of one length, place for place.

    `counts` belonged on the last day; `joined`, `died` and `left` otherwise between the two. Whose
    leaving no register dates is counted for no day.
    """

    fund_id = Id("fund", required=True)
    sexes = fields.List(Code(*SEXES, allow_none=True), required=True)
    ages = fields.List(fields.Integer(allow_none=True), required=True)
    villages = fields.List(fields.String(), required=True)
    counts = fields.List(fields.Integer(), required=True)
    joined = fields.List(fields.Integer(), required=True)
    died = fields.List(fields.Integer(), required=True)
    left = fields.List(fields.Integer(), required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "sexes": ["female", None],
        "ages": [61, 34],
        "villages": ["4", ""],
        "counts": [3, 1],
        "joined": [0, 1],
        "died": [1, 0],
        "left": [0, 0],
    }


class GetMemberGroups(Request):
    """How many members has this fund, by sex, age and village? For its annual return."""

    fund_id = Id("fund", required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    callers, answers = frozenset({"funds"}), MemberGroups
    example = {"fund_id": FUND_EXAMPLE, "from_day": "2024-10-01", "to_day": "2025-09-30"}
