"""The relay takes all that waits to the broker, without waiting between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import ColumnElement, Engine, func, select, update

from deploy.local.bootstrap import Installation
from kernel.chassis import outbox, relay
from kernel.chassis.outbox import OutboxReader
from kernel.chassis.publishing import Publisher
from kernel.chassis.relay import Relay
from kernel.client import new_id
from kernel.contracts.envelope import Event
from kernel.wire.clock import SystemClock
from tests.kernel.chassis.standin import contract, tables
from tests.processes import eventually

pytestmark = pytest.mark.stack
THINGS = 200


class Said(NamedTuple):
    event: Event
    aggregate_id: str
    data: Any
    attributes: dict[str, str]


@pytest.fixture
def publisher(standins: Installation) -> Iterator[Publisher]:
    url = standins.services[contract.SPEAKER]["AMQP_URL"]
    made = Publisher(url, contract.SPEAKER, pytest.fail)
    made.link.start()
    assert made.link.ready.wait(10)
    yield made
    made.link.stop()


def announced(engine: Engine) -> None:
    """What one transaction says of so many things that they are of every partition."""
    things = [new_id("thing") for _ in range(THINGS)]
    told = [
        Said(contract.THING_SAID, each, {"thing_id": each, "text": "relayed"}, {})
        for each in things
    ]
    with engine.begin() as connection:
        outbox.save(connection, tables.chassis, told, SystemClock().now())


def waiting(engine: Engine, column: ColumnElement[Any]) -> int:
    table = tables.chassis.outbox
    with engine.connect() as connection:
        query = select(func.count(column)).where(table.c.published_at.is_(None))
        return int(connection.execute(query).scalar_one())


def test_all_partitions_go_out_though_half_are_taken_at_once(
    said_by: Engine, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "IDLE_SECONDS", 3_600.0)
    partition = tables.chassis.outbox.c.partition
    announced(said_by)
    assert waiting(said_by, partition.distinct()) > outbox.AT_ONCE
    reader = OutboxReader(said_by, tables.chassis)
    events = {contract.THING_SAID.name: contract.THING_SAID}
    made = Relay(said_by, reader, publisher, events, SystemClock(), contract.SPEAKER)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        eventually(lambda: waiting(said_by, partition) == 0, "an empty outbox")
    finally:
        made.stop()
        thread.join(10)


def test_what_no_queue_takes_keeps_only_its_own_thing_waiting(
    said_by: Engine, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "TROUBLE_SECONDS", 0.2)
    monkeypatch.setattr(relay, "HELD_SECONDS", 3.0)
    table, event = tables.chassis.outbox, contract.THING_SAID
    lost, well = new_id("thing"), new_id("thing")
    told = [
        Said(event, each, {"thing_id": each, "text": "x"}, {})
        for each in [*[lost] * (outbox.BATCH + 1), well]
    ]
    with said_by.begin() as connection:
        outbox.save(connection, tables.chassis, told, SystemClock().now())
        of_lost = update(table).where(table.c.partition_key == lost)
        connection.execute(of_lost.values(exchange=f"{contract.SPEAKER}.retry"))
    reader = OutboxReader(said_by, tables.chassis)
    made = Relay(said_by, reader, publisher, {event.name: event}, SystemClock(), contract.SPEAKER)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()

    def left(thing_id: str) -> int:
        with said_by.connect() as connection:
            waits = table.c.published_at.is_(None), table.c.partition_key == thing_id
            return int(connection.execute(select(func.count()).where(*waits)).scalar_one())

    try:
        eventually(lambda: left(well) == 0, "the other thing's event")
        assert left(lost) == outbox.BATCH + 1
        with said_by.begin() as connection:
            connection.execute(of_lost.values(exchange=event.exchange))
        eventually(lambda: left(lost) == 0, "the rest, once there is a way")
    finally:
        made.stop()
        thread.join(10)
