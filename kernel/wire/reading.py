"""Reading off a connection: frames whole, deliveries at once, the rest left to py-amqp.

py-amqp asks its socket for every piece of a frame, nine times for one message, and looks up what a
delivery is in tables of all there could be; for a call that is a fifth of all the work there is.
And it raises for a property it cannot decode in the thread that reads for everybody, so that one
such message would end one replica after the other.
"""

from __future__ import annotations

import math
import os
import select
import time
from collections.abc import Callable
from struct import Struct
from typing import Any, Final

import amqp
from amqp.exceptions import UnexpectedFrame
from amqp.serialization import loads

from kernel.wire import tls
from kernel.wire.frames import BODY, END, HEADER, HEADERS, LENGTH, METHOD, PROPERTIES, START

CHUNK_BYTES: Final = 65_536

Receive = Callable[[int], bytes]
"""At most so many bytes, none at the end of the stream; raises what the socket raises."""
Frame = tuple[int, int, bytes]
"""Kind, channel, payload."""

_DELIVER: Final = Struct(">HH").pack(60, 60)
_TAG_AND_REDELIVERED: Final = Struct(">QB")
_SIZE_AND_FLAGS: Final = Struct(">QH")
_LONG: Final = Struct(">q")


class Receiver:
    """Receives off a socket, for one thread at a time, which first says `until` when it will wait.

    A process that shares one thread among many has a `Link.receiver` of its own making.
    """

    def __init__(self, sock: Any) -> None:
        self.until = 0.0  # time.monotonic()
        self._receive, self._both = tls.receiving(sock), select.poll()
        self._bell: int = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        for fileno in (sock.fileno(), self._bell):
            self._both.register(fileno, select.POLLIN)

    def receive(self, most: int) -> bytes:
        """Some bytes, of which at most so many come off the socket; `TimeoutError` when it is time,
        or somebody rang."""
        while True:
            left = self.until - time.monotonic()
            ready = self._both.poll(math.ceil(left * 1_000) if left > 0 else 0)
            if not ready:
                raise TimeoutError("nothing came")
            if ready[-1][0] == self._bell:
                os.eventfd_read(self._bell)
                raise TimeoutError("somebody rang")
            try:
                return self._receive(most)
            except BlockingIOError:
                pass  # nothing whole yet

    def ring(self) -> None:
        """Let whoever receives look up; not while it is closed."""
        os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """Let go of the socket, which is closed next."""
        os.close(self._bell)


class FrameReader:
    """Gives out frames from what it takes off a socket in one go.

    `receive` may be another from one frame to the next. What it raises loses nothing.
    """

    __slots__ = ("_ahead", "_given", "receive")

    def __init__(self, receive: Receive, ahead: bytes = b"") -> None:
        self.receive = receive
        self._ahead, self._given = ahead, 0

    @classmethod
    def of(cls, transport: Any) -> FrameReader:
        """The reader of a connected transport, from now on its only one."""
        reader = cls(transport.sock.recv, transport._read_buffer)  # noqa: SLF001
        transport.read_frame = reader.next
        return reader

    @property
    def has_more(self) -> bool:
        """Whether more has come than was given out."""
        return len(self._ahead) > self._given

    def next(self) -> Frame:
        """`ConnectionResetError` at the stream's end, `UnexpectedFrame` if it is no frame."""
        while True:
            ahead, start = self._ahead, self._given + START.size
            if len(ahead) > start:
                kind, channel, size = START.unpack_from(ahead, self._given)
                end = start + size
                if len(ahead) > end:
                    if ahead[end] != END:
                        raise UnexpectedFrame(f"a frame ends in {ahead[end]:#04x}, not in 0xce")
                    self._given = end + 1
                    return kind, channel, ahead[start:end]
            more = self.receive(CHUNK_BYTES)
            if not more:
                raise ConnectionResetError("the broker closed the connection")
            self._ahead, self._given = ahead[self._given :] + more, 0


