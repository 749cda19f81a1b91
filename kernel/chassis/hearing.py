"""Hearing events: batches in one transaction, troubles retried in tiers, the rest parked.

One queue for each service heard; what arrives on it is worked off by one greenthread, in order.
An event that fails is retried alone; what fails for a reason that may pass goes through the retry
tiers (queues whose messages come back after a while), then, or at once for any other reason, it is
parked. A message is acknowledged only when its effect, its retry or its parking is saved.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, takewhile
from typing import Any, Final, NamedTuple

import amqp
from sqlalchemy import exc

from kernel.chassis import inbox, parking
from kernel.chassis.publishing import Outgoing, Publisher
from kernel.chassis.tables import ChassisTables
from kernel.chassis.work import Context, UnitsOfWork, Work
from kernel.contracts.envelope import CONTENT_TYPE, Event, Heard
from kernel.telemetry import metrics
from kernel.telemetry.log import log
from kernel.values.errors import Invalid, KongbunError, Unavailable
from kernel.wire import serializer
from kernel.wire.reading import Delivery
from kernel.wire.writing import acknowledge

BATCH: Final = 100
PREFETCH: Final = 500
TROUBLE_SECONDS: Final = 1.0
ATTEMPTS: Final = "kongbun-attempts"

Handler = Callable[[Work, Sequence[Heard]], None]
"""Lets events take effect that came one after another: at least one."""


class Arrived(NamedTuple):
    """An event as it came, and what it is."""

    message: Delivery
    attempts: int
    event: Event
    heard: Heard


class Effects:
    """Lets events take effect in a service's database. Knows no broker."""

    def __init__(
        self,
        service: str,
        works: UnitsOfWork,
        tables: ChassisTables,
        events: Mapping[tuple[str, str], Event],
        handlers: Mapping[tuple[str, str], Handler],
    ) -> None:
        self.service, self.works, self.tables = service, works, tables
        self._events, self._handlers = events, handlers

    def read(self, body: bytes, source: str | None = None) -> tuple[Event, Heard]:
        """An event's body -> what it is; `Invalid` if it is nothing this service knows of.

        `source` is whose queue it came on: no service may speak for another.
        """
        envelope = serializer.loads(body)
        if not isinstance(envelope, dict):
            raise Invalid("event_malformed")
        _, _, told = str(envelope.get("type", "")).partition("kongbun.")
        service, _, name = told.partition(".")
        event = self._events.get((service, name))
        if event is None or source not in (None, service):
            raise Invalid("event_unknown")
        return event, event.read(envelope, body)

    def apply(
        self, arrived: Sequence[tuple[Event, Heard]], release: Sequence[str] = ()
    ) -> frozenset[str]:
        """Let events take effect, all or none, each once and in sequence; returns the ids of those
        that came before what they follow, and were left out. `OutOfSequence` if no other came.

        `release` names parked events that this brings to their end.
        """
        trace = arrived[0][1].traceparent
        with self.works.begin(Context(caller=arrived[0][1].service, traceparent=trace)) as work:
            due, early = inbox.take(work.connection, self.tables, arrived, work.now)
            if early and not due:
                raise inbox.OutOfSequence
            # Only neighbours go together: whatever is mixed among them keeps its turn.
            for handle, run in groupby(due, self._handler_of):
                if handle is not None:
                    handle(work, list(run))
            for event_id in release:
                parking.release(work.connection, self.tables, event_id)
            now = work.now
        done = [heard for _, heard in arrived if heard.event_id not in early]
        self._measure(done, {heard.event_id for heard in due}, now)
        return early

    def park(self, heard: Heard, body: bytes, why: str) -> None:
        with self.works.begin(Context()) as work:
            parking.park(work.connection, self.tables, heard, body, why, work.now)
        self.count(heard, "parked")
        log.error("event_parked", event_id=heard.event_id, event_name=heard.name, why=why)

    def set_aside(self, body: bytes, source: str) -> None:
        """Park what the broker gave up: read or not, an operator must see it."""
        try:
            _, heard = self.read(body, source)
        except KongbunError as error:
            with self.works.begin(Context()) as work:
                kept = parking.unreadable(body, error.code, work.now)
                parking.keep(work.connection, self.tables, kept)
            log.error("event_parked", event_id=kept.event_id, event_name=kept.name, why=kept.why)
        else:
            self.park(heard, body, parking.GIVEN_UP)

    def _handler_of(self, heard: Heard) -> Handler | None:
        return self._handlers.get((heard.service, heard.name))

    def _measure(self, arrived: Sequence[Heard], due: set[str], now: dt.datetime) -> None:
        outcomes: Counter[tuple[str, str]] = Counter()
        lags: dict[str, Any] = {}
        for heard in arrived:
            lag = lags.get(heard.name)
            if lag is None:
                lag = lags[heard.name] = metrics.event_lag.labels(self.service, heard.name)
            lag.observe(max(0.0, (now - heard.time).total_seconds()))
            outcomes[heard.name, "ok" if heard.event_id in due else "repeated"] += 1
        for (name, outcome), count in outcomes.items():
            metrics.events_handled.labels(self.service, name, outcome).inc(count)

    def count(self, heard: Heard, outcome: str) -> None:
        metrics.events_handled.labels(self.service, heard.name, outcome).inc()


