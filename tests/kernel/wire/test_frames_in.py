"""What comes off a connection is the same however it was cut, and as py-amqp would hand it over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import amqp
import pytest
from amqp.exceptions import UnexpectedFrame
from amqp.method_framing import frame_handler
from amqp.serialization import dumps
from hypothesis import given
from hypothesis import strategies as st

from kernel.wire import writing
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

    def _consume(self, message: amqp.Message) -> None:
        told = (message.delivery_info, message.properties, message.body, message.delivery_tag)
        self.handed.append((*told, message.channel is self.channel))


def delivery(tag: int, key: str, body: bytes, headers: dict[str, str | int]) -> list[Frame]:
    """The frames of one delivery."""
    sent = writing.message(
        1, 4_096, body, "", key, False, headers, {"correlation_id": "c1", "delivery_mode": 1}
    )
    frames = read_all(FrameReader(in_pieces(sent, [50])))
    arguments = dumps("sLbss", ("consumer", tag, True, "exchange", key))
    return [(1, 1, b"\x00\x3c\x00\x3c" + arguments), *frames[1:]]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 1 << 40),
            st.text(max_size=20),
            st.binary(max_size=9_000),
            st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=9), max_size=3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_delivery_is_handed_over_as_py_amqp_would(
    told: list[tuple[int, str, bytes, dict[str, str | int]]],
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
