"""Ids: `<kind>_<26 characters>`, ordered by time, made by whoever asks.

The caller makes the id and sends the same one again on a retry, so every create can be repeated.
The 26 characters are a ULID: 48 bits of milliseconds, 80 bits of chance, in Crockford's base 32.
Chance and clock are arguments; this module has neither.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kernel.values.errors import Invalid

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = [first + second for first in _ALPHABET for second in _ALPHABET]
_FORM: Final = re.compile(rf"([a-z]+(?:_[a-z]+)*)_([0-7][{_ALPHABET}]{{25}})")


class Id(NamedTuple):
    """An id taken apart: its kind and when it was made (milliseconds since 1970, UTC)."""

    kind: str
    milliseconds: int


def make(kind: str, milliseconds: int, ten_bytes: bytes) -> str:
    """Return the id of a `kind` made at `milliseconds` since 1970 with ten bytes of chance."""
    assert len(ten_bytes) == 10, "an id needs exactly ten bytes of chance"
    assert 0 <= milliseconds < 1 << 48, "an id's time is 48 bits of milliseconds"
    number = milliseconds << 80 | int.from_bytes(ten_bytes)
    pairs = [_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)]
    return f"{kind}_{''.join(pairs)}"


def is_one(text: str, kind: str) -> bool:
    """Whether a text is an id of a kind."""
    return _taken_apart(text, kind) is not None


def parse(text: str, kind: str | None = None) -> Id:
    """Take an id apart; `Invalid("id_malformed")` if it is none, or not one of `kind`."""
    found = _taken_apart(text, kind)
    if found is None:
        raise Invalid("id_malformed", {"kind": kind or "any"})
    milliseconds = 0
    for letter in found[2][:10]:
        milliseconds = milliseconds << 5 | _ALPHABET.index(letter)
    return Id(found[1], milliseconds)


def _taken_apart(text: str, kind: str | None) -> re.Match[str] | None:
    found = _FORM.fullmatch(text)
    return found if found and kind in (None, found[1]) else None
