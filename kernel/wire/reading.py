"""Reading off a connection: frames whole, messages at once, and what py-amqp would stumble over.

py-amqp asks its socket for every piece of a frame, nine times for one message, and looks up what a
delivery is in tables of all there could be; for a call that is a fifth of all the work there is.
And it raises for a property it cannot decode in the thread that reads for everybody, so that one
such message would end one replica after the other. What is no delivery it goes on reading itself.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from struct import Struct
from typing import Any, Final

import amqp
from amqp import method_framing
from amqp.exceptions import UnexpectedFrame

CHUNK_BYTES: Final = 65_536

Receive = Callable[[int], bytes]
"""At most so many bytes, none at the end of the stream; raises what the socket raises."""
Frame = tuple[int, int, bytes]
"""Kind, channel, payload."""

_METHOD, _HEADER, _BODY = 1, 2, 3
_END: Final = 0xCE
_START: Final = Struct(">BHI")
_DELIVER: Final = Struct(">HH").pack(60, 60)
_TAG: Final = Struct(">QB")


class LenientMessage(amqp.Message):  # type: ignore[misc] # py-amqp has no types
    """A message without properties where they cannot be decoded: text that is no UTF-8, a time in
    milliseconds. Whoever takes it finds nothing that it needs, and refuses it.

    Where there is no body it is no bytes, and not an empty text.
    """

    def __init__(self, body: Any = b"", **told: Any) -> None:
        super().__init__(body, **told)

    def _load_properties(self, class_id: int, buf: bytes, offset: int) -> int:
        try:
            return int(super()._load_properties(class_id, buf, offset))
        except Exception:  # noqa: BLE001 - whatever a stranger has written there
            self.properties: dict[str, object] = {}
            return offset


# Every connection of the process makes its messages of this; there is no public place for that.
method_framing.Message = LenientMessage


class Receiver:
    """Receives off a socket of this thread's own, waiting at most `seconds`.

    A process that shares one thread among many has a `Link.receiver` of its own making.
    """

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        sock.settimeout(seconds)
        self.receive: Receive = sock.recv

    def close(self) -> None:
        """Let go of the socket, which is closed next."""


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

    def next(self) -> Frame:
        """`ConnectionResetError` at the stream's end, `UnexpectedFrame` if it is no frame."""
        while True:
            ahead, start = self._ahead, self._given + _START.size
            if len(ahead) > start:
                kind, channel, size = _START.unpack_from(ahead, self._given)
                end = start + size
                if len(ahead) > end:
                    if ahead[end] != _END:
                        raise UnexpectedFrame(f"a frame ends in {ahead[end]:#04x}, not in 0xce")
                    self._given = end + 1
                    return kind, channel, ahead[start:end]
            more = self.receive(CHUNK_BYTES)
            if not more:
                raise ConnectionResetError("the broker closed the connection")
            self._ahead, self._given = ahead[self._given :] + more, 0


class Incoming:
    """Takes the frames of one connection: a delivery goes to its consumer, the rest to py-amqp."""

    __slots__ = ("_arriving", "_connection", "_rest")

    def __init__(self, connection: amqp.Connection) -> None:
        self._connection, self._rest = connection, connection.on_inbound_frame
        self._arriving: dict[int, tuple[LenientMessage, Callable[[LenientMessage], object]]] = {}

    def take(self, frame: Frame) -> None:
        kind, number, payload = frame
        arriving = self._arriving.get(number)
        if arriving is None:
            delivers = kind == _METHOD and payload.startswith(_DELIVER)
            if not (delivers and self._begin(number, payload)):
                self._rest(frame)
            return
        message, consume = arriving
        if kind == _HEADER:
            message.inbound_header(payload)
        elif kind == _BODY:
            message.inbound_body(payload)
        else:
            raise UnexpectedFrame(f"frame {kind} while a message arrives")
        self._connection.bytes_recv += 1
        if message.ready:
            del self._arriving[number]
            consume(message)

    def _begin(self, number: int, payload: bytes) -> bool:
        """Note what arrives, and for whom; False where py-amqp has more to do than hand it over."""
        channel = self._connection.channels.get(number)
        if channel is None or channel.is_closing or channel.auto_decode:
            return False
        consumer_tag, at = _short(payload, 4)
        consume = channel.callbacks.get(consumer_tag)
        if consume is None:
            return False
        delivery_tag, redelivered = _TAG.unpack_from(payload, at)
        exchange, at = _short(payload, at + _TAG.size)
        routing_key, _ = _short(payload, at)
        message = LenientMessage(channel=channel)
        message.delivery_info = {
            "consumer_tag": consumer_tag,
            "delivery_tag": delivery_tag,
            "redelivered": bool(redelivered),
            "exchange": exchange,
            "routing_key": routing_key,
        }
        self._arriving[number] = message, consume
        self._connection.bytes_recv += 1
        return True


def _short(payload: bytes, at: int) -> tuple[str, int]:
    """A short text and where it ends."""
    end = at + 1 + payload[at]
    return payload[at + 1 : end].decode(), end
