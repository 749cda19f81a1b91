"""Publishing with confirms: a batch out, then one wait for all of them.

py-amqp's own confirmed publish waits for each message, and for any confirm on the channel; this one
counts the tags itself. What is not confirmed is not done: it stays saved, and is published again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import amqp
from amqp import exceptions

from kernel.telemetry.log import log
from kernel.values.errors import Unavailable
from kernel.wire.links import RETRY_AFTER_MS, Link, user_of
from kernel.wire.writing import publish

PERSISTENT: Final = 2
CONFIRM_SECONDS: Final = 10.0


class Outgoing(NamedTuple):
    """One message to publish. `mandatory`: returned, and so not done, where no queue hears it."""

    message_id: str
    exchange: str
    routing_key: str
    body: bytes
    content_type: str
    headers: dict[str, Any]
    mandatory: bool = True


class _Batch:
    """The confirms one `publish` waits for."""

    def __init__(self) -> None:
        self.open: dict[int, str] = {}
        self.refused: set[str] = set()
        self.all_sent = False
        self.settled = threading.Event()


class Publisher:
    """One confirming channel on a link of its own."""

    def __init__(
        self,
        url: str,
        service: str,
        on_fatal: Callable[[Exception], None],
        confirm_seconds: float = CONFIRM_SECONDS,
    ) -> None:
        self._user, self._confirm_seconds = user_of(url), confirm_seconds
        self._channel: amqp.Channel | None = None
        self._next_tag = 1
        self._batch = _Batch()
        self._turn = threading.Lock()
        self.link = Link(url, service, "publishing", self._open, self._lost, on_fatal)

    def publish(self, messages: Sequence[Outgoing]) -> set[str]:
        """Publish a batch; returns the ids the broker has confirmed, which may be fewer.

        `Unavailable` when the broker cannot be written to at all.
        """
        with self._turn:
            self.link.must_be_ready()
            batch = self._batch = _Batch()
            sent = {message.message_id for message in messages}
            try:
                for message in messages:
                    self._send(batch, message)
            except (OSError, exceptions.AMQPError, AttributeError):
                self.link.drop()
                raise Unavailable("broker_down", {"retry_after_ms": RETRY_AFTER_MS}) from None
            batch.all_sent = True
            if batch.open:
                batch.settled.wait(self._confirm_seconds)
            if batch.open:
                # A late confirm must not be taken for the next batch's.
                log.warning("confirms_missing", missing=len(batch.open))
                self.link.drop()
            return sent - batch.refused - set(batch.open.values())

    def _send(self, batch: _Batch, message: Outgoing) -> None:
        channel = self._channel
        if channel is None:
            raise exceptions.RecoverableConnectionError("not connected")
        batch.open[self._next_tag] = message.message_id
        self._next_tag += 1
        publish(
            channel,
            message.body,
            exchange=message.exchange,
            routing_key=message.routing_key,
            mandatory=message.mandatory,
            headers=message.headers,
            message_id=message.message_id,
            content_type=message.content_type,
            content_encoding="utf-8",
            delivery_mode=PERSISTENT,
            user_id=self._user,
        )

    def _open(self, connection: amqp.Connection) -> None:
        channel = connection.channel()
        channel.confirm_select()
        channel.events["basic_ack"].add(self._acked)
        channel.events["basic_nack"].add(self._nacked)
        channel.events["basic_return"].add(self._returned)
        self._next_tag = 1
        self._channel = channel

    def _lost(self) -> None:
        self._channel = None
        self._batch.settled.set()

    def _acked(self, delivery_tag: int, multiple: bool) -> None:
        self._settle(delivery_tag, multiple, refused=False)

    def _nacked(self, delivery_tag: int, multiple: bool) -> None:
        self._settle(delivery_tag, multiple, refused=True)

    def _settle(self, delivery_tag: int, multiple: bool, *, refused: bool) -> None:
        batch = self._batch
        tags = [delivery_tag]
        if multiple:
            tags = [tag for tag in list(batch.open) if tag <= delivery_tag]
        for tag in tags:
            message_id = batch.open.pop(tag, None)
            if refused and message_id is not None:
                batch.refused.add(message_id)
        if batch.all_sent and not batch.open:
            batch.settled.set()

    def _returned(self, _: Exception, exchange: str, key: str, message: amqp.Message) -> None:
        # Comes before its confirm: nobody hears this key, so it must not count as published.
        self._batch.refused.add(str(message.properties.get("message_id", "")))
        log.error("nobody_hears", exchange=exchange, routing_key=key)
