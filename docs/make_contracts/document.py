"""The document as a whole: what stands in it, in which order."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docs.make_contracts import errors, messages, purposes, wire
from kernel.contracts import catalogue, imports, logbook, operations
from kernel.contracts.envelope import Request

PATH: Final = Path(__file__).parents[1] / "contracts.md"
_HEAD: Final = """# The contracts

Every message of the platform: what each service can be asked, what it answers, what it announces.
Made from `kernel/contracts/` by `python -m docs.make_contracts`; edits here are lost.

Money is whole satang, 100 to the baht. Days are Bangkok days, instants UTC, both ISO 8601 in the
Common Era. An id is its kind, `_` and 26 characters; whoever asks for a new thing makes its id.
Requests refuse fields they do not know, readers of replies and events ignore them, and take a word
or a code they do not know for one they cannot act on: such words may be added.

The same as data is `docs/contracts/asyncapi.yaml` (AsyncAPI 3.0, JSON Schema draft 7). What was
released stands in `docs/contracts/released.yaml`: a later version takes what it took and tells what
it told. Which codes a method is refused with is not held there, what a code means is.
"""
_SHARED: Final = {
    operations: "Every service answers these: what an operator does about parked events.",
    imports: "Services that take in register files answer these.",
}


def text() -> str:
    """The whole document; the same for the same code."""
    lines = [_HEAD, *_contents(), "", wire.text(), *errors.kinds()]
    for service in catalogue.SERVICES:
        lines += _service(service)
    lines += _every_service()
    lines += errors.codes()
    return "\n".join(lines).rstrip() + "\n"


def own_requests(service: str) -> list[type[Request]]:
    """What only this service is asked."""
    shared = {module.__name__ for module in _SHARED}
    every = catalogue.contract(service).requests.values()
    return [request for request in every if request.__module__ not in shared]


def _contents() -> Iterator[str]:
    yield "- [The wire](#the-wire): a call, an event"
    yield "- [Errors](#errors): the six kinds, and the codes any call may meet"
    for service in catalogue.SERVICES:
        asked, told = len(own_requests(service)), len(catalogue.contract(service).events)
        yield f"- [{service}](#{service}): {_count(asked, 'request')}, {_count(told, 'event')}"
    yield "- [Every service](#every-service): parked events, imports"
    yield "- [Codes of errors](#codes-of-errors)"
    yield "- [Codes of rows and claims](#codes-of-rows-and-claims)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _service(service: str) -> Iterator[str]:
    module = importlib.import_module(f"kernel.contracts.{service}")
    yield from (f"## {service}", "", inspect.getdoc(module) or "", "")
    kinds = imports.KINDS.get(service)
    if kinds:
        yield from (f"Takes in registers of the kind {messages.words(kinds)}.", "")
    requests = own_requests(service)
    events = list(catalogue.contract(service).events.values())
    yield from messages.overview(service, requests, events)
    if service == logbook.SERVICE:
        yield from purposes.text()
    for request in requests:
        yield from messages.request(request, [service])
    yield from messages.parts(requests)
    for event in events:
        yield from messages.event(event)


def _every_service() -> Iterator[str]:
    yield from ("## Every service", "")
    for module, about in _SHARED.items():
        shared: dict[type[Request], list[str]] = {}
        for service, contract in catalogue.contracts().items():
            for request in contract.requests.values():
                if request.__module__ == module.__name__:
                    shared.setdefault(request, []).append(service)
        yield from (about, "")
        for request, services in shared.items():
            yield from messages.request(request, services)
        yield from messages.parts(list(shared))
