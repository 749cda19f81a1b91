"""A request's fields as a person types them: FIELD=VALUE, money in baht where the name says so.

One name has one unit, however deep it stands: `amount_satang` is whole satang, `amount_baht` baht.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import click
import orjson
from marshmallow import fields as kinds

from kernel.client import new_id
from kernel.contracts.envelope import Request
from kernel.contracts.fields import AreaCode, Code, Day, Id, Instant, Satang
from kernel.values import money
from kernel.values.errors import Invalid

_BAHT: Final = "_baht"
_SATANG: Final = "_satang"
_WHOLE: Final = re.compile(r"-?[0-9]+")


def fields(request: type[Request], pairs: tuple[str, ...]) -> dict[str, Any]:
    """FIELD=VALUE words as the request's JSON; ids of what is new are made here."""
    known = request.schema().fields
    told: dict[str, Any] = {}
    for pair in pairs:
        typed, sign, value = pair.partition("=")
        name = _named(typed, known)
        if not sign or name not in known:
            raise click.UsageError(f"{pair!r} is no field of this command; see --help")
        if name in told:
            raise click.UsageError(f"{name} is given twice")
        told[name] = money.baht(value).satang if name != typed else _value(known[name], value)
    if request.changes:
        told.setdefault("command_id", new_id("command"))
    return told


def in_satang(told: Any) -> Any:
    """Structured values with every `..._baht` in them as `..._satang`."""
    if isinstance(told, list):
        return [in_satang(each) for each in told]
    if not isinstance(told, Mapping):
        return told
    made: dict[str, Any] = {}
    for typed, value in told.items():
        in_baht = isinstance(typed, str) and typed.endswith(_BAHT)
        name = typed.removesuffix(_BAHT) + _SATANG if in_baht else typed
        if name in made:
            raise click.UsageError(f"{name} is given twice")
        made[name] = _satang(value) if in_baht else in_satang(value)
    return made


def explained(request: type[Request]) -> Iterator[str]:
    """A line for each field: its name as it is typed, what it takes, whether it may be left out."""
    in_baht = False
    for name, field in request.schema().fields.items():
        optional = "" if field.required else "  (optional)"
        if name == "command_id":
            optional = "  (made here; give it to repeat a command)"
        line = f"  {_typed(name, field)}={_takes(field)}{optional}"
        in_baht = in_baht or _BAHT in line
        yield line
    if in_baht:
        yield from ("", "Names in _baht take baht; the same in _satang take whole satang.")
    if request.changes:
        yield from ("", 'For the id of what is new, write "new".')


def _named(typed: str, known: Mapping[str, Any]) -> str:
    """The field that is meant: an amount of satang may be typed in baht, by that name."""
    name = typed.removesuffix(_BAHT) + _SATANG
    in_baht = typed.endswith(_BAHT) and isinstance(known.get(name), Satang)
    return name if in_baht else typed


def _typed(name: str, field: Any) -> str:
    return name.removesuffix(_SATANG) + _BAHT if isinstance(field, Satang) else name


def _satang(value: Any) -> int | None:
    return None if value is None else money.baht(str(value)).satang


def _value(field: Any, text: str) -> Any:
    """A word as the field wants it; lists are parted by commas."""
    if isinstance(field, Satang):
        if not _WHOLE.fullmatch(text):
            raise Invalid("satang_malformed")
        return int(text)
    if isinstance(field, kinds.List | kinds.Dict | kinds.Nested) and text[:1] in "[{":
        return in_satang(_json(text))
    if isinstance(field, kinds.List):
        return [_value(field.inner, part) for part in text.split(",") if part]
    if isinstance(field, Id) and text == "new":
        return new_id(field.kind)
    if isinstance(field, kinds.Integer | kinds.Float | kinds.Boolean):
        return _json(text)
    return text


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Invalid("json_malformed") from None


def _takes(field: Any) -> str:
    """What a field takes, in a word or two."""
    if isinstance(field, Code) and field.words:
        return "|".join(word for word in field.words if word)
    if isinstance(field, Id):
        return f"{field.kind}_..."
    if isinstance(field, kinds.Nested):
        return "{" + ", ".join(_typed(*each) for each in field.schema.fields.items()) + "}"
    if isinstance(field, kinds.List):
        one = _takes(field.inner)
        return f"[{one}, ...]" if isinstance(field.inner, kinds.Nested) else f"{one},..."
    return next((word for kind, word in _WORDS.items() if isinstance(field, kind)), "TEXT")


_WORDS: Final = {
    Satang: "1,095.50",
    Day: "YYYY-MM-DD",
    Instant: "YYYY-MM-DDTHH:MM:SSZ",
    AreaCode: "DOPA code",
    kinds.Boolean: "true|false",
    kinds.Integer: "NUMBER",
    kinds.Float: "NUMBER",
    kinds.Dict: "JSON",
}
