"""What the two services of `bench/events.py` are asked; importing it patches nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from marshmallow import fields

from kernel.contracts.envelope import Contract, Message, Request
from kernel.contracts.members import MEMBER_ENROLLED
from kernel.contracts.operations import DOORS

SPEAKER: Final = "members"
HEARER: Final = "funds"
TOLD: Final = replace(MEMBER_ENROLLED)


class Announced(Message):
    """When each transaction was committed, in seconds of the epoch, in the events' order."""

    moments = fields.List(fields.Float(), required=True)


class Effective(Message):
    """How many events took effect, and when: each by the member's number it told of."""

    count = fields.Integer(required=True)
    last = fields.Float(required=True)
    moments = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class Announce(Request):
    """Announce so many events of so many aggregates in one transaction."""

    count = fields.Integer(required=True)
    aggregates = fields.Integer(required=True)
    callers, answers = DOORS, Announced


class AnnounceSteadily(Request):
    """Announce so many events, each in a transaction of its own, so many a second."""

    count = fields.Integer(required=True)
    a_second = fields.Float(required=True)
    callers, answers = DOORS, Announced


class GetEffects(Request):
    """What took effect since this was told to forget."""

    moments = fields.Boolean(load_default=False)
    forget = fields.Boolean(load_default=False)
    callers, answers = DOORS, Effective


CONTRACTS: Final = {
    SPEAKER: Contract(
        SPEAKER, {"announce": Announce, "announce_steadily": AnnounceSteadily}, {TOLD.name: TOLD}
    ),
    HEARER: Contract(HEARER, {"get_effects": GetEffects}, {}),
}
