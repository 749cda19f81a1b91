"""What a hearer makes of an event's bytes, before any of them takes effect."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kernel.chassis.hearing import Effects, Handler
from kernel.contracts.envelope import Announced, Event
from kernel.values.errors import Invalid
from kernel.wire.clock import new_id
from tests.kernel.chassis.standin import contract
from tests.units import Unit, Units

NOW = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)
NOTHING: Any = None


def effects() -> Effects:
    events = {(contract.SPEAKER, event.name): event for event in (contract.THING_SAID,)}
    return Effects(contract.HEARER, NOTHING, NOTHING, events, {})


def body(event: Event = contract.THING_SAID, thing_id: str = "", sequence: int = 1) -> bytes:
    about = thing_id or new_id("thing")
    data = {"thing_id": about, "text": "คำพูด"}
    return event.write(Announced(new_id("event"), about, sequence, NOW, data, {}))


@pytest.fixture
def funds_unit(units: Units) -> Unit:
    return units.of("funds")


def test_an_event_keeps_the_bytes_it_came_in() -> None:
    # Spaces the announcer would not have written: kept as they came, not written anew.
    came = body().replace(b'"data":', b'"data" : ')
    _, heard = effects().read(came)
    assert heard.raw == came
    assert heard.data["text"] == "คำพูด"


def test_neighbours_go_together_and_whatever_is_among_them_keeps_its_turn(
    funds_unit: Unit,
) -> None:
    handed: list[tuple[str, list[int]]] = []

    def hand(name: str) -> Handler:
        return lambda _, run: handed.append((name, [heard.sequence for heard in run]))

    said, listed = contract.THING_SAID, contract.THING_DROPPED
    events = {(contract.SPEAKER, event.name): event for event in (said, listed)}
    handlers = {key: hand(key[1]) for key in events}
    hearing = Effects("funds", funds_unit.works, funds_unit.tables.chassis, events, handlers)
    thing_id = new_id("thing")
    bodies = [
        body(event, thing_id, number) for number, event in enumerate((said, said, listed, said), 1)
    ]
    hearing.apply([hearing.read(each) for each in bodies])
    assert handed == [("thing_said", [1, 2]), ("thing_dropped", [3]), ("thing_said", [4])]


def test_no_service_may_speak_for_another() -> None:
    with pytest.raises(Invalid) as refused:
        effects().read(body(), "logbook")
    assert refused.value.code == "event_unknown"
