"""The frames that publish a message, or acknowledge one, in one piece (AMQP 0-9-1, 4.2).

py-amqp packs a message property by property, and can send nothing together with it. What else
there is to write it goes on writing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import Struct
from typing import Final, TypedDict

_METHOD, _HEADER, _BODY = 1, 2, 3
_END: Final = 0xCE
_START: Final = Struct(">BHI")
_PUBLISH: Final = Struct(">HHH").pack(60, 40, 0)
_CONTENT: Final = Struct(">HHQH")
_ACK: Final = Struct(">BHIHHQBB")
_LENGTH: Final = Struct(">I")
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


# In the order of the wire, each with its flag. The headers (0x2000) and the delivery mode (0x1000)
# come after the first two.
_FIRST: Final = (("content_type", 0x8000), ("content_encoding", 0x4000))
_LATER: Final = (
    ("correlation_id", 0x0400),
    ("reply_to", 0x0200),
    ("expiration", 0x0100),
    ("message_id", 0x0080),
    ("user_id", 0x0010),
)


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
    method = b"".join((_PUBLISH, _short(exchange), _short(routing_key), bytes((mandatory,))))
    flags, written = _properties(headers, properties)
    header = _CONTENT.pack(60, 0, len(body), flags) + written
    frames = [_frame(_METHOD, channel, method), _frame(_HEADER, channel, header)]
    room = frame_max - 8
    frames += [_frame(_BODY, channel, body[at : at + room]) for at in range(0, len(body), room)]
    return b"".join(frames)


def acknowledgement(channel: int, delivery_tag: int) -> bytes:
    """What acknowledges one message: `basic.ack`."""
    return _ACK.pack(_METHOD, channel, 13, 60, 80, delivery_tag, 0, _END)


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return b"%b%b\xce" % (_START.pack(kind, channel, len(payload)), payload)


def _properties(headers: Mapping[str, str | int], told: Properties) -> tuple[int, bytes]:
    flags, written = 0, []
    for name, flag in _FIRST:
        if name in told:
            flags |= flag
            written.append(_short(told[name]))  # type: ignore[literal-required]
    if headers:
        flags |= 0x2000
        written.append(_table(headers))
    if "delivery_mode" in told:
        flags |= 0x1000
        written.append(bytes((told["delivery_mode"],)))
    for name, flag in _LATER:
        if name in told:
            flags |= flag
            written.append(_short(told[name]))  # type: ignore[literal-required]
    return flags, b"".join(written)


def _table(entries: Mapping[str, str | int]) -> bytes:
    written = b"".join([_short(name) + _value(value) for name, value in entries.items()])
    return _LENGTH.pack(len(written)) + written


def _value(value: str | int) -> bytes:
    if isinstance(value, str):
        text = value.encode()
        return b"S%b%b" % (_LENGTH.pack(len(text)), text)
    if type(value) is not int:
        raise TypeError(f"a header is text or a whole number, not {type(value).__name__}")
    small = -0x80000000 <= value <= 0x7FFFFFFF
    return _INT32.pack(b"I", value) if small else _INT64.pack(b"L", value)


def _short(text: str) -> bytes:
    written = text.encode()
    return bytes((len(written),)) + written
