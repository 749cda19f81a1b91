"""The one place that asks what time it is and draws ids; everything else is told."""

from __future__ import annotations

import datetime as dt
import time
from os import urandom
from typing import Protocol

from kernel.values import ids


class Clock(Protocol):
    """What tells the time: the system's clock, or a test's."""

    def now(self) -> dt.datetime:
        """The moment, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is where `work.now` comes from


def now_ms() -> int:
    """Milliseconds since 1970, UTC: what deadlines on the wire are written in."""
    return time.time_ns() // 1_000_000


def new_id(kind: str, moment_ms: int | None = None) -> str:
    """A new id of a `kind`, made now unless told when."""
    return ids.make(kind, now_ms() if moment_ms is None else moment_ms, urandom(10))
