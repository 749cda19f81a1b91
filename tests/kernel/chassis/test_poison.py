"""Poison requests: refused or clearly answered; the service lives, the log tells no body.

What a stranger's client may get wrong is sent here byte by byte, as the `cli` user.
"""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import amqp
import pytest
from kombu.connection import Connection

from deploy.local.bootstrap import Installation
from kernel.client import Client
from kernel.wire.links import user_of
from tests.processes import ServiceProcess, eventually

pytestmark = pytest.mark.stack

SECRET = "นางตัวอย่าง สมมุติ"
GOOD = json.dumps({"args": [], "kwargs": {"text": "x"}}).encode()
DEEP = b'{"args": [], "kwargs": {"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"


class Stranger:
    """A caller with nothing but an AMQP library."""

    def __init__(self, url: str) -> None:
        self.user = user_of(url)
        self._connection = Connection(url).transport.establish_connection()
        self._channel = self._connection.channel()
        self._channel.auto_decode = False
        self.reply_to = f"reply.{self.user}.{secrets.token_hex(8)}"
        queue = f"rpc.reply-{self.user}-{secrets.token_hex(8)}"
        self._channel.queue_declare(queue, exclusive=True, auto_delete=True)
        self._channel.queue_bind(queue, "nameko-rpc", self.reply_to)
        self._replies: list[Any] = []
        self._channel.basic_consume(queue, no_ack=True, callback=self._replies.append)

    def send(self, body: bytes, headers: dict[str, Any] | None = None, **more: Any) -> None:
        told = {"user_id": self.user, "content_type": "application/json", **more}
        message = amqp.Message(body, application_headers=headers or {}, **told)
        self._channel.basic_publish(message, "nameko-rpc", "members.echo")

    def ask(self, body: bytes, headers: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send and wait for the reply."""
        self.send(body, headers, **{"reply_to": self.reply_to, "correlation_id": "1", **more})
        while not self._replies:
            self._connection.drain_events(timeout=10)
        return json.loads(self._replies.pop().body)

    def close(self) -> None:
        with suppress(socket.error):
            self._connection.close()


@pytest.fixture
def stranger(standins: Installation) -> Iterator[Stranger]:
    made = Stranger(standins.doors["cli"]["AMQP_URL"])
    yield made
    made.close()


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
