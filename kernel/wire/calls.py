"""Calling a service: requests out on one link, replies in on another, each call within its budget.

The same code serves a thread of a client and a greenthread of a service.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import amqp
from amqp import exceptions

from kernel.values.errors import Invalid, Unavailable
from kernel.wire import clock, failures, headers, serializer
from kernel.wire.links import Link, user_of
from kernel.wire.reading import Delivery
from kernel.wire.turns import Turns
from kernel.wire.writing import publish

EXCHANGE: Final = "nameko-rpc"
_TRANSIENT: Final = 1


class Pending:
    """A call under way; `result()` waits for its end, which comes by the deadline at the latest."""

    __slots__ = ("_answer", "_calls", "_latch", "call_id", "deadline_ms", "target")

    def __init__(self, calls: Calls, call_id: str, target: str, deadline_ms: int) -> None:
        self._calls = calls
        self._latch = threading.Lock()
        self._latch.acquire()
        self._answer: bytes | Exception | None = None
        self.call_id, self.target, self.deadline_ms = call_id, target, deadline_ms

    def end(self, answer: bytes | Exception) -> None:
        """Told by whoever reads the link: the reply's body, or why there will be none."""
        if self._answer is None:
            self._answer = answer
            self.wake()

    @property
    def answered(self) -> bool:
        return self._answer is not None

    def sleep(self, seconds: float) -> None:
        self._latch.acquire(timeout=seconds)

    def wake(self) -> None:
        try:
            self._latch.release()
        except RuntimeError:
            pass  # it is awake already

    def result(self) -> Any:
        """The reply's plain JSON; raises one of the six kinds, or `Unexpected`."""
        if not self.answered:
            self._calls.wait_for(self, max(0, self.deadline_ms - clock.now_ms()) / 1_000)
        self._calls.forget(self.call_id)
        if self._answer is None:
            raise Unavailable("deadline_exceeded", {"target": self.target})
        if isinstance(self._answer, Exception):
            raise self._answer
        reply = serializer.loads(self._answer or b"null")
        if not isinstance(reply, dict):
            raise Invalid("reply_malformed", {"target": self.target})
        if reply.get("error"):
            raise failures.read(reply["error"])
        return reply.get("result")


class Calls:
    """Calls from one process; may be shared by all its threads."""

    def __init__(
        self, url: str, service: str, on_fatal: Callable[[Exception], None] | None = None
    ) -> None:
        self._user = user_of(url)
        self._reply_to = f"reply.{self._user}.{secrets.token_hex(8)}"
        self._pending: dict[str, Pending] = {}
        self._channel: amqp.Channel | None = None
        self._requests = Link(url, service, "requests", self._open_requests, lambda: None, on_fatal)
        self._turns = Turns()
        self._replies = Link(
            url, service, "replies", self._open_replies, self._replies_lost, on_fatal, self._turns
        )

    def start(self) -> None:
        self._replies.start()
        self._requests.start()

    def stop(self) -> None:
        for link in (self._requests, self._replies):
            link.stop()
        self._fail_all("stopped")

    @property
    def ready(self) -> bool:
        return self._requests.ready.is_set() and self._replies.ready.is_set()

    def send(
        self,
        target: str,
        fields: Mapping[str, Any],
        *,
        deadline_ms: int,
        token: str = "",
        traceparent: str = "",
    ) -> Pending:
        """Begin the call of `target` ("funds.get_fund"); many may be under way at once."""
        self._wait_until_ready(deadline_ms)
        pending = Pending(self, headers.new_call_id(), target, deadline_ms)
        body = serializer.dumps({"args": [], "kwargs": dict(fields)})
        if len(body) > serializer.MESSAGE_BYTES_MAX:
            raise Invalid("message_too_large", {"bytes_max": serializer.MESSAGE_BYTES_MAX})
        left = deadline_ms - clock.now_ms()
        if left <= 0:
            raise Unavailable("deadline_exceeded", {"target": target})
        self._pending[pending.call_id] = pending
        self._publish(pending, body, left, token, headers.next_span(traceparent))
        return pending

    def wait_for(self, pending: Pending, seconds: float) -> None:
        """Until a call has its answer, at most so long."""
        self._turns.wait_for(pending, seconds)

    def forget(self, call_id: str) -> None:
        self._pending.pop(call_id, None)

    def _publish(self, pending: Pending, body: bytes, left: int, token: str, trace: str) -> None:
        channel = self._channel
        try:
            if channel is None:
                raise exceptions.RecoverableConnectionError("not connected")
            publish(
                channel,
                body,
                exchange=EXCHANGE,
                routing_key=pending.target,
                mandatory=True,
                headers=headers.write(pending.call_id, pending.deadline_ms, token, trace),
                content_type=serializer.CONTENT_TYPE,
                content_encoding="utf-8",
                reply_to=self._reply_to,
                correlation_id=pending.call_id,
                user_id=self._user,
                delivery_mode=_TRANSIENT,
                expiration=str(left),
            )
        except (OSError, exceptions.AMQPError):
            self.forget(pending.call_id)
            self._requests.drop()
            raise Unavailable("broker_down", {"target": pending.target}) from None

    def _wait_until_ready(self, deadline_ms: int) -> None:
        for link in (self._requests, self._replies):
            if not link.ready.is_set():
                link.ready.wait(max(0, deadline_ms - clock.now_ms()) / 1_000)
            link.must_be_ready()

    def _open_requests(self, connection: amqp.Connection) -> None:
        channel = connection.channel()
        channel.events["basic_return"].add(self._returned)
        self._channel = channel

    def _open_replies(self, connection: amqp.Connection) -> None:
        channel = connection.channel()
        queue = f"rpc.reply-{self._user}-{secrets.token_hex(8)}"
        # Losing it loses only replies whose callers are told so at once.
        channel.queue_declare(
            queue, exclusive=True, auto_delete=True, arguments={"x-queue-type": "classic"}
        )
        channel.queue_bind(queue, EXCHANGE, self._reply_to)
        channel.basic_consume(queue, no_ack=True, callback=self._replied)

    def _replied(self, message: Delivery) -> None:
        pending = self._pending.pop(str(message.properties.get("correlation_id", "")), None)
        if pending is not None:
            pending.end(message.body)

    def _returned(self, _: Exception, __: str, routing_key: str, message: amqp.Message) -> None:
        pending = self._pending.pop(str(message.properties.get("correlation_id", "")), None)
        if pending is not None:
            pending.end(Unavailable("unknown_service", {"target": routing_key}))
            self._turns.ring()

    def _replies_lost(self) -> None:
        self._fail_all("broker_down")

    def _fail_all(self, code: str) -> None:
        for call_id in list(self._pending):
            pending = self._pending.pop(call_id, None)
            if pending is not None:
                pending.end(Unavailable(code, {"target": pending.target}))
