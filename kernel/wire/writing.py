"""Writing to a connection: a message in one piece, with the acknowledgement of what it answers.

py-amqp packs a message property by property, and can send nothing together with it. What else
there is to write it goes on writing itself. The frames are those of AMQP 0-9-1, 4.2.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from functools import lru_cache
from struct import Struct
from typing import Any, Final, TypedDict, Unpack

import amqp
from amqp import exceptions

from kernel.wire.frames import BODY, END, HEADER, HEADERS, LENGTH, METHOD, PROPERTIES, START
from kernel.wire.reading import Delivery

_PUBLISH: Final = Struct(">HHH").pack(60, 40, 0)
_CONTENT: Final = Struct(">HHQH")
_ACK: Final = Struct(">BHIHHQBB")
_INT32, _INT64 = Struct(">ci"), Struct(">cq")


class Properties(TypedDict, total=False):
    """The properties of a message that we send; the headers stand beside them."""

    content_type: str
    content_encoding: str
    delivery_mode: int
    correlation_id: str
    reply_to: str
    expiration: str
    message_id: str
    user_id: str


_SENT: Final = [
    each for each in PROPERTIES if each[0] == HEADERS or each[1] in Properties.__annotations__
]


def cut(connection: amqp.Connection | None) -> None:
    """Shut a connection's socket; its reader notices, and comes back with another."""
    transport = getattr(connection, "_transport", None)
    if transport is not None and transport.sock is not None:
        try:
            transport.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it was gone already


def publish(
    channel: amqp.Channel,
    body: bytes,
    *,
    exchange: str,
    routing_key: str,
    mandatory: bool = False,
    headers: Mapping[str, str | int] | None = None,
    settles: int | None = None,
    **properties: Unpack[Properties],
) -> None:
    """Write one message, and with it the acknowledgement of the delivery that it settles.

    `OSError` or `AMQPError` when the connection is gone. Not by `Channel.basic_publish`, which
    would read from the writer's thread whenever the broker speaks of blocked connections.
    """
    connection = channel.connection
    transport = getattr(connection, "_transport", None)
    if transport is None:
        raise exceptions.RecoverableConnectionError("connection already closed")
    frames = message(
        channel.channel_id,
        connection.frame_max,
        body,
        exchange,
        routing_key,
        mandatory,
        headers or {},
        properties,
    )
    if settles is not None:
        frames += acknowledgement(channel.channel_id, settles)
    transport.write(frames)
    connection.bytes_sent += 1


def acknowledge(delivery: Delivery, *, multiple: bool = False) -> None:
    """Settle a delivery, or cut its connection: then the broker sends again what was not settled,
    to who knows what it has had."""
    try:
        delivery.channel.basic_ack(delivery.delivery_tag, multiple=multiple)
    except (OSError, exceptions.AMQPError, AttributeError):
        cut(delivery.channel.connection)


def write_in_turn(transport: Any) -> None:
    """Let what several threads write go out one after the other, py-amqp's frames and ours."""
    turn, write = threading.Lock(), transport._write  # noqa: SLF001 - it has no public place

    def in_turn(frames: bytes) -> None:
        with turn:
            write(frames)

    transport._write = in_turn  # noqa: SLF001


def message(
    channel: int,
    frame_max: int,
    body: bytes,
    exchange: str,
    routing_key: str,
    mandatory: bool,
    headers: Mapping[str, str | int],
    properties: Properties,
) -> bytes:
    """What publishes a message: `basic.publish`, its header, its body in as many frames as needed.

    `ValueError` for a text longer than 255 bytes where the wire has no room for it.
    """
    method = b"".join((_PUBLISH, _word(exchange), _short(routing_key), bytes((mandatory,))))
    flags, written = _properties(headers, properties)
    header = _CONTENT.pack(60, 0, len(body), flags) + written
    frames = [_frame(METHOD, channel, method), _frame(HEADER, channel, header)]
    room = frame_max - 8
    frames += [_frame(BODY, channel, body[at : at + room]) for at in range(0, len(body), room)]
    return b"".join(frames)


def acknowledgement(channel: int, delivery_tag: int) -> bytes:
    """What acknowledges one message: `basic.ack`."""
    return _ACK.pack(METHOD, channel, 13, 60, 80, delivery_tag, 0, END)


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return b"%b%b\xce" % (START.pack(kind, channel, len(payload)), payload)


def _properties(headers: Mapping[str, str | int], told: Properties) -> tuple[int, bytes]:
    flags, written = 0, []
    given: dict[str, Any] = {"application_headers": headers, **told} if headers else {**told}
    for flag, name, size in _SENT:
        if name in given:
            value = given[name]
            flags |= flag
            if size:
                written.append(value.to_bytes(size))
            else:
                written.append(_table(value) if flag == HEADERS else _short(value))
    return flags, b"".join(written)


def _table(entries: Mapping[str, str | int]) -> bytes:
    written = b"".join([_word(name) + _value(value) for name, value in entries.items()])
    return LENGTH.pack(len(written)) + written


def _value(value: str | int) -> bytes:
    if isinstance(value, str):
        text = value.encode()
        return b"S%b%b" % (LENGTH.pack(len(text)), text)
    if type(value) is not int:
        raise TypeError(f"a header is text or a whole number, not {type(value).__name__}")
    small = -0x7FFFFFFF <= value <= 0x7FFFFFFF  # as py-amqp draws the line
    return _INT32.pack(b"I", value) if small else _INT64.pack(b"L", value)


def _short(text: str) -> bytes:
    written = text.encode()
    return bytes((len(written),)) + written


# The names of headers and exchanges come with every message: each is written once.
_word: Final = lru_cache(maxsize=256)(_short)
