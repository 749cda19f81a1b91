"""A piece of a feed: the events found in a stretch of the log, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Logged(NamedTuple):
    """An event at its position of the log, as the bytes that were announced."""

    position: int
    body: bytes


@dataclass(frozen=True)
class Stretch:
    """What was looked through: behind `after` up to `until`, of a log that ends at `head`."""

    after: int
    until: int
    head: int
    found: Sequence[Logged]


@dataclass(frozen=True)
class Piece:
    """What a partner is given. `cursor` is where to go on; `more` says that the log does."""

    items: Sequence[Logged]
    cursor: int
    more: bool


def piece(stretch: Stretch, limit: int, bytes_max: int) -> Piece:
    """The first events of a stretch, at most `limit`, and at most `bytes_max` but for one event.

    Where all that was found is given, the cursor goes on to the stretch's end, whether anything was
    found there or not: a partner whom little concerns does not look at the same rows for ever.
    """
    items: list[Logged] = []
    left = bytes_max
    for logged in stretch.found[:limit]:
        left -= len(logged.body)
        if left < 0 and items:
            break
        items.append(logged)
    # As many as were asked for: behind them there may be more that was not looked for.
    whole = len(items) == len(stretch.found) < limit
    cursor = stretch.until if whole else items[-1].position
    return Piece(items, cursor, cursor < stretch.head)
