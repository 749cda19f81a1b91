"""Plain JSON -> values by a schema, each field's way looked up once instead of for each message.

It makes what marshmallow's own `load` makes of what is sound; of what is not, `load` says what is
wrong (`tests/kernel/contracts/test_reading.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from marshmallow import RAISE, Schema, ValidationError, fields, missing

Read = Callable[[Any], Any]
_UNSOUND: Final = "marshmallow says what is wrong"


def reader(schema: Schema) -> Read:
    """What reads one message as this schema does; `ValidationError` tells all that is wrong."""
    soundly = _soundly(schema)

    def read(raw: Any) -> Any:
        try:
            return soundly(raw)
        except ValidationError:
            return schema.load(raw)

    return read


class _Step(NamedTuple):
    """A field's key in the JSON, its name among the values, and how each comes to be: the value
    found, null, or nothing at all, which gives `missing` where nothing is to stand."""

    key: str
    name: str
    of_value: Read
    of_none: Callable[[], None]
    of_nothing: Callable[[], Any]


def _soundly(schema: Schema) -> Read:
    """What reads a sound message; raises `ValidationError` at the first thing that is not."""
    if any(schema._hooks.values()):  # noqa: SLF001 - nothing else tells
        return schema.load
    steps = [_step(name, field) for name, field in schema.load_fields.items()]
    knows_all = schema.unknown == RAISE

    def read(raw: Any) -> dict[str, Any]:
        if type(raw) is not dict:
            raise ValidationError(_UNSOUND)
        values, known = {}, 0
        for key, name, of_value, of_none, of_nothing in steps:
            found = raw.get(key, missing)
            if found is missing:
                made = of_nothing()
                if made is not missing:
                    values[name] = made
                continue
            known += 1
            values[name] = of_none() if found is None else of_value(found)
        if knows_all and known < len(raw):
            raise ValidationError(_UNSOUND)
        return values

    return read


def _step(name: str, field: fields.Field[Any]) -> _Step:
    key, default = field.data_key or name, field.load_default
    of_nothing = default if callable(default) else lambda: default
    return _Step(
        key,
        field.attribute or name,
        _way(field, key),
        _nothing if field.allow_none else _refuse,
        _refuse if field.required else of_nothing,
    )


def _nothing() -> None:
    return None


def _refuse() -> None:
    raise ValidationError(_UNSOUND)


def _way(field: fields.Field[Any], key: str | None) -> Read:
    """How a field's value that is there, and not null, is read."""
    if field.pre_load or field.post_load:
        return lambda value: field.deserialize(value, key)
    bare, checks = _unchecked(field, key), field.validators
    if not checks:
        return bare

    def read(value: Any) -> Any:
        made = bare(value)
        for check in checks:
            check(made)
        return made

    return read


def _unchecked(field: fields.Field[Any], key: str | None) -> Read:
    own = type(field)._deserialize  # noqa: SLF001 - what `deserialize` does between its checks
    if isinstance(field, fields.List) and own is fields.List._deserialize:  # noqa: SLF001
        return _each(field.inner)
    if isinstance(field, fields.Nested) and not (field.many or field.unknown):
        return _soundly(field.schema)
    return lambda value: own(field, value, key, None)


def _each(field: fields.Field[Any]) -> Read:
    """A list's way."""
    way, may_be_none = _way(field, None), field.allow_none

    def read(values: Any) -> list[Any]:
        if type(values) is not list or (None in values and not may_be_none):
            raise ValidationError(_UNSOUND)
        return [None if value is None else way(value) for value in values]

    return read
