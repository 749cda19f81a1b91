"""Fields of the messages: how the field's values stand in plain JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields, validate

from kernel.values import ids
from kernel.values.errors import Invalid
from kernel.values.money import Money

TEXT_LENGTH_MAX: Final = 2_000
CURSOR_LENGTH_MAX: Final = 200
BUDDHIST_FROM: Final = 2_400
_AREA_CODE_LENGTHS: Final = frozenset({2, 4, 6, 8})

_Attributes = Mapping[str, Any] | None


class Satang(fields.Field[Money]):
    """Money as an integer of satang; its name ends in `_satang`."""

    def _serialize(self, value: Money | None, attr: str | None, obj: Any, **_: Any) -> int | None:
        return None if value is None else value.satang

    def _deserialize(self, value: Any, attr: str | None, data: _Attributes, **_: Any) -> Money:
        if type(value) is not int:
            raise ValidationError("must be a whole number of satang")
        if abs(value) >= 1 << 53:
            raise ValidationError("must be an amount JSON can carry exactly (below 2^53 satang)")
        return Money(value)


class Id(fields.Field[str]):
    """An id of one kind: `<kind>_<26 characters>`; empty as well where `blank` says so."""

    def __init__(self, kind: str, *, blank: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.kind, self.blank = kind, blank

    def _deserialize(self, value: Any, attr: str | None, data: _Attributes, **_: Any) -> str:
        if self.blank and value == "":
            return ""
        if isinstance(value, str) and ids.is_one(value, self.kind):
            return str(value)
        raise ValidationError(f"must be an id of the kind {self.kind}")


class Ids(fields.List[str]):
    """Ids of one kind; hundreds of them are read in one go, and one by one only to say which is
    none."""

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(Id(kind), **options)
        self.kind = kind

    def _deserialize(
        self, value: Any, attr: str | None, data: _Attributes, **options: Any
    ) -> list[str | None]:
        if type(value) is list and all(
            type(each) is str and ids.is_one(each, self.kind) for each in value
        ):
            return value
        return super()._deserialize(value, attr, data, **options)


class Day(fields.Field[dt.date]):
    """A Bangkok day as `YYYY-MM-DD`, Common Era; a Buddhist year is refused by its own code."""

    def _serialize(self, value: dt.date | None, attr: str | None, obj: Any, **_: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: _Attributes, **_: Any) -> dt.date:
        try:
            if isinstance(value, str) and len(value) == len("2025-09-30"):
                return _of_common_era(dt.date.fromisoformat(value), attr)
        except ValueError:
            pass
        raise ValidationError("must be a day as YYYY-MM-DD, Common Era")


class Instant(fields.Field[dt.datetime]):
    """A moment in UTC as `2025-09-30T10:00:00.000000Z`."""

    def _serialize(
        self, value: dt.datetime | None, attr: str | None, obj: Any, **_: Any
    ) -> str | None:
        return None if value is None else write_instant(value)

    def _deserialize(
        self, value: Any, attr: str | None, data: _Attributes, **_: Any
    ) -> dt.datetime:
        try:
            moment = dt.datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValidationError("must be a moment as YYYY-MM-DDTHH:MM:SSZ") from None
        if moment.tzinfo is None:
            raise ValidationError("must name its offset from UTC")
        return moment.astimezone(dt.UTC)


class Text(fields.String):
    """Text for people: bounded, without control characters."""

    def __init__(self, *, longest: int = TEXT_LENGTH_MAX, **options: Any) -> None:
        length = validate.Length(max=longest)
        super().__init__(validate=(length, _no_control_characters), **options)


class Cursor(Text):
    """Where a page begins: `after` of the page before as it was told, empty at first.

    `check` raises `ValidationError` for what no page was ever told.
    """

    def __init__(self, check: Callable[[str], None] | None = None) -> None:
        super().__init__(longest=CURSOR_LENGTH_MAX, load_default="")
        self.validators += [check] if check else []


class Data(fields.Dict):
    """A mapping whose form the domain judges; whatever text it holds is bounded like `Text`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(keys=fields.String(), validate=_no_control_characters_within, **options)


class Code(fields.String):
    """A word of a closed set."""

    def __init__(self, *words: str, **options: Any) -> None:
        self.words = words
        super().__init__(validate=validate.OneOf(words) if words else None, **options)


class AreaCode(fields.String):
    """A DOPA code: 2 digits province, 4 district, 6 sub-district, 8 village (domain.md 7)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=_area_code, **options)


def _of_common_era(day: dt.date, attr: str | None) -> dt.date:
    """2568-04-01 is a day, but five centuries ahead: whoever typed it meant 2025."""
    if day.year >= BUDDHIST_FROM:
        raise Invalid("year_is_buddhist", {"field": attr, "day": day.isoformat()})
    return day


def write_instant(moment: dt.datetime) -> str:
    """A moment as the wire writes it; refuses one that does not know its offset."""
    assert moment.tzinfo is not None, "an instant knows its offset from UTC"
    utc = moment.astimezone(dt.UTC)
    return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _no_control_characters(text: str) -> None:
    if any(ord(letter) < ord(" ") and letter not in "\n\t" for letter in text):
        raise ValidationError("must not hold control characters")


def _no_control_characters_within(data: Mapping[str, Any]) -> None:
    waiting: list[Any] = [data]
    while waiting:  # not by recursion: who asks decides how deep this is
        each = waiting.pop()
        if isinstance(each, str):
            _no_control_characters(each)
        elif isinstance(each, Mapping):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each


def _area_code(text: str) -> None:
    if len(text) not in _AREA_CODE_LENGTHS or not (text.isascii() and text.isdigit()):
        raise ValidationError("must be a DOPA code of 2, 4, 6 or 8 digits")
