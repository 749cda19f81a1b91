"""A stranger's client: what it may get wrong is sent byte by byte."""

from __future__ import annotations

import json
import secrets
import socket
from contextlib import suppress
from typing import Any

import amqp
from kombu.connection import Connection

from kernel.wire.links import user_of

GOOD = json.dumps({"args": [], "kwargs": {"text": "x"}}).encode()


class RawMessage(amqp.Message):  # type: ignore[misc] # py-amqp has no types
    """A message whose properties are written as they are given, byte by byte."""

    def __init__(self, body: bytes, properties: bytes) -> None:
        super().__init__(body)
        self._raw = properties

    def _serialize_properties(self) -> bytes:
        return self._raw


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

    def send(
        self,
        body: bytes,
        headers: dict[str, Any] | None = None,
        method: str = "members.echo",
        **more: Any,
    ) -> None:
        told = {"user_id": self.user, "content_type": "application/json", **more}
        message = amqp.Message(body, application_headers=headers or {}, **told)
        self._channel.basic_publish(message, "nameko-rpc", method)

    def send_raw(self, properties: bytes, body: bytes = GOOD) -> None:
        """Send a request whose properties no library would write."""
        self._channel.basic_publish(RawMessage(body, properties), "nameko-rpc", "members.echo")

    def ask(self, body: bytes, headers: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send and wait for the reply."""
        self.send(body, headers, **{"reply_to": self.reply_to, "correlation_id": "1", **more})
        while not self._replies:
            self._connection.drain_events(timeout=10)
        return json.loads(self._replies.pop().body)

    def replies(self, seconds: float = 1.0) -> list[Any]:
        """All that came, once nothing more has come for a moment."""
        with suppress(TimeoutError):
            while True:
                self._connection.drain_events(timeout=seconds)
        return [json.loads(each.body) for each in self._replies]

    def close(self) -> None:
        with suppress(socket.error):
            self._connection.close()
