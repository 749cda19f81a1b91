"""What comes off a connection is the same however it was cut, and as py-amqp would hand it over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import amqp
import pytest
from amqp import spec
from amqp.exceptions import UnexpectedFrame
from amqp.method_framing import frame_handler, frame_writer
from amqp.serialization import dumps
from hypothesis import given
from hypothesis import strategies as st

from kernel.wire.reading import CHUNK_BYTES, Frame, FrameReader, Incoming

FRAMES = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 8]), st.integers(0, 3), st.binary(max_size=300)),
    min_size=1,
    max_size=12,
)
CUTS = st.lists(st.integers(1, 50), min_size=1, max_size=40)


def stream(frames: list[Frame]) -> bytes:
    return b"".join(
        bytes([kind]) + channel.to_bytes(2) + len(payload).to_bytes(4) + payload + b"\xce"
        for kind, channel, payload in frames
    )


def in_pieces(sent: bytes, cuts: list[int]) -> Callable[[int], bytes]:
    """A socket that gives so many bytes at a time, says twice that nothing came, then ends."""

    def pieces() -> Iterator[bytes]:
        at = 0
        for step in range(len(sent)):
            size = cuts[step % len(cuts)]
            yield sent[at : at + size]
            at += size
            if at >= len(sent):
                return

    coming, silent = pieces(), [True, True]

    def receive(most: int) -> bytes:
        assert most == CHUNK_BYTES
        if silent:
            silent.pop()
            raise TimeoutError
        return next(coming, b"")

    return receive


def read_all(reader: FrameReader) -> list[Frame]:
    frames = []
    while True:
        try:
            frames.append(reader.next())
        except TimeoutError:
            pass
        except ConnectionResetError:
            return frames


@given(frames=FRAMES, cuts=CUTS, ahead=st.integers(0, 40))
def test_frames_are_the_same_however_they_arrive(
    frames: list[Frame], cuts: list[int], ahead: int
) -> None:
    sent = stream(frames)
    reader = FrameReader(in_pieces(sent[ahead:], cuts), sent[:ahead])
    assert read_all(reader) == frames


def test_what_ends_otherwise_is_no_frame() -> None:
    reader = FrameReader(lambda _: b"\x01\x00\x01\x00\x00\x00\x01xy")
    with pytest.raises(UnexpectedFrame):
        reader.next()


class Line:
    """A connection of one open channel, as far as what comes in is concerned."""

    def __init__(self) -> None:
        self.bytes_recv, self.handed = 0, list[tuple[Any, ...]]()
        self.channel = amqp.Channel.__new__(amqp.Channel)
        opened = type("Opened", (), {"channels": {}})()
        amqp.abstract_channel.AbstractChannel.__init__(self.channel, opened, 1)
        self.channel.callbacks = {"consumer": self._consume}
        self.channel.events = {"basic_ack": set()}
        self.channels = {1: self.channel}
        self.on_inbound_frame = frame_handler(self, self._dispatch)

    def _dispatch(self, channel: int, method: Any, payload: bytes, content: Any) -> None:
        self.channels[channel].dispatch_method(method, payload, content)

    def _consume(self, message: Any) -> None:
        theirs = isinstance(message, amqp.Message)
        key = message.delivery_info["routing_key"] if theirs else message.routing_key
        told = (key, message.properties, message.body or b"", message.delivery_tag)
        self.handed.append((*told, message.channel is self.channel))


class Written:
    """What py-amqp writes."""

    frame_max, bytes_sent, frames = 4_096, 0, b""

    def write(self, frames: Any) -> None:
        self.frames += bytes(frames)


def delivery(tag: int, key: str, body: bytes, properties: dict[str, Any]) -> list[Frame]:
    """The frames of one delivery, as a stranger may have sent it."""
    wire = Written()
    message = amqp.Message(body, **properties)
    frame_writer(wire, wire)(1, 1, spec.Basic.Publish, b"", message)
    _, *content = read_all(FrameReader(in_pieces(wire.frames, [50])))
    arguments = dumps("sLbss", ("consumer", tag, True, "exchange", key))
    return [(1, 1, b"\x00\x3c\x00\x3c" + arguments), *content]


SHORT = st.text(max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SHORT | st.integers(-(1 << 63) + 1, (1 << 63) - 1) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(SHORT, inner, max_size=2),
    max_leaves=4,
)
TEXTS = (
    *("content_type", "content_encoding", "correlation_id", "reply_to", "expiration"),
    *("message_id", "type", "user_id", "app_id", "cluster_id"),
)
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(TEXTS, SHORT),
        "application_headers": st.dictionaries(SHORT, VALUES, max_size=4),
        "delivery_mode": st.sampled_from([1, 2]),
        "priority": st.integers(0, 9),
        "timestamp": st.integers(0, (1 << 64) - 1),
    },
)


@given(
    st.lists(
        st.tuples(st.integers(1, 1 << 40), SHORT, st.binary(max_size=9_000), PROPERTIES),
        min_size=1,
        max_size=3,
    )
)
def test_a_delivery_is_handed_over_as_py_amqp_would(
    told: list[tuple[int, str, bytes, dict[str, Any]]],
) -> None:
    ours, theirs = Line(), Line()
    taking = Incoming(ours)
    for each in told:
        for frame in [*delivery(*each), (8, 0, b"")]:
            taking.take(frame)
            theirs.on_inbound_frame(frame)
    assert ours.handed == theirs.handed
    assert len(ours.handed) == len(told)
    assert ours.bytes_recv == theirs.bytes_recv  # by which py-amqp knows that the broker lives


@pytest.mark.parametrize(
    "broken",
    [
        b"\x80\x00\x02\xff\xfe",  # a content type that is no UTF-8
        b"\x80\x00\xff",  # one that ends before its end
        b"\x20\x00\x00\x00\x00\x07\x01kZ\x00\x00\x00\x00",  # a header of no known kind
    ],
)
def test_properties_that_cannot_be_decoded_are_none_and_stop_nobody(broken: bytes) -> None:
    line = Line()
    taking = Incoming(line)
    for number in (1, 2):
        for kind, channel, payload in delivery(number, "key", b"body", {}):
            taking.take((kind, channel, payload[:12] + broken if kind == 2 else payload))
    assert line.handed == [("key", {}, b"body", number, True) for number in (1, 2)]


def test_what_was_on_its_way_to_a_consumer_that_went_is_given_back() -> None:
    line = Line()
    line.channel.callbacks.clear()
    given_back: list[Any] = []
    line.channel.basic_reject = lambda tag, requeue: given_back.append((tag, requeue))
    taking = Incoming(line)
    for frame in delivery(7, "key", b"body", {}):
        taking.take(frame)
    assert given_back == [(7, True)]


@pytest.mark.parametrize("channel", [1, 2], ids=["closing", "unknown"])
def test_what_comes_for_a_channel_that_is_no_more_is_left(channel: int) -> None:
    line = Line()
    line.channel.is_closing = True
    taking = Incoming(line)
    for kind, _, payload in delivery(7, "key", b"body", {}):
        taking.take((kind, channel, payload))
    assert line.handed == []


def test_a_frame_that_does_not_belong_to_the_message_under_way_is_refused() -> None:
    line = Line()
    taking = Incoming(line)
    first, *_ = delivery(1, "key", b"body", {})
    taking.take(first)
    with pytest.raises(UnexpectedFrame):
        taking.take((1, 1, b"\x00\x3c\x00\x50"))


def test_what_is_no_delivery_is_py_amqps() -> None:
    line = Line()
    acked: list[Any] = []
    line.channel.events["basic_ack"].add(lambda *told: acked.append(told))
    Incoming(line).take((1, 1, b"\x00\x3c\x00\x50" + dumps("Lb", (7, False))))
    assert acked == [(7, False)]
