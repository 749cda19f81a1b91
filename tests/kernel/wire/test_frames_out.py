"""A message goes out as py-amqp would send it, byte for byte, only in one piece."""

from __future__ import annotations

from typing import Any

import amqp
import pytest
from amqp import spec
from amqp.method_framing import frame_writer
from amqp.serialization import dumps
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.wire import writing

SHORT = st.text(max_size=60)
HEADERS = st.dictionaries(
    st.text(min_size=1, max_size=20),
    SHORT | st.integers(-(1 << 63) + 1, (1 << 63) - 1),
    min_size=1,
    max_size=6,
)
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "content_type": SHORT,
        "content_encoding": SHORT,
        "delivery_mode": st.sampled_from([1, 2]),
        "correlation_id": SHORT,
        "reply_to": SHORT,
        "expiration": SHORT,
        "message_id": SHORT,
        "user_id": SHORT,
    },
)


class Wire:
    """Where py-amqp writes to."""

    def __init__(self, frame_max: int) -> None:
        self.frame_max, self.bytes_sent, self.written = frame_max, 0, b""

    def write(self, frames: Any) -> None:
        self.written += bytes(frames)


def theirs(frame_max: int, *method: Any) -> bytes:
    wire = Wire(frame_max)
    frame_writer(wire, wire)(1, 3, *method)
    return wire.written


@given(
    exchange=SHORT,
    key=SHORT,
    mandatory=st.booleans(),
    body=st.binary(max_size=12_000),
    headers=HEADERS,
    properties=PROPERTIES,
)
@example("", "", False, b"", {"least": -0x80000000, "next": -0x7FFFFFFF, "most": 0x7FFFFFFF}, {})
def test_a_message_stands_on_the_wire_as_py_amqp_writes_it(
    exchange: str,
    key: str,
    mandatory: bool,
    body: bytes,
    headers: dict[str, str | int],
    properties: dict[str, Any],
) -> None:
    frame_max = 4_096  # the smallest a broker may ask for: most bodies need several frames
    ours = writing.message(
        3,
        frame_max,
        body,
        exchange,
        key,
        mandatory,
        headers,
        properties,  # type: ignore[arg-type]
    )
    message = amqp.Message(body, application_headers=headers, **properties)
    arguments = dumps("Bssbb", (0, exchange, key, mandatory, False))
    assert ours == theirs(frame_max, spec.Basic.Publish, arguments, message)


def test_a_message_without_headers_says_that_it_has_none() -> None:
    ours = writing.message(3, 4_096, b"x", "", "k", False, {}, {"content_type": "text/plain"})
    message = amqp.Message(b"x", content_type="text/plain")
    arguments = dumps("Bssbb", (0, "", "k", False, False))
    assert ours == theirs(4_096, spec.Basic.Publish, arguments, message)


@given(st.integers(1, (1 << 64) - 1))
def test_an_acknowledgement_stands_on_the_wire_as_py_amqp_writes_it(tag: int) -> None:
    assert writing.acknowledgement(3, tag) == theirs(
        4_096, spec.Basic.Ack, dumps("Lb", (tag, False)), None
    )


@pytest.mark.parametrize("value", [True, None, 1.5, b"raw", ["list"]])
def test_a_header_of_another_kind_fails_loudly(value: Any) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        writing.message(3, 4_096, b"", "", "k", False, {"name": value}, {})


def test_a_text_the_wire_has_no_room_for_fails_loudly() -> None:
    with pytest.raises(ValueError, match="256"):
        writing.message(3, 4_096, b"", "", "k" * 256, False, {}, {})
