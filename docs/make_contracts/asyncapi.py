"""The same contracts as data: docs/contracts/asyncapi.yaml, an AsyncAPI 3.0 document.

It describes the platform as the application: its services receive requests and send events. What
AMQP 0-9-1 carries as properties of a message stands among the headers, marked `x-amqp-property`,
since AsyncAPI has no other place for them.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from docs.make_contracts import asyncapi_messages as written
from docs.make_contracts.codes import raised
from docs.make_contracts.messages import is_change
from docs.make_contracts.payloads import Json
from gateway import wording
from kernel.chassis import topology
from kernel.contracts import catalogue, refusals
from kernel.contracts.envelope import Contract, Event, Request
from kernel.wire import calls, headers, serializer

PATH: Final = Path(__file__).parents[1] / "contracts" / "asyncapi.yaml"
BINDING: Final = "0.3.0"
REPLIES: Final = "replies"
_INFO: Final = (
    "Every message of the community welfare funds' platform, made from kernel/contracts/ by "
    "`python -m docs.make_contracts`; docs/contracts.md is the same for people, and tells how a "
    "call and an event go. Requests refuse fields they do not know; readers of replies and events "
    "ignore them, and take a code they do not know for one they cannot act on. An operation's "
    "x-refusals are the codes its error may carry beside those of any call, which stand once in "
    "the document's; x-error-codes says what each means."
)
_HEAD: Final = "# Made by `python -m docs.make_contracts`; edits here are lost.\n"


def text() -> str:
    """The document as YAML; the same for the same code."""
    return dumped(document())


def dumped(told: Json) -> str:
    """YAML, in the order things were put."""
    told_so = yaml.dump(told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return _HEAD + told_so


def document() -> Json:
    """The whole document."""
    contracts = catalogue.contracts()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kongbun (กองบุญ)",
            "version": f"{headers.SPOKEN}.0.0",
            "description": _INFO,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": serializer.CONTENT_TYPE,
        "servers": {"broker": _SERVER},
        "channels": _channels(contracts),
        "operations": dict(_operations(contracts)),
        "components": {
            "messages": dict(written.messages(contracts)),
            "schemas": written.schemas(contracts),
            "correlationIds": {"call": {"location": "$message.header#/correlation_id"}},
            "securitySchemes": {
                "user": {"type": "userPassword", "description": "a broker user, as it was given"}
            },
        },
        "x-error-codes": _codes(),
        "x-refusals": {
            "of-any-call": sorted(refusals.OF_EVERY_CALL),
            "of-a-command": sorted(refusals.OF_A_COMMAND),
        },
    }


_SERVER: Final[Json] = {
    "host": "broker.example:5672",
    "pathname": "/kongbun",
    "protocol": "amqp",
    "protocolVersion": "0-9-1",
    "description": "RabbitMQ; host and virtual host are the installation's.",
    "security": [{"$ref": "#/components/securitySchemes/user"}],
}


def _channels(contracts: dict[str, Contract]) -> Json:
    found: Json = {}
    for service, contract in contracts.items():
        for name in contract.requests:
            key = f"{service}.{name}"
            found[key] = _exchange_channel(key, calls.EXCHANGE, [f"{key}.request"])
        every = [f"{service}.{name}.request" for name in contract.requests]
        found[f"rpc-{service}"] = _queue_channel(f"rpc-{service}", every)
        for event in contract.events.values():
            key = f"{event.exchange}.{event.name}"
            found[key] = _exchange_channel(event.name, event.exchange, [event.type])
    for queue, events in _heard(contracts).items():
        found[queue] = _queue_channel(queue, [event.type for event in events])
    replies = [f"{key}.reply" for key in written.targets(contracts)]
    found[REPLIES] = {
        "address": None,
        "description": "The caller's own reply queue, under the key it sent as `reply_to`.",
        "messages": _messages([*replies, "error"]),
    }
    return found


def _exchange_channel(key: str, exchange: str, messages: list[str]) -> Json:
    told = {"name": exchange, "type": "topic", "durable": True, "autoDelete": False}
    return {
        "address": key,
        "messages": _messages(messages),
        "bindings": {"amqp": {"is": "routingKey", "exchange": told, "bindingVersion": BINDING}},
    }


def _queue_channel(queue: str, messages: list[str]) -> Json:
    told = {"name": queue, "durable": True, "exclusive": False, "autoDelete": False}
    return {
        "address": queue,
        "messages": _messages(messages),
        "bindings": {"amqp": {"is": "queue", "queue": told, "bindingVersion": BINDING}},
    }


def _messages(names: list[str]) -> Json:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _heard(contracts: dict[str, Contract]) -> dict[str, list[Event]]:
    """The events on each queue of a hearer."""
    found: dict[str, list[Event]] = {}
    for hearer in contracts:
        for (source, _), event in sorted(topology.events_heard(hearer, contracts).items()):
            found.setdefault(topology.event_queue(source, hearer), []).append(event)
    return found


def _operations(contracts: dict[str, Contract]) -> Iterator[tuple[str, Json]]:
    for service, contract in contracts.items():
        for name, request in contract.requests.items():
            yield f"{service}.{name}", _answering(service, request)
        for event in contract.events.values():
            yield f"{event.exchange}.{event.name}", _announcing(event)
    for queue, events in _heard(contracts).items():
        yield (
            f"hear.{queue}",
            {
                "action": "receive",
                "channel": _channel(queue),
                "summary": f"What {queue.partition('--')[2]} hears; each once, in sequence.",
                "bindings": {"amqp": {"ack": True, "bindingVersion": BINDING}},
                "messages": [_message(queue, event.type) for event in events],
            },
        )


def _answering(service: str, request: type[Request]) -> Json:
    target = f"{service}.{request.method_name()}"
    told: Json = {"ack": True, "deliveryMode": 1, "mandatory": True}
    told |= {"expiration": headers.DEFAULT_BUDGET_MS, "userId": "the caller's broker user"}
    return {
        "action": "receive",
        "channel": _channel(target),
        "title": request.__name__,
        "summary": (inspect.getdoc(request) or "").partition("\n")[0],
        "tags": [{"name": service}, {"name": "command" if is_change(request) else "question"}],
        "bindings": {"amqp": {**told, "bindingVersion": BINDING}},
        "messages": [_message(target, f"{target}.request")],
        "reply": {
            "address": {"location": "$message.header#/reply_to"},
            "channel": _channel(REPLIES),
            "messages": [_message(REPLIES, f"{target}.reply"), _message(REPLIES, "error")],
        },
        "x-callers": sorted(request.callers),
        "x-roles": sorted(request.roles),
        "x-refusals": sorted(request.refuses),
        "x-queue": f"rpc-{service}",
    }


def _announcing(event: Event) -> Json:
    channel = f"{event.exchange}.{event.name}"
    told = {"deliveryMode": 2, "mandatory": bool(event.hearers)}
    return {
        "action": "send",
        "channel": _channel(channel),
        "title": event.data.__name__,
        "summary": (inspect.getdoc(event.data) or "").partition("\n")[0],
        "tags": [{"name": event.service}, {"name": "event"}],
        "bindings": {"amqp": {**told, "bindingVersion": BINDING}},
        "messages": [_message(channel, event.type)],
        "x-heard-by": sorted(event.hearers),
        "x-partners-may-hear": event.partners_may_hear,
        **({"x-items": event.items, "x-item-id": event.item_id} if event.items else {}),
    }


def _channel(name: str) -> Json:
    return {"$ref": f"#/channels/{name}"}


def _message(channel: str, name: str) -> Json:
    return {"$ref": f"#/channels/{channel}/messages/{name}"}


def _codes() -> Json:
    """Every code of an error: the kinds it comes as, who raises it, what it says."""
    found: dict[str, Json] = {}
    for code, kind, part in sorted(raised()):
        told = found.setdefault(code, {"kinds": [], "raised-by": []})
        told["kinds"] = sorted({*told["kinds"], kind})
        told["raised-by"] = sorted({*told["raised-by"], part})
    for code, told in found.items():
        told |= {"en": wording.of_error(code, "en").says, "th": wording.of_error(code, "th").says}
    return found


class _Dumper(yaml.SafeDumper):
    """Without anchors: each thing is written where it stands."""

    def ignore_aliases(self, _: Any) -> bool:
        return True