class Delivery:
    """A message as it came. `properties` by py-amqp's names; none where they cannot be decoded, as
    text that is no UTF-8: whoever takes it finds nothing that it needs, and refuses it."""

    __slots__ = (
        *("body", "channel", "delivery_tag", "properties", "routing_key"),
        *("_pieces", "_rest"),
    )

    def __init__(self, channel: amqp.Channel, delivery_tag: int, routing_key: str) -> None:
        self.channel, self.delivery_tag, self.routing_key = channel, delivery_tag, routing_key
        self.properties: dict[str, Any] = {}
        self.body, self._pieces, self._rest = b"", list[bytes](), 0

    def takes(self, kind: int, payload: bytes) -> bool:
        """Take the next of its frames; whether it was the last."""
        if kind == HEADER:
            self._rest, flags = _SIZE_AND_FLAGS.unpack_from(payload, 4)
            try:
                self.properties = _properties(flags, payload, 4 + _SIZE_AND_FLAGS.size)
            except Exception:  # noqa: BLE001 - whatever a stranger has written there
                self.properties = {}
        elif kind == BODY:
            self._pieces.append(payload)
            self._rest -= len(payload)
            if self._rest <= 0:
                self.body = b"".join(self._pieces)
        else:
            raise UnexpectedFrame(f"frame {kind} while a message arrives")
        return self._rest <= 0


Consume = Callable[[Delivery], object]


class Incoming:
    """Takes the frames of one connection: a delivery goes to its consumer, the rest to py-amqp.

    In the place of py-amqp's own handler from the beginning: whoever sets up several consumers may
    be handed deliveries of the first while it waits for the second.
    """

    __slots__ = ("_arriving", "_connection", "_rest")

    def __init__(self, connection: amqp.Connection) -> None:
        self._connection, self._rest = connection, connection.on_inbound_frame
        self._arriving: dict[int, tuple[Delivery, Consume]] = {}

    def take(self, frame: Frame) -> bool:
        """Whether something was whole with it, as py-amqp asks of its handler."""
        kind, number, payload = frame
        arriving = self._arriving.get(number)
        if arriving is not None:
            self._connection.bytes_recv += 1
            delivery, consume = arriving
            if not delivery.takes(kind, payload):
                return False
            del self._arriving[number]
            consume(delivery)
            return True
        if kind == METHOD and payload.startswith(_DELIVER):
            self._connection.bytes_recv += 1
            self._arriving[number] = self._begin(number, payload)
            return False
        return bool(self._rest(frame))

    def _begin(self, number: int, payload: bytes) -> tuple[Delivery, Consume]:
        """What arrives, and for whom."""
        consumer_tag, at = _short(payload, len(_DELIVER))
        delivery_tag, _ = _TAG_AND_REDELIVERED.unpack_from(payload, at)
        _, at = _short(payload, at + _TAG_AND_REDELIVERED.size)
        routing_key, _ = _short(payload, at)
        channel = self._connection.channels.get(number)
        delivery = Delivery(channel, delivery_tag, routing_key)
        if channel is None or channel.is_closing:
            return delivery, _leave  # it comes again when its channel is closed
        return delivery, channel.callbacks.get(consumer_tag, _give_back)


def _leave(_: Delivery) -> None:
    pass


def _give_back(delivery: Delivery) -> None:
    """It was on its way when its consumer went."""
    delivery.channel.basic_reject(delivery.delivery_tag, requeue=True)


def _properties(flags: int, payload: bytes, at: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for flag, name, size in PROPERTIES:
        if not flags & flag:
            continue
        if size:
            told[name] = int.from_bytes(payload[at : at + size])
            at += size
        elif flag == HEADERS:
            told[name], at = _table(payload, at)
        else:
            told[name], at = _short(payload, at)
    if at != len(payload):
        raise ValueError("the properties end elsewhere than their frame")
    return told


def _table(payload: bytes, start: int) -> tuple[dict[str, Any], int]:
    """A table and where it ends. Texts and whole numbers, as ours are; others py-amqp reads."""
    at = start + LENGTH.size
    end = at + LENGTH.unpack_from(payload, start)[0]
    told: dict[str, Any] = {}
    while at < end:
        name, at = _short(payload, at)
        kind, at = payload[at], at + 1
        if kind == 0x53:  # S
            value_at = at + LENGTH.size
            at = value_at + LENGTH.unpack_from(payload, at)[0]
            told[name] = payload[value_at:at].decode()
        elif kind in (0x4C, 0x6C):  # L, l
            told[name] = _LONG.unpack_from(payload, at)[0]
            at += _LONG.size
        else:
            (table,), _ = loads("F", payload, start)
            return table, end
    return told, end


def _short(payload: bytes, at: int) -> tuple[str, int]:
    """A short text and where it ends."""
    end = at + 1 + payload[at]
    return payload[at + 1 : end].decode(), end
