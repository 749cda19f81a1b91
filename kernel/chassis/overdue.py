"""Statements that outlive their call's deadline are cancelled: nobody waits for them any more.

Telling the database the deadline would cost each unit of work a round trip; one look now and then
at all that is under way costs none.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy import Connection, exc

from kernel.chassis.threads import in_thread
from kernel.telemetry.log import log
from kernel.wire import clock

LOOK_SECONDS: Final = 0.5
CANCEL_SECONDS: Final = 2.0


class _UnderWay:
    __slots__ = ("cancelled", "connection", "deadline_ms")

    def __init__(self, connection: Connection, deadline_ms: int) -> None:
        self.connection, self.deadline_ms, self.cancelled = connection, deadline_ms, False


class Overdue:
    """Knows what is under way and until when. `run` is a thread's own."""

    def __init__(self) -> None:
        self._under_way: set[_UnderWay] = set()
        self._stopping = threading.Event()

    @contextmanager
    def watching(self, connection: Connection, deadline_ms: int) -> Iterator[None]:
        """Watch a unit of work; 0 is no deadline, as events have none."""
        if not deadline_ms:
            yield
            return
        entry = _UnderWay(connection, deadline_ms)
        self._under_way.add(entry)
        try:
            yield
        finally:
            self._under_way.discard(entry)
            if entry.cancelled:
                # The cancel may still be on its way: it must not meet another's statement.
                connection.invalidate()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            now = clock.now_ms()
            for entry in list(self._under_way):
                if entry.deadline_ms < now and not entry.cancelled:
                    entry.cancelled = True
                    # Not one after another: over a line that stalls each takes its whole time.
                    in_thread(_cancel, entry)


def _cancel(entry: _UnderWay) -> None:
    log.warning("statement_cancelled", why="its call's deadline has passed")
    try:
        driver = entry.connection.connection.driver_connection
        if isinstance(driver, psycopg.Connection):  # else it has just ended by itself
            driver.cancel_safe(timeout=CANCEL_SECONDS)
    except (psycopg.Error, exc.SQLAlchemyError) as error:
        log.warning("cancel_failed", why=type(error).__name__)
