"""Requests, what they answer, and events, each as a piece of the document."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from docs.make_contracts import refusals, schemas
from kernel.contracts.envelope import Announced, Event, Message, Request

_ASKS: Final = ("get_", "list_", "find_", "check_", "match_", "what_")
_TIME: Final = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)
_ULID: Final = "01K6BZQ5G0ABCDEFGHJKMNPQRS"
_TRACE: Final = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def overview(
    service: str, requests: Sequence[type[Request]], events: Sequence[Event]
) -> Iterator[str]:
    """Everything a service is asked and says, on one screen."""
    yield from ("| asked | callers | roles | changes |", "|---|---|---|---|")
    for each in requests:
        name = each.method_name()
        link = f"[`{name}`](#{_anchor(f'{service}.{name}')})"
        changes = "yes" if is_change(each) else ""
        yield f"| {link} | {words(each.callers)} | {words(each.roles) or '-'} | {changes} |"
    yield ""
    if events:
        yield from ("| says | about | heard by |", "|---|---|---|")
        for each_event in events:
            link = f"[`{each_event.name}`](#{_anchor(each_event.type)})"
            yield f"| {link} | {each_event.about} | {_hearers(each_event)} |"
        yield ""


def request(asked: type[Request], services: Sequence[str]) -> Iterator[str]:
    """One request: what it asks, who may, what it holds, what it is refused with, an example."""
    name = asked.method_name()
    targets = [f"{service}.{name}" for service in services]
    title = targets[0] if len(targets) == 1 else name
    yield from (f'<a id="{_anchor(title)}"></a>', f"### `{title}`", "", _doc(asked), "")
    if len(targets) > 1:
        yield f"- **Target:** {words(targets)}"
    needs = f"; for an actor in a role of {words(asked.roles)}" if asked.roles else ""
    yield f"- **Who may ask:** {words(asked.callers)}{needs}"
    yield f"- **Changes:** {_changes(asked)}"
    yield f"- **Answers:** {schemas.link(asked.answers)}"
    yield from (refusals.line(asked), "")
    yield from schemas.table(asked, request=True)
    yield from (*refusals.table(asked, services), "")
    yield from schemas.example(asked.example)
    yield ""


def parts(requests: Sequence[type[Request]]) -> Iterator[str]:
    """The replies to these requests, and the messages nested in either, each once."""
    answers = schemas.parts_of(asked.answers for asked in requests)
    nested = schemas.parts_of(requests)
    asked_with = [message for message in nested if message not in (*requests, *answers)]
    for message in asked_with:
        yield from _part(message, request=True)
    for message in sorted(answers, key=lambda each: each.__name__):
        yield from _part(message)


def event(said: Event) -> Iterator[str]:
    """One event: about what, who hears it, what it holds, its envelope."""
    yield from (f'<a id="{_anchor(said.type)}"></a>', f"### `{said.type}`", "", _doc(said.data), "")
    yield f"- **Exchange and key:** `{said.exchange}`, `{said.name}`"
    yield f"- **About:** {said.about}; its id is the partition key"
    yield f"- **Heard by:** {_hearers(said)}"
    if said.items:
        yield (
            f"- **Items:** `{said.items}`; each has its own `sequence`, under its `{said.item_id}`"
        )
    yield ""
    yield from schemas.table(said.data)
    yield ""
    yield from schemas.example(json.loads(envelope_of(said)))
    yield ""


def envelope_of(said: Event) -> bytes:
    """An event as its exchange carries it, with its contract's example as data."""
    told = {
        "traceparent": _TRACE,
        "fundid": f"fund_{_ULID}" if "fund_id" in said.data.example else "",
        "areacode": "650801" if said.partners_may_hear else "",
    }
    data = said.data.read(said.data.example)
    return said.write(Announced(f"event_{_ULID}", f"{said.about}_{_ULID}", 1, _TIME, data, told))


def is_change(asked: type[Request]) -> bool:
    """Whether it changes something; what can be repeated anyway carries no command id."""
    return asked.changes or not asked.method_name().startswith(_ASKS)


def words(names: Iterable[str]) -> str:
    """Names as code, in order."""
    return ", ".join(f"`{name}`" for name in sorted(names))


def _changes(asked: type[Request]) -> str:
    if not is_change(asked):
        return "nothing"
    return "yes, once for a `command_id`" if asked.changes else "yes; asking again does no harm"


def _hearers(said: Event) -> str:
    partners = " (partners may subscribe)" if said.partners_may_hear else ""
    return words(said.hearers) + partners if said.hearers else "nobody yet"


def _part(message: type[Message], *, request: bool = False) -> Iterator[str]:
    yield from (f'<a id="{schemas.anchor(message)}"></a>', f"### {message.__name__}", "")
    yield from (("Part of a request. " if request else "") + _doc(message), "")
    yield from schemas.table(message, request=request)
    yield ""
    yield from schemas.example(message.example)
    yield ""


def _doc(message: type[Message]) -> str:
    return inspect.getdoc(message) or ""


def _anchor(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")
