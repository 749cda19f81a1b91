"""Collecting what the broker set aside: into the table of parked events, where an operator sees it.

What a hearer cannot read, and what ended its process again and again, leaves its queue for
`parked.<queue>` by the queue's dead letters. Left there it would stand in the way of all that
follows it in its sequence, and no tool of the platform would know of it.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

import amqp

from kernel.chassis.hearing import TROUBLE_SECONDS, Effects
from kernel.telemetry.log import log
from kernel.values.errors import Unavailable
from kernel.wire.reading import Delivery
from kernel.wire.writing import acknowledge

PREFETCH: Final = 10


class Collector:
    """Empties one queue of what was set aside. `opened` is the link's, `run` a thread's own."""

    def __init__(self, source: str, queue: str, effects: Effects) -> None:
        self._source, self._queue, self._effects = source, f"parked.{queue}", effects
        self._waiting: deque[Delivery] = deque()
        self._arrived = threading.Event()
        self._stopping = threading.Event()

    def opened(self, connection: amqp.Connection) -> None:
        """Consume on a fresh connection; what came on the lost one will come again."""
        self._waiting.clear()
        channel = connection.channel()
        channel.basic_qos(0, PREFETCH, False)
        channel.basic_consume(self._queue, callback=self._take)

    def stop(self) -> None:
        self._stopping.set()
        self._arrived.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            self._arrived.wait()
            self._arrived.clear()
            while self._waiting and not self._stopping.is_set():
                self._keep(self._waiting.popleft())

    def _take(self, message: Delivery) -> None:
        self._waiting.append(message)
        self._arrived.set()

    def _keep(self, message: Delivery) -> None:
        """Save it, then acknowledge it: a second time it is parked once."""
        while not self._stopping.is_set():
            try:
                self._effects.set_aside(message.body, self._source)
                break
            except Unavailable as trouble:
                log.warning("collecting_waits", why=trouble.code)
                self._stopping.wait(TROUBLE_SECONDS)
        else:
            return
        acknowledge(message)