class Hearer:
    """Works off one queue. `opened` is called by the link's reader, `run` is a thread's own."""

    def __init__(
        self, source: str, queue: str, effects: Effects, publisher: Publisher, tiers: int
    ) -> None:
        self.source, self.queue = source, queue
        self._effects, self._publisher, self._tiers = effects, publisher, tiers
        self._waiting: deque[Arrived] = deque()
        self._arrived = threading.Event()
        self._channel: amqp.Channel | None = None
        self._tag = ""
        self._stopping = False
        self._idle = threading.Event()
        self._idle.set()

    def opened(self, connection: amqp.Connection) -> None:
        """Consume on a fresh connection; what came on the lost one will come again."""
        self._waiting.clear()
        channel = connection.channel()
        channel.basic_qos(0, PREFETCH, False)
        self._channel = channel
        self._tag = channel.basic_consume(self.queue, callback=self._take)

    def stop(self, seconds: float) -> None:
        """Stop after the batch under way; the rest goes back to the queue."""
        self._stopping = True
        self._arrived.set()
        self._idle.wait(seconds)

    def run(self) -> None:
        while not self._stopping:
            self._arrived.wait()
            self._arrived.clear()
            while self._waiting and not self._stopping:
                self._idle.clear()
                try:
                    self._work_off(self._next_batch())
                finally:
                    self._idle.set()

    def _take(self, message: Delivery) -> None:
        """A delivery came. What cannot be read goes to quarantine by the queue's dead letters."""
        try:
            event, heard = self._effects.read(message.body, self.source)
        except KongbunError as error:
            metrics.poison.labels(self._effects.service, error.code).inc()
            log.error("event_unreadable", queue=self.queue, why=error.code, size=len(message.body))
            message.channel.basic_reject(message.delivery_tag, requeue=False)
            return
        told = (message.properties.get("application_headers") or {}).get(ATTEMPTS)
        attempts = told if type(told) is int else 0
        self._waiting.append(Arrived(message, attempts, event, heard))
        self._arrived.set()

    def _next_batch(self) -> list[Arrived]:
        return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def _work_off(self, batch: list[Arrived]) -> None:
        try:
            early = self._effects.apply([(each.event, each.heard) for each in batch])
        except Exception:  # noqa: BLE001 - whatever it was, each event alone will tell
            settled = list(takewhile(self._alone, batch))
        else:
            # Those before it may have come since, and an aggregate behind a gap stops no other.
            settled = list(
                takewhile(lambda each: each.heard.event_id not in early or self._alone(each), batch)
            )
        if settled:
            # One greenthread, one channel, in order: all up to the last are settled.
            acknowledge(settled[-1].message, multiple=True)

    def _alone(self, delivery: Arrived) -> bool:
        """Settle one event, however long it takes; False if the service stops before."""
        while not self._stopping:
            try:
                self._effects.apply([(delivery.event, delivery.heard)])
                return True
            except Exception as error:  # noqa: BLE001 - a handler's bug must park, not kill
                if self._put_aside(delivery, error):
                    return True
            threading.Event().wait(TROUBLE_SECONDS)
        return False

    def _put_aside(self, delivery: Arrived, error: Exception) -> bool:
        """Save the event elsewhere, in a tier or parked; False if now is no time for either."""
        if isinstance(error, Unavailable) and error.code == "database_down":
            return False  # every event would fail alike: wait here, in order
        try:
            if _may_pass(error) and delivery.attempts < self._tiers:
                self._effects.count(delivery.heard, "retried")
                return self._send_to_tier(delivery)
            log.error("event_failed", event_name=delivery.heard.name, exc_info=_told(error))
            self._effects.park(delivery.heard, delivery.message.body, _why(error))
        except Unavailable:
            return False
        return True

    def _send_to_tier(self, delivery: Arrived) -> bool:
        message = Outgoing(
            message_id=delivery.heard.event_id,
            exchange=f"{self._effects.service}.retry",
            routing_key=f"retry.{delivery.attempts + 1}.{self.queue}",
            body=delivery.message.body,
            content_type=CONTENT_TYPE,
            headers={ATTEMPTS: delivery.attempts + 1},
        )
        return bool(self._publisher.publish([message]))


def _may_pass(error: Exception) -> bool:
    """Whether the same event may take effect later. Rules' refusals and bad data will not."""
    if isinstance(error, KongbunError):
        return error.repeatable
    return not isinstance(error, exc.IntegrityError)


def _why(error: Exception) -> str:
    return error.code if isinstance(error, KongbunError) else type(error).__name__


def _told(error: Exception) -> Any:
    return None if isinstance(error, KongbunError | inbox.OutOfSequence) else error
