"""The messages of the AsyncAPI document: headers, payloads, examples."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from docs.make_contracts import payloads
from docs.make_contracts.messages import envelope_of
from docs.make_contracts.payloads import Json
from kernel.contracts import envelope
from kernel.contracts.envelope import Contract, Event, Request
from kernel.values.errors import KINDS, Forbidden
from kernel.wire import failures, headers, serializer

USER: Final = "gateway@office"
CALL: Final = "4f1c9a2be07d3355"
REPLY_KEY: Final = f"reply.{USER}.{CALL}"
TRACE: Final = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
DEADLINE_MS: Final = 1_759_201_205_000
_TEXT: Final[Json] = {"type": "string"}
_CORRELATION: Final = {"$ref": "#/components/correlationIds/call"}
_ENCODED: Final[Json] = {"amqp": {"contentEncoding": "utf-8", "bindingVersion": "0.3.0"}}


def targets(contracts: Mapping[str, Contract]) -> list[str]:
    return [f"{each.service}.{name}" for each in contracts.values() for name in each.requests]


def messages(contracts: Mapping[str, Contract]) -> Iterator[tuple[str, Json]]:
    """Every message by its name in the document."""
    for service, contract in contracts.items():
        for name, request in contract.requests.items():
            target = f"{service}.{name}"
            yield f"{target}.request", _request(target, request)
            yield f"{target}.reply", _reply(target, request)
    yield "error", _error()
    for contract in contracts.values():
        for event in contract.events.values():
            yield event.type, _event(event)


def schemas(contracts: Mapping[str, Contract]) -> dict[str, Json]:
    """The headers of calls, and every message of the contracts."""
    asked = [request for each in contracts.values() for request in each.requests.values()]
    told = [event.data for each in contracts.values() for event in each.events.values()]
    every = payloads.components([*asked, *(request.answers for request in asked), *told])
    own = {"RequestHeaders": _REQUEST_HEADERS, "ReplyHeaders": _REPLY_HEADERS}
    assert not {*own, "EventHeaders"} & set(every), "a contract has the name of a part of the wire"
    return {**own, "EventHeaders": _EVENT_HEADERS, **every}


def _property(schema: Json, meaning: str) -> Json:
    return {**schema, "description": meaning, "x-amqp-property": True}


_REQUEST_HEADERS: Final[Json] = {
    "type": "object",
    "properties": {
        "reply_to": _property(
            {"type": "string", "pattern": r"^(reply\.[\w.@-]{1,100}|[0-9a-f-]{36})$"},
            "the routing key of the caller's reply queue",
        ),
        "correlation_id": _property(_TEXT, "new for each call; comes back with the reply"),
        "user_id": _property(_TEXT, "the caller's broker user; the broker refuses another's"),
        "expiration": _property({"type": "string", "pattern": r"^\d+$"}, "budget left, in ms"),
        headers.DEADLINE: {"type": "integer", "description": "ms since 1970 UTC"},
        headers.CALL: {"type": "string", "pattern": "^[0-9a-f]{8,32}$"},
        headers.TRACE: {"type": "string", "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"},
        headers.VERSION: {
            "type": "string",
            "pattern": r"^[0-9]{1,3}(\.[0-9]{1,6}){0,2}$",
            "default": str(headers.SPOKEN),
            "description": "the major version of the contracts the caller speaks",
        },
        headers.ACTOR: {"type": "string", "description": "token of who stands behind the call"},
    },
    "required": ["reply_to", "correlation_id", "user_id"],
}
_REPLY_HEADERS: Final[Json] = {
    "type": "object",
    "properties": {"correlation_id": _property(_TEXT, "the request's")},
    "required": ["correlation_id"],
}
_EVENT_HEADERS: Final[Json] = {
    "type": "object",
    "properties": {
        "message_id": _property({"type": "string"}, "the event's id"),
        "user_id": _property(_TEXT, "the service that says it"),
    },
    "required": ["message_id", "user_id"],
}


def _message(name: str, about: str, schema: str, payload: Json, example: Json) -> Json:
    return {
        "name": name,
        "summary": about.partition("\n")[0],
        "contentType": serializer.CONTENT_TYPE,
        "headers": {"$ref": f"#/components/schemas/{schema}"},
        "payload": payload,
        "bindings": _ENCODED,
        "examples": [example],
    }


def _request(target: str, request: type[Request]) -> Json:
    kwargs = payloads.reference(request)
    payload = {
        "type": "object",
        "properties": {"args": {"type": "array", "maxItems": 0}, "kwargs": kwargs},
        "required": ["kwargs"],
    }
    told = {
        "reply_to": REPLY_KEY,
        "correlation_id": CALL,
        "user_id": USER,
        "expiration": str(headers.DEFAULT_BUDGET_MS),
        **headers.write(CALL, DEADLINE_MS, "", TRACE),
    }
    example = {"headers": told, "payload": {"args": [], "kwargs": dict(request.example)}}
    about = inspect.getdoc(request) or ""
    made = _message(f"{target}.request", about, "RequestHeaders", payload, example)
    return {**made, "correlationId": _CORRELATION}


def _reply(target: str, request: type[Request]) -> Json:
    payload = {
        "type": "object",
        "properties": {"result": payloads.reference(request.answers), "error": {"type": "null"}},
        "required": ["result", "error"],
    }
    body = {"result": dict(request.answers.example), "error": None}
    example = {"headers": {"correlation_id": CALL}, "payload": body}
    about = inspect.getdoc(request.answers) or ""
    made = _message(f"{target}.reply", about, "ReplyHeaders", payload, example)
    return {**made, "correlationId": _CORRELATION}


def _error() -> Json:
    refused = Forbidden("caller_not_allowed", {"method": "get_household"})
    examples = [
        {
            "headers": {"correlation_id": CALL},
            "payload": {"result": None, "error": failures.write(error, CALL)},
        }
        for error in (refused, RuntimeError())
    ]
    about = "Why there is no result; `exc_args` are the code and its details."
    made = _message("error", about, "ReplyHeaders", _ERROR, examples[0])
    return {**made, "examples": examples, "correlationId": _CORRELATION}


_ERROR: Final[Json] = {
    "type": "object",
    "properties": {
        "result": {"type": "null"},
        "error": {
            "type": "object",
            "properties": {
                "exc_type": {"type": "string", "enum": [*KINDS, failures.UNEXPECTED]},
                "exc_path": _TEXT,
                "exc_args": {
                    "type": "array",
                    "items": [_TEXT, {"type": "object"}],
                    "minItems": 1,
                    "maxItems": 2,
                    "description": "a code, of the operation's `x-refusals` or of any call's, and "
                    "details for showing; "
                    f"of `{failures.UNEXPECTED}` the call's id",
                },
                "value": {"type": "string", "description": "for a log"},
            },
            "required": ["exc_type", "exc_args"],
        },
    },
    "required": ["result", "error"],
}


def _event(event: Event) -> Json:
    body: dict[str, Any] = json.loads(envelope_of(event))
    told = {"message_id": body["id"], "user_id": event.service}
    about = inspect.getdoc(event.data) or ""
    example = {"headers": told, "payload": body}
    made = _message(event.type, about, "EventHeaders", _cloud_event(event), example)
    return {**made, "contentType": envelope.CONTENT_TYPE}


def _cloud_event(event: Event) -> Json:
    """The envelope of one kind of event."""
    exactly = {
        "specversion": "1.0",
        "source": f"/kongbun/{event.service}",
        "type": event.type,
        "datacontenttype": "application/json",
        "dataschema": f"urn:kongbun:{event.service}:{event.name}:{event.version}",
    }
    aggregate = f"{event.about}_{payloads.ULID}"
    properties: Json = {
        **{name: {"type": "string", "const": value} for name, value in exactly.items()},
        "id": {"type": "string", "pattern": payloads.id_pattern("event")},
        "subject": {"type": "string", "pattern": f"^{event.about}/{aggregate}$"},
        "time": payloads.INSTANT,
        "partitionkey": {"type": "string", "pattern": f"^{aggregate}$"},
        "sequence": {"type": "string", "pattern": rf"^\d{{{envelope.SEQUENCE_DIGITS}}}$"},
        "traceparent": _TEXT,
        "fundid": _TEXT,
        "areacode": _TEXT,
        "data": payloads.reference(event.data),
    }
    optional = {"traceparent", "fundid", "areacode"}
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}
