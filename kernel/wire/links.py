"""One connection to the broker that comes back by itself.

A thread of the link's own connects, sets up, reads and beats; whoever else holds the link only
writes, and one after the other.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

import amqp
from amqp import exceptions, spec
from kombu.connection import Connection

from kernel.telemetry.log import log
from kernel.telemetry.metrics import broker_connected
from kernel.values.errors import Unavailable
from kernel.wire import reading, tls
from kernel.wire.turns import Turns
from kernel.wire.writing import cut, write_in_turn

HEARTBEAT_SECONDS: Final = 30
CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 2
BACKOFF_SECONDS: Final = (0.1, 10.0)
RETRY_AFTER_MS: Final = 1_000

# py-amqp's own default gives up on a connection after one second of lost packets.
_SOCKET: Final = {
    socket.TCP_USER_TIMEOUT: 15_000,
    socket.TCP_KEEPIDLE: 30,
    socket.TCP_KEEPINTVL: 5,
    socket.TCP_KEEPCNT: 3,
}
_LOST: Final = (OSError, exceptions.AMQPError, AttributeError)  # AttributeError: read after a close
FATAL: Final = (
    exceptions.AccessRefused,
    exceptions.NotFound,
    exceptions.PreconditionFailed,
    exceptions.ResourceLocked,
)


class Link:
    """A named connection. `on_open(connection)` makes its channels anew after every loss.

    `on_fatal(error)` hears of what no retry can mend: a right that is missing, a queue declared
    otherwise (403, 404, 405, 406 while setting up); without it the link goes on trying, as whoever
    asks from outside must. `on_lost()` hears of every loss. With `turns`,
    threads that wait for what comes read it themselves.
    """

    receiver: ClassVar[type[Any]] = reading.Receiver

    def __init__(
        self,
        url: str,
        service: str,
        name: str,
        on_open: Callable[[amqp.Connection], None],
        on_lost: Callable[[], None] = lambda: None,
        on_fatal: Callable[[Exception], None] | None = None,
        turns: Turns | None = None,
    ) -> None:
        self._url, self._service, self._name = url, service, name
        self._on_open, self._on_lost, self._on_fatal = on_open, on_lost, on_fatal
        self._turns = turns
        self._connection: amqp.Connection | None = None
        self._receiver: Any = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._measure = broker_connected.labels(service, name)
        self.ready = threading.Event()
        self.blocked = False

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=f"link-{self._name}", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Say goodbye and close for good; cuts the connection if the broker does not answer."""
        self._stopping.set()
        connection, thread = self._connection, self._thread
        if thread is None or thread is threading.current_thread():
            return
        try:
            if connection is not None:
                connection.send_method(spec.Connection.Close, "BsBB", (200, "done", 0, 0))
                thread.join(seconds)
        except _LOST:
            pass  # it was gone already
        self.drop()
        thread.join(seconds)

    def drop(self) -> None:
        """Cut the connection: after a failed write its stream cannot be trusted."""
        cut(self._connection)

    def must_be_ready(self) -> None:
        """`Unavailable` unless the broker can be written to now."""
        if not self.ready.is_set():
            raise Unavailable("broker_down", {"retry_after_ms": RETRY_AFTER_MS})
        if self.blocked:
            raise Unavailable("broker_blocked", {"retry_after_ms": RETRY_AFTER_MS})

    def _run(self) -> None:
        wait = BACKOFF_SECONDS[0]
        while not self._stopping.is_set():
            try:
                self._open()
                wait = BACKOFF_SECONDS[0]
                self._read()
            except FATAL as error:
                if not self.ready.is_set() and not _waits_for_a_node(error):
                    log.error("broker_refuses", link=self._name, why=str(error))
                    if self._on_fatal is not None:
                        self._on_fatal(error)
                        break
                    wait = BACKOFF_SECONDS[1]
                self._lost(error)
            except _LOST as error:
                self._lost(error)
            except Exception as error:  # noqa: BLE001 - a link must not die in silence
                log.error("link_broken", link=self._name, exc_info=error)
                if self._on_fatal is not None:
                    self._on_fatal(error)
                    break
                self._lost(error)
            if not self._stopping.is_set():
                # Without chance in it, every process of a fleet would come back at one moment.
                self._stopping.wait(wait * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
                wait = min(wait * 2, BACKOFF_SECONDS[1])
        self._close()

    def _open(self) -> None:
        parent = Connection(
            tls.without_files(self._url),
            heartbeat=HEARTBEAT_SECONDS,
            connect_timeout=CONNECT_SECONDS,
            login_method="PLAIN",
            transport_options={
                "socket_settings": dict(_SOCKET),
                "client_properties": {"connection_name": f"{self._service}.{self._name}"},
                "on_blocked": self._set_blocked,
                "on_unblocked": self._set_unblocked,
            },
        )
        if tls.is_spoken(self._url):
            parent.transport.Connection = tls.connections(self._url)
        self._connection = parent.transport.establish_connection()
        transport = self._connection.transport
        write_in_turn(transport)
        self._frames = reading.FrameReader.of(transport)
        self._connection.on_inbound_frame = reading.Incoming(self._connection).take
        self.blocked = False
        # A broker that falls silent now would be waited for without end: nothing beats yet.
        transport.sock.settimeout(CONNECT_SECONDS)
        self._on_open(self._connection)
        self.ready.set()
        self._measure.set(1)
        log.info("broker_connected", link=self._name)

    def _read(self) -> None:
        connection = self._connection
        assert connection is not None, "only an open link is read"
        read = self._reading(connection)
        every = (connection.heartbeat or HEARTBEAT_SECONDS) / 4
        beat_after = time.monotonic() + every
        while not self._stopping.is_set():
            try:
                read()
            except TimeoutError:
                pass
            if time.monotonic() >= beat_after:
                connection.heartbeat_tick()
                beat_after = time.monotonic() + every

    @property
    def has_more(self) -> bool:
        """Whether more has come than what was taken, for who is handed a message."""
        return self._frames.has_more

    def _reading(self, connection: amqp.Connection) -> Callable[[], object]:
        """What takes a message, or else a frame, and waits for it as this link does."""
        sock, handle = connection.transport.sock, connection.on_inbound_frame
        sock.settimeout(READ_SECONDS)  # of those who write
        self._receiver = receiver = self.receiver(sock)
        self._frames.receive = receiver.receive
        next_frame = self._frames.next

        def take() -> None:
            while not handle(next_frame()):
                pass

        if self._turns is not None:
            self._turns.open(receiver, take)
            return partial(self._turns.serve, READ_SECONDS)

        def read() -> None:
            receiver.until = time.monotonic() + READ_SECONDS
            take()

        return read

    def _lost(self, error: Exception) -> None:
        was_ready = self.ready.is_set()
        self.ready.clear()
        self._measure.set(0)
        if not self._stopping.is_set():
            log.warning("broker_lost", link=self._name, was_ready=was_ready, why=_why(error))
        self._forget()
        self._on_lost()

    def _close(self) -> None:
        self.ready.clear()
        self._measure.set(0)
        self._forget()

    def _forget(self) -> None:
        if self._turns is not None:
            self._turns.close()
        if self._receiver is not None:
            self._receiver.close()
            self._receiver = None
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.collect()
            except _LOST:
                pass  # closing what is broken may fail; there is nothing left to save

    def _set_blocked(self, reason: str) -> None:
        self.blocked = True
        log.warning("broker_blocks_publishing", link=self._name, why=reason)

    def _set_unblocked(self) -> None:
        self.blocked = False
        log.info("broker_takes_publishing", link=self._name)


def user_of(url: str) -> str:
    """The broker user a URL logs in as: what `user_id` must say."""
    return str(Connection(tls.without_files(url)).userid or "")


def _waits_for_a_node(error: Exception) -> bool:
    """Whether a queue is only away with the node of the cluster it lives on. RabbitMQ says 404 to
    that as well, and its words alone tell it from a queue that was never made."""
    return isinstance(error, exceptions.NotFound) and "down or inaccessible" in str(error)


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
