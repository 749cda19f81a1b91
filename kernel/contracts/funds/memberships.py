"""The copy of memberships `funds` keeps, fed by the events of `members`."""

from __future__ import annotations

from marshmallow import fields

from kernel.contracts.envelope import Message, Request
from kernel.contracts.operations import DOORS, OPERATORS


class Rebuilt(Message):
    """How many memberships the copy holds now."""

    memberships = fields.Integer(required=True)
    example = {"memberships": 554}


class RebuildMemberships(Request):
    """Fill the copy of memberships anew from their owner's snapshot. May be repeated."""

    callers, roles, answers = DOORS, OPERATORS, Rebuilt
    example = {}
