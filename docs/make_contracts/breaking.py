"""What would break whoever speaks the released contracts, each by its name and place.

Released is docs/contracts/released.yaml: the AsyncAPI document as `python -m docs.make_contracts
release` last left it, without words, examples and the refusals of each method. What a service takes
may only grow, what it tells may only get more certain: so a field nobody needs, a longer list of
codes it takes, a new method or event pass, and everything that was there goes on.

Which codes a method is refused with may change: a rule more is a code more, one that is gone is met
no more, and callers act by the kind. What a code means may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from docs.make_contracts.payloads import Json

RELEASED: Final = Path(__file__).parents[1] / "contracts" / "released.yaml"
_WORDS: Final = ("description", "summary", "title", "examples", "tags", "en", "th")
_NOT_HELD: Final = (*_WORDS, "x-refusals")
_BY_NAME: Final = ("properties", "schemas", "messages", "x-error-codes")
_NARROWER: Final = {
    **dict.fromkeys(("minimum", "minLength", "minItems"), max),
    **dict.fromkeys(("maximum", "maxLength", "maxItems"), min),
}


def frozen(told: Any, *, by_name: bool = False) -> Any:
    """The document without what is not held. A field may be called like that, and stays."""
    if isinstance(told, list):
        return [frozen(each) for each in told]
    if not isinstance(told, dict):
        return told
    kept = {key: value for key, value in told.items() if by_name or key not in _NOT_HELD}
    return {key: frozen(value, by_name=key in _BY_NAME) for key, value in kept.items()}


def released() -> Json:
    return dict(yaml.safe_load(RELEASED.read_text("utf-8")))


def broken(before: Json, after: Json) -> list[str]:
    """What of `before` does not hold any more in `after`; nothing is good."""
    return [*_Comparison(before, after).all()]


class _Comparison:
    def __init__(self, before: Json, after: Json) -> None:
        self._before, self._after = before, after

    def all(self) -> Iterator[str]:
        for name, operation in self._before["operations"].items():
            if name.startswith("hear."):
                continue  # which of our own services hear what is theirs to change
            what = "method" if "reply" in operation else "event"
            now = self._after["operations"].get(name)
            if now is None:
                yield f"{name}: {what} removed"
            else:
                yield from (f"{name}: {why}" for why in self._operation(operation, now))
        yield from self._codes()

    def _operation(self, old: Json, new: Json) -> Iterator[str]:
        if _at(self._before, old["channel"]["$ref"]) != _at(self._after, new["channel"]["$ref"]):
            yield "exchange or routing key changed"
        yield from _rights(old, new)
        if "reply" in old:
            yield from self._message("request", old["messages"][0], new["messages"][0], asked=True)
            old, new = old["reply"], new["reply"]
            for place, (one, other) in enumerate(
                zip(old["messages"], new["messages"], strict=True)
            ):
                yield from self._message(("reply", "error")[place], one, other, asked=False)
        else:
            yield from self._message("event", old["messages"][0], new["messages"][0], asked=False)

    def _message(self, where: str, old: Json, new: Json, *, asked: bool) -> Iterator[str]:
        one, other = self._resolved(self._before, old), self._resolved(self._after, new)
        if one["contentType"] != other["contentType"]:
            yield f"{where}: content type changed"
        for part in ("headers", "payload"):
            place = where if part == "payload" else f"{where} headers"
            yield from self._schema(place, one[part], other[part], asked)

    def _schema(self, where: str, old: Json, new: Json, asked: bool) -> Iterator[str]:
        one, other = self._resolved(self._before, old), self._resolved(self._after, new)
        yield from (f"{where}: {why}" for why in _values(one, other, asked))
        yield from (f"{where}.{why}" for why in _fields(one, other, asked))
        for name, field in one.get("properties", {}).items():
            if name in other.get("properties", {}):
                yield from self._schema(f"{where}.{name}", field, other["properties"][name], asked)
        for key in ("items", "additionalProperties", "propertyNames"):
            if isinstance(one.get(key), dict) and isinstance(other.get(key), dict):
                yield from self._schema(f"{where}[]", one[key], other[key], asked)

    def _codes(self) -> Iterator[str]:
        codes = self._after["x-error-codes"]
        for code, told in self._before["x-error-codes"].items():
            if code not in codes:
                yield f"{code}: code removed"
            elif told["kinds"] != codes[code]["kinds"]:
                kinds = " and ".join(codes[code]["kinds"])
                yield f"{code}: code means another thing, it is {kinds} now"

    def _resolved(self, document: Json, told: Json) -> Json:
        """Without references; `X or null` as one schema."""
        while "$ref" in told:
            told = _at(document, told["$ref"])
        parts = told.get("allOf") or [
            each for each in told.get("anyOf", ()) if each != {"type": "null"}
        ]
        if len(parts) == 1:
            rest = {key: value for key, value in told.items() if key not in ("allOf", "anyOf")}
            inner = {**self._resolved(document, parts[0]), **rest}
            return {**inner, "type": [inner["type"], "null"]} if "anyOf" in told else inner
        return told


def _rights(old: Json, new: Json) -> Iterator[str]:
    lost = set(old.get("x-callers", ())) - set(new.get("x-callers", ()))
    yield from (f"{caller} may not ask any more" for caller in sorted(lost))
    before, after = set(old.get("x-roles", ())), set(new.get("x-roles", ()))
    if after and not before:
        yield "needs a role now"
    elif after:
        yield from (f"the role {role} does not suffice any more" for role in sorted(before - after))
    if old.get("x-partners-may-hear") and not new.get("x-partners-may-hear"):
        yield "partners may not hear it any more"


def _values(old: Json, new: Json, asked: bool) -> Iterator[str]:
    """What of one value does not hold any more."""
    before, after = _types(old), _types(new)
    wider, narrower = (after, before) if asked else (before, after)
    if wider and not narrower <= wider:
        null = narrower - wider == {"null"}
        yield (
            ("null is not taken any more" if asked else "may be null now")
            if null
            else (f"type changed from {_said(before)} to {_said(after)}")
        )
    if "enum" in old and "enum" in new:
        lost = [each for each in old["enum"] if each not in new["enum"]]
        yield from (f"enum lost {each!r}" for each in lost)
    elif "enum" in new and asked:
        yield "only words of an enum are taken now"
    for key in ("const", "pattern", "format"):
        if old.get(key) != new.get(key) and (key in new if asked else key in old):
            yield f"{key} changed from {old.get(key)!r} to {new.get(key)!r}"
    if asked:
        for key, narrow in _NARROWER.items():
            bounds = [told[key] for told in (old, new) if key in told]
            if key in new and (key not in old or narrow(bounds) != old[key]):
                yield f"{key} narrowed from {old.get(key)} to {new[key]}"
        if "default" in old and old["default"] != new.get("default"):
            yield f"default changed from {old['default']!r} to {new.get('default')!r}"


def _fields(old: Json, new: Json, asked: bool) -> Iterator[str]:
    """What of an object's fields does not hold any more."""
    before, after = old.get("properties", {}), new.get("properties", {})
    if before and "properties" not in new:
        return  # its type changed, which is told
    yield from (f"{name}: field removed" for name in before if name not in after)
    was, needed = set(old.get("required", ())), set(new.get("required", ()))
    if asked:
        for name in sorted(needed - was):
            yield f"{name}: {'made required' if name in before else 'a new field is required'}"
        if (
            old.get("additionalProperties") is not False
            and new.get("additionalProperties") is False
        ):
            yield "*: unknown fields are refused now"
    else:
        for name in sorted((was - needed) & set(after)):
            yield f"{name}: may be absent now"


def _types(schema: Json) -> set[str]:
    told = schema.get("type", [])
    found = {told} if isinstance(told, str) else set(told)
    return found | {"integer"} if "number" in found else found


def _said(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "anything"


def _at(document: Json, reference: str) -> Json:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return {key: value for key, value in found.items() if key != "description"}
