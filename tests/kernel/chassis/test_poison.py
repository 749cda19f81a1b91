"""Poison requests: refused or clearly answered; the service lives, the log tells no body.

What a stranger's client may get wrong is sent here byte by byte, as the `cli` user.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import amqp
import pytest
from kombu.connection import Connection

from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from kernel.client import Client
from kernel.values.errors import Unavailable
from kernel.wire.links import Link
from tests.kernel.chassis import wire
from tests.kernel.chassis.strangers import GOOD, Stranger
from tests.processes import ServiceProcess, eventually

pytestmark = pytest.mark.stack

SECRET = "นางตัวอย่าง สมมุติ"
DEEP = b'{"args": [], "kwargs": {"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"


def lives(client: Client, speaker: ServiceProcess) -> None:
    """The replica still serves, still holds no call, and has told nobody's name."""
    assert client.call("members.echo", text="x")["text"] == "x"
    eventually(lambda: speaker.metric("kongbun_rpc_inflight") == 0, "no call under way")
    assert "ตัวอย่าง" not in speaker.log.read_text()


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"reply_to": "reply.cli.00"},
        {"correlation_id": "1"},
        {"reply_to": "", "correlation_id": "1"},
        {"reply_to": "members.echo", "correlation_id": "1"},
        {"reply_to": "reply.#", "correlation_id": "1"},
        {"reply_to": "x" * 250, "correlation_id": "1"},
    ],
)
def test_a_request_without_a_way_back_is_refused_and_counted(
    stranger: Stranger, client: Client, speaker: ServiceProcess, properties: dict[str, str]
) -> None:
    before = speaker.metric("kongbun_poison_messages_total")
    stranger.send(SECRET.encode(), **properties)
    eventually(
        lambda: speaker.metric("kongbun_poison_messages_total") == before + 1, "one poison counted"
    )
    lives(client, speaker)


HAS_HEADERS, HAS_CORRELATION_ID = 1 << 13, 1 << 10
A_TIME_IN_MILLISECONDS = b"\x01tT" + (1_763_900_000_000).to_bytes(8, "big")


@pytest.mark.parametrize(
    "properties",
    [
        HAS_CORRELATION_ID.to_bytes(2, "big") + b"\x02\xe9\xff",
        HAS_HEADERS.to_bytes(2, "big")
        + len(A_TIME_IN_MILLISECONDS).to_bytes(4, "big")
        + A_TIME_IN_MILLISECONDS,
    ],
    ids=["text that is no UTF-8", "a time in milliseconds"],
)
def test_properties_that_cannot_be_decoded_end_no_replica(
    stranger: Stranger, client: Client, speaker: ServiceProcess, properties: bytes
) -> None:
    before = speaker.metric("kongbun_poison_messages_total")
    stranger.send_raw(properties, SECRET.encode())
    eventually(
        lambda: speaker.metric("kongbun_poison_messages_total") == before + 1, "one poison counted"
    )
    lives(client, speaker)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json_malformed"),
        (b"\xff\xfe", "json_malformed"),
        (SECRET.encode(), "json_malformed"),
        (b"\x80\x04\x95", "json_malformed"),
        (DEEP, "json_malformed"),
        (b"[1, 2]", "envelope_malformed"),
        (b"null", "envelope_malformed"),
        (b'{"kwargs": ["text"]}', "envelope_malformed"),
        (b'{"args": ["x"], "kwargs": {}}', "positional_arguments"),
        (b" " * 1_048_577, "message_too_large"),
        (b'{"args": [], "kwargs": {"text": {"a": 1}}}', "message_malformed"),
    ],
)
def test_a_body_that_cannot_be_read_is_answered_so(
    stranger: Stranger, client: Client, speaker: ServiceProcess, body: bytes, code: str
) -> None:
    error = stranger.ask(body)["error"]
    assert (error["exc_type"], error["exc_args"][0]) == ("Invalid", code), error
    lives(client, speaker)


@pytest.mark.parametrize(
    "headers",
    [
        {"kongbun-deadline": "soon"},
        {"kongbun-deadline": {"a": 1}},
        {"kongbun-call": [1]},
        {"traceparent": "x" * 5_000},
        {"x-death": [{"count": 3}]},
        {"nameko.user_id": SECRET, "bearing": {"deep": [{"er": None}]}},
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-python-pickle", ""])
def test_odd_headers_and_content_types_do_no_harm(
    stranger: Stranger,
    client: Client,
    speaker: ServiceProcess,
    headers: dict[str, Any],
    content_type: str,
) -> None:
    told = stranger.ask(GOOD, headers, content_type=content_type, content_encoding="binary")
    assert told["error"] is None
    lives(client, speaker)


def test_an_actor_that_is_no_token_is_refused(
    stranger: Stranger, client: Client, speaker: ServiceProcess
) -> None:
    for actor in (SECRET, "a.b.c", "x" * 60_000, 7):
        error = stranger.ask(GOOD, {"kongbun-actor": actor})["error"]
        assert error["exc_type"] == "Forbidden", actor
    lives(client, speaker)


@contextmanager
def set_aside(servers: Servers, made: Installation, queue: str) -> Iterator[list[bytes]]:
    """The bodies of what lies on a queue, taken as they come: its properties may be poison too."""
    taken: list[bytes] = []

    def opened(connection: amqp.Connection) -> None:
        connection.channel().basic_consume(
            queue, no_ack=True, callback=lambda delivery: taken.append(delivery.body)
        )

    link = Link(wire.admins_url(servers, made), "tests", "set-aside", opened)
    link.start()
    try:
        yield taken
    finally:
        link.stop()


def test_poison_is_kept_for_a_person_to_look_at(
    stranger: Stranger,
    client: Client,
    speaker: ServiceProcess,
    running_servers: Servers,
    standins: Installation,
) -> None:
    queue = "quarantine.rpc-members"
    body = f"{SECRET} {secrets.token_hex(4)}".encode()
    stranger.send(body, expiration="60000")
    with set_aside(running_servers, standins, queue) as taken:
        eventually(lambda: body in taken, "the poison set aside")
    lives(client, speaker)


def test_a_request_nobody_waits_for_is_no_poison(
    client: Client, running_servers: Servers, standins: Installation
) -> None:
    with pytest.raises(Unavailable):
        client.call("funds.list_effects", seconds=0.2)  # the hearer does not run
    with pytest.raises(Unavailable):
        client.call("funds.list_effects", seconds=0.2)  # by now the first has expired
    with Connection(wire.admins_url(running_servers, standins)) as connection:
        channel = connection.channel()
        lying = channel.queue_declare("quarantine.rpc-funds", passive=True).message_count
    assert lying == 0
