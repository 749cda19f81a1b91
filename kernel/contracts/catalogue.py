"""All contracts together: what the broker's topology, the documents and the command line read."""

from __future__ import annotations

import importlib
from typing import Final

from kernel.contracts import operations
from kernel.contracts.envelope import Contract, Event

SERVICES: Final = ("funds", "members", "logbook", "integrations")
DOORS: Final = tuple(sorted(operations.DOORS))
_OPERATIONS: Final = {
    request.method(): request
    for request in (operations.ListParked, operations.RetryParked, operations.DiscardParked)
}


def contract(service: str) -> Contract:
    """The contract of one service, what an operator may ask included."""
    own = Contract.of(importlib.import_module(f"kernel.contracts.{service}"))
    return Contract(own.service, {**own.requests, **_OPERATIONS}, own.events)


def contracts() -> dict[str, Contract]:
    """The contracts of all services by name."""
    return {service: contract(service) for service in SERVICES}


def events() -> dict[str, Event]:
    """All events by their CloudEvents type."""
    return {event.type: event for each in contracts().values() for event in each.events.values()}
