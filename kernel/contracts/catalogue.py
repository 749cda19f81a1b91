"""All contracts together: what the broker's topology, the documents and the command line read."""

from __future__ import annotations

import importlib
from typing import Final

from kernel.contracts import imports, operations
from kernel.contracts.envelope import Contract, Event

SERVICES: Final = ("funds", "members", "logbook", "integrations")
DOORS: Final = tuple(sorted(operations.DOORS))
_OPERATIONS: Final = (
    operations.ListParked,
    operations.GetParked,
    operations.RetryParked,
    operations.DiscardParked,
)
_IMPORTS: Final = (imports.StartImport, imports.GetImport, imports.ListImportRows)


def contract(service: str) -> Contract:
    """The contract of one service, with what all services or all takers of files are asked."""
    own = Contract.of(importlib.import_module(f"kernel.contracts.{service}"))
    shared = (*_OPERATIONS, *(_IMPORTS if service in imports.KINDS else ()))
    also = {request.method_name(): request for request in shared}
    return Contract(own.service, {**own.requests, **also}, own.events)


def contracts() -> dict[str, Contract]:
    """The contracts of all services by name."""
    return {service: contract(service) for service in SERVICES}


def events() -> dict[str, Event]:
    """All events by their CloudEvents type."""
    return {event.type: event for each in contracts().values() for event in each.events.values()}
