"""The relay: takes what waits in the outbox to the broker, and ticks off what it confirms."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, Engine, exc

from kernel.chassis.outbox import AT_ONCE, BATCH, OutboxReader, Row
from kernel.chassis.publishing import Outgoing, Publisher
from kernel.contracts import envelope
from kernel.contracts.envelope import Event
from kernel.telemetry import metrics
from kernel.telemetry.log import log
from kernel.values.errors import Unavailable
from kernel.wire.clock import Clock

IDLE_SECONDS: Final = 1.0
TROUBLE_SECONDS: Final = 2.0
MEASURE_SECONDS: Final = 5.0
GATHER_SECONDS: Final = 0.02
HELD_SECONDS: Final = 5.0


class Relay:
    """Polls the outbox; a hint after a commit saves the wait. Several may run: they share the work.

    Polling, not NOTIFY: that would take a lock of the whole database at every commit.
    """

    def __init__(
        self,
        engine: Engine,
        reader: OutboxReader,
        publisher: Publisher,
        events: Mapping[str, Event],
        clock: Clock,
        service: str,
    ) -> None:
        self._engine, self._reader, self._publisher = engine, reader, publisher
        self._heard = frozenset(name for name, event in events.items() if event.hearers)
        self._clock, self._service = clock, service
        self._hinted = threading.Event()
        self._leaving = threading.Event()
        self._measured = 0.0
        self._held: dict[str, float] = {}

    def hint(self) -> None:
        """Something was announced: look now."""
        self._hinted.set()

    def stop(self) -> None:
        self._leaving.set()
        self._hinted.set()

    def run(self) -> None:
        """Relay until stopped; troubles are waited out."""
        while not self._leaving.is_set():
            try:
                with self._engine.connect() as connection:
                    autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
                    self._relay(autocommit)
            except (exc.SQLAlchemyError, Unavailable) as trouble:
                log.warning("relay_waits", why=type(trouble).__name__)
                self._wait(TROUBLE_SECONDS)

    def _relay(self, connection: Connection) -> None:
        while not self._leaving.is_set():
            began = time.monotonic()
            self._hinted.clear()
            self._measure(connection)
            if not self._round(connection):
                self._wait(IDLE_SECONDS)
            # Alone an announcement costs five statements and a confirm: those of a moment share.
            self._leaving.wait(began + GATHER_SECONDS - time.monotonic())

    def _round(self, connection: Connection) -> bool:
        """Publish one batch; whether there may be more to do at once."""
        self._publisher.link.must_be_ready()
        partitions = self._reader.lock(connection)
        if not partitions:
            return False
        try:
            rows = self._reader.waiting(connection, partitions, self._holding())
            confirmed = self._publisher.publish([self._outgoing(row) for row in rows])
            done = [row.outbox_id for row in rows if row.event_id in confirmed]
            if done:
                self._reader.tick(connection, done, self._clock.now())
        finally:
            self._reader.unlock(connection)
        if len(done) < len(rows):
            self._hold([row for row in rows if row.event_id not in confirmed])
            if not done:
                self._hinted.clear()
                self._wait(TROUBLE_SECONDS)
        # As many partitions as are taken at once: others may wait, though these are done.
        more = len(rows) == BATCH or (bool(rows) and len(partitions) == AT_ONCE)
        return more or self._hinted.is_set()

    def _hold(self, refused: Sequence[Row]) -> None:
        """Leave the aggregates of what the broker did not take alone for a while, in their order:
        an event that nobody can be given would keep all behind it."""
        log.warning("announcements_not_confirmed", count=len(refused))
        until = time.monotonic() + HELD_SECONDS
        self._held.update({row.partition_key: until for row in refused})

    def _holding(self) -> set[str]:
        now = time.monotonic()
        self._held = {key: until for key, until in self._held.items() if until > now}
        return set(self._held)

    def _outgoing(self, row: Row) -> Outgoing:
        return Outgoing(
            message_id=row.event_id,
            exchange=row.exchange,
            routing_key=row.name,
            body=row.body,
            content_type=envelope.CONTENT_TYPE,
            headers={},
            mandatory=row.name in self._heard,
        )

    def _measure(self, connection: Connection) -> None:
        if time.monotonic() < self._measured + MEASURE_SECONDS:
            return
        self._measured = time.monotonic()
        waiting, oldest = self._reader.backlog(connection, self._clock.now())
        metrics.outbox_waiting.labels(self._service).set(waiting)
        metrics.outbox_oldest.labels(self._service).set(oldest)

    def _wait(self, seconds: float) -> None:
        if not self._leaving.is_set():
            self._hinted.wait(seconds)
