"""What the speaker and the hearer are asked, and what the speaker announces."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from kernel.contracts import catalogue
from kernel.contracts.envelope import Command, Contract, Event, Message, Request
from kernel.contracts.fields import Id

DOORS: Final = frozenset({"cli", "gateway"})
SPEAKER: Final = "members"
HEARER: Final = "funds"


class Said(Message):
    thing_id = Id("thing", required=True)
    text = fields.String(required=True)
    times = fields.Integer(required=True)


class Echoed(Message):
    text = fields.String(required=True)
    actor_id = fields.String(required=True)
    caller = fields.String(required=True)


class Effects(Message):
    effects = fields.List(fields.List(fields.Raw()), required=True)


class Say(Command):
    """Say something of a thing; `fail_after` breaks the work when everything was done."""

    thing_id = Id("thing", required=True)
    text = fields.String(required=True)
    fail_after = fields.Boolean(load_default=False)
    callers, answers = DOORS, Said


class SayMany(Command):
    thing_ids = fields.List(Id("thing"), required=True)
    callers, answers = DOORS, Said


class Echo(Request):
    """`wait_seconds` in the worker, `query_seconds` in the database."""

    text = fields.String(required=True)
    wait_seconds = fields.Float(load_default=0.0)
    query_seconds = fields.Float(load_default=0.0)
    callers, answers = DOORS | {HEARER}, Echoed


class EchoForClerks(Request):
    text = fields.String(required=True)
    callers, roles, answers = DOORS, frozenset({"clerk"}), Echoed


class EchoForServices(Request):
    text = fields.String(required=True)
    callers, answers = frozenset({HEARER}), Echoed


class GoWrong(Request):
    how = fields.String(required=True)
    callers, answers = DOORS, Echoed


class RelayEcho(Request):
    """The hearer asks the speaker; with `inside` from within a unit of work, which is a bug."""

    text = fields.String(required=True)
    wait_seconds = fields.Float(load_default=0.0)
    inside = fields.Boolean(load_default=False)
    callers, answers = DOORS, Echoed


class ListEffects(Request):
    callers, answers = DOORS, Effects


class ThingSaid(Message):
    thing_id = Id("thing", required=True)
    text = fields.String(required=True)


class ThingItem(Message):
    thing_id = Id("thing", required=True)
    sequence = fields.Integer(required=True)
    text = fields.String(required=True)


class ThingsListed(Message):
    things = fields.List(fields.Nested(ThingItem), required=True)


_HEARERS: Final = frozenset({HEARER})
THING_SAID: Final = Event(SPEAKER, "thing_said", "thing", ThingSaid, heard_by=_HEARERS)
THING_DROPPED: Final = Event(SPEAKER, "thing_dropped", "thing", ThingSaid)
THINGS_LISTED: Final = Event(
    SPEAKER,
    "things_listed",
    "list",
    ThingsListed,
    heard_by=_HEARERS,
    items="things",
    item_id="thing_id",
)

_real: Final = catalogue.contracts()
_SPOKEN: Final = (Say, SayMany, Echo, EchoForClerks, EchoForServices, GoWrong)
_OPERATED: Final = {
    name: request for name, request in _real[HEARER].requests.items() if name.endswith("_parked")
}
CONTRACTS: Final = {
    SPEAKER: Contract(
        SPEAKER,
        {**{request.method_name(): request for request in _SPOKEN}, **_OPERATED},
        {event.name: event for event in (THING_SAID, THING_DROPPED, THINGS_LISTED)},
    ),
    HEARER: Contract(
        HEARER,
        {**{request.method_name(): request for request in (RelayEcho, ListEffects)}, **_OPERATED},
        {},
    ),
}
