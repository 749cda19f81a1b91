"""What an operator may ask of every service: the messages that could not take effect."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Id, Instant, Text
from kernel.contracts.refusals import codes

DOORS: Final = frozenset({"cli", "gateway"})
OPERATORS: Final = frozenset({"operator"})
OF_AN_EFFECT: Final = codes("person_unknown died_before_joining")
"""What an event's handler is refused with when its effect is tried again."""

_EVENT: Final = "event_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_COMMAND: Final = "command_01K6BZQ5G0ABCDEFGHJKMNPQRS"


class ParkedEvent(Message):
    """An event whose effect failed: which, why, since when. Its body is not shown."""

    event_id = Id("event", required=True)
    name = fields.String(required=True)
    partition_key = fields.String(required=True)
    sequence = fields.Integer(required=True)
    why = fields.String(required=True)
    parked_at = Instant(required=True)
    example = {
        "event_id": _EVENT,
        "name": "member_enrolled",
        "partition_key": "membership_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "sequence": 1,
        "why": "IntegrityError",
        "parked_at": "2025-09-30T03:00:00.000000Z",
    }


class ParkedEvents(Message):
    """A page of parked events, oldest first."""

    parked = fields.List(fields.Nested(ParkedEvent), required=True)
    example = {"parked": [ParkedEvent.example]}


class ParkedEventWhole(ParkedEvent):
    """A parked event with what it says: events carry no personal data."""

    data = fields.Dict(keys=fields.String(), required=True)
    example = {
        **ParkedEvent.example,
        "data": {"membership_id": "membership_01K6BZQ5G0ABCDEFGHJKMNPQRS"},
    }


class Replayed(Message):
    """How many parked events have taken effect, and how many of the aggregate are still parked."""

    done = fields.Integer(required=True)
    left = fields.Integer(required=True)
    example = {"done": 3, "left": 0}


class ListParked(Request):
    """Which events are parked? At most 500."""

    callers, roles, answers = DOORS, OPERATORS, ParkedEvents
    example = {}


class GetParked(Request):
    """What does a parked event say?"""

    event_id = Id("event", required=True)
    callers, roles, answers = DOORS, OPERATORS, ParkedEventWhole
    refuses = codes("event_not_parked")
    example = {"event_id": _EVENT}


class RetryParked(Request):
    """Let a parked event take effect, and after it those of its aggregate that wait behind it.

    `over_gap` gives up what is missing before the first of them and will never come.
    """

    event_id = Id("event", required=True)
    over_gap = fields.Boolean(load_default=False)
    callers, roles, answers = DOORS, OPERATORS, Replayed
    refuses = codes("event_not_parked event_malformed event_unknown") | OF_AN_EFFECT
    example = {"event_id": _EVENT}


class DiscardParked(Command):
    """Give a parked event up, for a reason; what follows it in its sequence may then be retried.

    It is kept with the reason and who gave it up. `over_gap` gives up too what is missing before.
    """

    event_id = Id("event", required=True)
    reason = Text(required=True, longest=500)
    over_gap = fields.Boolean(load_default=False)
    callers, roles, answers = DOORS, OPERATORS, Replayed
    refuses = codes("event_not_parked event_waits_for_missing event_waits_for_another")
    example = {"command_id": _COMMAND, "event_id": _EVENT, "reason": "announced by a test"}
