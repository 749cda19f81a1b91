"""Messages as JSON Schema: apispec reads marshmallow, and is told of the fields of our own."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields

from docs.make_contracts import schemas
from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import AreaCode, Day, Id, Instant, Satang, Text
from kernel.values import ids

Json = dict[str, Any]
SATANG_MAX: Final = (1 << 53) - 1
ULID: Final = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
INSTANT: Final = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$",
}
_OWN: Final[dict[type[fields.Field[Any]], Json]] = {
    Satang: {"type": "integer", "minimum": -SATANG_MAX, "maximum": SATANG_MAX},
    Day: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Instant: INSTANT,
    AreaCode: {"type": "string", "pattern": r"^(\d{2}|\d{4}|\d{6}|\d{8})$"},
    Text: {"pattern": r"^[^\u0000-\u0008\u000b-\u001f]*$"},
}


def components(messages: Iterable[type[Message]]) -> dict[str, Json]:
    """The schemas of these messages and of those nested in them, by name."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda schema: type(schema).__name__)
    spec = APISpec("", "", "3.1.0", plugins=[plugin])
    assert plugin.converter is not None
    plugin.converter.add_attribute_function(_own_field)  # type: ignore[no-untyped-call]
    found = {message.__name__: message for message in schemas.parts_of(messages)}
    for name, message in found.items():
        if name not in spec.components.schemas:
            spec.components.schema(name, schema=message.schema())
    told: dict[str, Json] = spec.to_dict()["components"]["schemas"]
    return {name: _explained(found[name], told[name]) for name in sorted(told)}


def reference(message: type[Message]) -> Json:
    return {"$ref": f"#/components/schemas/{message.__name__}"}


def _own_field(_: Any, field: fields.Field[Any], ret: Json, **__: Any) -> Json:
    """What apispec cannot know; called for each field after its own look at it."""
    told = dict(next((told for kind, told in _OWN.items() if isinstance(field, kind)), {}))
    if isinstance(field, Id):
        told = {"type": "string", "pattern": id_pattern(field.kind, field.blank)}
    if field.allow_none and "type" in told:
        told["type"] = [told["type"], "null"]
    if isinstance(field, fields.Dict) and isinstance(field.key_field, fields.String):
        names = [each.choices for each in field.key_field.validators if hasattr(each, "choices")]
        told |= {"propertyNames": {"enum": list(names[0])}} if names else {}
    ret.update(told)  # over what was found for the field's base class
    return ret


def id_pattern(kind: str, blank: bool = False) -> str:
    """The form of an id of one kind, or of none."""
    assert ids.parse(f"{kind}_01K6BZQ5G0ABCDEFGHJKMNPQRS", kind)
    return f"^({kind}_{ULID})?$" if blank else f"^{kind}_{ULID}$"


def _explained(message: type[Message], schema: Json) -> Json:
    """With what the message and each of its fields mean."""
    properties = {
        name: _with_meaning(told, schemas.meaning(message, name))
        for name, told in schema["properties"].items()
    }
    whole = {**schema, "properties": properties, "description": inspect.getdoc(message) or ""}
    if issubclass(message, Request):
        whole["additionalProperties"] = False
    return whole


def _with_meaning(told: Json, meaning: str) -> Json:
    # What stands beside a $ref is not looked at in draft 7.
    held = {"allOf": [told]} if "$ref" in told else told
    return {**held, "description": meaning}
