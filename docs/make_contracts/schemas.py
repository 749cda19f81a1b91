"""Messages as tables: what a field is called, what may stand in it, what it means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from marshmallow import Schema, fields, missing, validate

from kernel.contracts.envelope import Message
from kernel.contracts.fields import AreaCode, Code, Day, Id, Instant, Satang, Text

_MEANINGS: Final = Path(__file__).parent / "fields.yaml"
_PLAIN: Final[dict[type[fields.Field[Any]], str]] = {
    Satang: "whole satang",
    Day: "day, `YYYY-MM-DD`",
    Instant: "instant, UTC",
    AreaCode: "DOPA code",
    fields.Boolean: "true or false",
    fields.Integer: "whole number",
    fields.Float: "number",
}


@cache
def meanings() -> Mapping[str, str]:
    """What each field means, by `field` or `Message.field`."""
    return dict(yaml.safe_load(_MEANINGS.read_text("utf-8")))


def meaning(message: type[Message], name: str) -> str:
    """What a field of a message means; `KeyError` for a field nobody has explained."""
    told = meanings()
    return told.get(f"{message.__name__}.{name}") or told[name]


def anchor(message: type[Message]) -> str:
    return f"message-{message.__name__.lower()}"


def link(message: type[Message]) -> str:
    return f"[{message.__name__}](#{anchor(message)})"


def table(message: type[Message], *, request: bool = False) -> Iterator[str]:
    """The fields of a message."""
    if not message.schema().fields:
        yield "No fields."
        return
    yield f"| field | what stands in it | {'needed' if request else 'there'} | meaning |"
    yield "|---|---|---|---|"
    for name, field in message.schema().fields.items():
        told = _in_cell(kind_of(field))
        yield f"| `{name}` | {told} | {_needed(field, request)} | {meaning(message, name)} |"


def kind_of(field: fields.Field[Any]) -> str:
    """What may stand in a field."""
    told = _kind(field) + _bounds(field)
    return f"{told}, or null" if field.allow_none else told


def _kind(field: fields.Field[Any]) -> str:
    match field:
        case fields.List(inner=inner):
            return f"list of {kind_of(inner)}"
        case fields.Nested(schema=schema):
            return link(_message(schema))
        case fields.Dict(key_field=key, value_field=value):
            told = f" to {kind_of(value)}" if value else " to anything"
            return f"mapping of {kind_of(key)}{told}" if key else "mapping"
        case Id(kind=kind, blank=blank):
            return f"id `{kind}_...`" + (", or empty" if blank else "")
        case Code(words=words):
            return "one of " + ", ".join(f"`{word}`" if word else "empty" for word in words)
    return next((text for kind, text in _PLAIN.items() if isinstance(field, kind)), "text")


def _bounds(field: fields.Field[Any]) -> str:
    if isinstance(field, Code | AreaCode):
        return ""
    for check in field.validators:
        match check:
            case validate.Length(equal=int(exactly)):
                return f", exactly {exactly}"
            case validate.Length(min=least, max=most) | validate.Range(min=least, max=most):
                unit = " characters" if isinstance(field, Text) else ""
                return _between(least, most) + unit
            case validate.Regexp(regex=regex):
                return f" like `{regex.pattern!s}`"
    return ""


def _between(least: int | None, most: int | None) -> str:
    if least is None:
        return f", at most {most:,}"
    return f", {least:,} or more" if most is None else f", {least:,} to {most:,}"


def _needed(field: fields.Field[Any], request: bool) -> str:
    if field.required:
        return "yes"
    if not request:
        return "may be absent"
    default = field.load_default() if callable(field.load_default) else field.load_default
    if default is missing:
        return "no"
    return "no" if default in (None, "", []) else f"no: {json.dumps(default)}"


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def example(value: Any) -> Iterator[str]:
    """A block of JSON."""
    yield "```json"
    yield json.dumps(value, ensure_ascii=False, indent=2)
    yield "```"


def parts_of(messages: Iterable[type[Message]]) -> list[type[Message]]:
    """These messages and those nested in them, each once, outer ones first."""
    found: dict[type[Message], None] = {}
    waiting = list(messages)
    while waiting:
        message = waiting.pop(0)
        if message not in found:
            found[message] = None
            waiting += _nested(message)
    return list(found)


def _nested(message: type[Message]) -> Iterator[type[Message]]:
    for field in message.schema().fields.values():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield _message(inner.schema)


def _message(schema: Schema) -> type[Message]:
    assert isinstance(schema, Message), "a contract nests messages"
    return type(schema)
