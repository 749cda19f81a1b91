"""Events as they come to integrations: announced by their service, read by its own hearer."""

from __future__ import annotations

from typing import Any

from kernel.chassis import topology
from kernel.chassis.hearing import Effects
from kernel.contracts import catalogue, funds, logbook
from kernel.contracts.envelope import Announced, Event
from kernel.wire.clock import new_id
from services.integrations.usecases import feed
from tests.units import NOW, Unit

PAID = funds.CLAIM_PAID
REGISTERED = logbook.HOUSEHOLD_REGISTERED


def announced(
    area_code: str = "650801",
    event: Event = PAID,
    aggregate_id: str | None = None,
    sequence: int = 1,
    **changes: Any,
) -> bytes:
    """The bytes of an event, of another claim (or household) each time."""
    about = aggregate_id or new_id(event.about)
    data = {**event.data.read(event.data.example), f"{event.about}_id": about, **changes}
    told = {"areacode": area_code, "traceparent": ""}
    return event.write(Announced(new_id("event"), about, sequence, NOW, data, told))


def hearer(unit: Unit) -> Effects:
    """What the service hears with, without the broker: its inbox, its handlers."""
    contracts = catalogue.contracts()
    heard = topology.events_heard("integrations", contracts)
    handlers = {(event.service, event.name): feed.log_events for event in feed.HEARD.values()}
    return Effects("integrations", unit.works, unit.tables.chassis, heard, handlers)


def hear(unit: Unit, *bodies: bytes) -> None:
    """Let events take effect, in one transaction."""
    effects = hearer(unit)
    effects.apply([effects.read(body) for body in bodies])


def log_of(unit: Unit) -> list[tuple[int, bytes]]:
    """The whole log."""
    table = unit.tables.event_log
    with unit.work() as work:
        rows = work.connection.execute(table.select().order_by(table.c.position))
        return [(row.position, row.body) for row in rows]
