"""What a hearer makes of an event's bytes, before any of them takes effect."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kernel.chassis.hearing import Effects
from kernel.contracts.envelope import Announced
from kernel.values.errors import Invalid
from kernel.wire.clock import new_id
from tests.kernel.chassis.standin import contract

NOW = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)
NOTHING: Any = None


def effects() -> Effects:
    events = {(contract.SPEAKER, event.name): event for event in (contract.THING_SAID,)}
    return Effects(contract.HEARER, NOTHING, NOTHING, events, {})


def body() -> bytes:
    thing_id = new_id("thing")
    data = {"thing_id": thing_id, "text": "คำพูด"}
    return contract.THING_SAID.write(Announced(new_id("event"), thing_id, 1, NOW, data, {}))


def test_an_event_keeps_the_bytes_it_came_in() -> None:
    # Spaces the announcer would not have written: kept as they came, not written anew.
    came = body().replace(b'"data":', b'"data" : ')
    _, heard = effects().read(came)
    assert heard.raw == came
    assert heard.data["text"] == "คำพูด"


def test_no_service_may_speak_for_another() -> None:
    with pytest.raises(Invalid) as refused:
        effects().read(body(), "logbook")
    assert refused.value.code == "event_unknown"
