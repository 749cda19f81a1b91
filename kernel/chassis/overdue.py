"""Statements that outlive their call's deadline are cancelled: nobody waits for them any more.

Telling the database the deadline would cost each unit of work a round trip; one look now and then
at all that is under way costs none.
"""

from __future__ import annotations

import threading
from typing import Final

import psycopg
from sqlalchemy import Connection, exc

from kernel.chassis.threads import in_thread
from kernel.telemetry.log import log
from kernel.wire import clock

LOOK_SECONDS: Final = 0.5
CANCEL_SECONDS: Final = 2.0


class _UnderWay:
    """A unit of work, watched while its block runs; 0 is no deadline, as events have none."""

    __slots__ = ("_among", "cancelled", "connection", "deadline_ms")

    def __init__(self, among: set[_UnderWay], connection: Connection, deadline_ms: int) -> None:
        self._among, self.connection = among, connection
        self.deadline_ms, self.cancelled = deadline_ms, False

    def __enter__(self) -> None:
        if self.deadline_ms:
            self._among.add(self)

    def __exit__(self, *_: object) -> None:
        self._among.discard(self)
        if self.cancelled:
            # The cancel may still be on its way: it must not meet another's statement.
            self.connection.invalidate()


class Overdue:
    """Knows what is under way and until when. `run` is a thread's own."""

    def __init__(self) -> None:
        self._under_way: set[_UnderWay] = set()
        self._stopping = threading.Event()

    def watching(self, connection: Connection, deadline_ms: int) -> _UnderWay:
        """Watches a unit of work while the block it is the context of runs."""
        return _UnderWay(self._under_way, connection, deadline_ms)

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
