"""Serving calls: from a request on the queue to one reply, within its deadline.

What differs from nameko's own consumer: poison is refused and not passed round, late work is not
begun, a full house says so, a reply goes out on the channel its request came in on, without a
confirm, and stopping waits for the work under way before it lets go of the connection.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import amqp
from amqp import exceptions
from prometheus_client import Counter, Histogram

from kernel.chassis.work import AlreadyDone, Context
from kernel.contracts.callers import NOBODY, Callers
from kernel.contracts.envelope import Contract
from kernel.telemetry import metrics
from kernel.telemetry.log import log
from kernel.values import ids
from kernel.values.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from kernel.wire import clock, failures, headers, serializer
from kernel.wire.calls import EXCHANGE
from kernel.wire.headers import Call
from kernel.wire.links import user_of
from kernel.wire.reading import Delivery
from kernel.wire.tokens import TokenReader
from kernel.wire.writing import cut, publish

PREFETCH_SPARE: Final = 50
_TRANSIENT: Final = 1
_OUTCOMES: Final[dict[type, str]] = {
    Invalid: "invalid",
    Forbidden: "forbidden",
    NotFound: "not_found",
    Conflict: "conflict",
    Refused: "refused",
    Unavailable: "unavailable",
}
# Ours, and the bare UUID of a stock nameko client. Any other key the broker would refuse, and close
# the channel of every call under way with it.
_REPLY_KEY: Final = re.compile(r"reply\.[\w.@-]{1,100}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Spawn = Callable[[str, Context, "Answer"], None]


class Answer:
    """The reply to one request: given once, by `done` or `failed`; then the request is settled."""

    __slots__ = ("_began", "_message", "_server", "actor_id", "call", "method")

    def __init__(self, server: Server, message: Delivery, method: str, call: Call) -> None:
        self._server, self._message = server, message
        self._began = time.perf_counter()
        self.method, self.call, self.actor_id = method, call, ""

    def done(self, result: Any) -> None:
        self._send({"result": result, "error": None}, "ok")

    def failed(self, error: BaseException) -> None:
        """Tell the caller why: one of the six kinds, or that there is a bug (the log has it)."""
        if isinstance(error, AlreadyDone):
            self.done(error.reply)
            return
        outcome = _OUTCOMES.get(type(error), "error")
        if outcome == "error":
            log.error("call_failed", method=self.method, call=self.call.call_id, exc_info=error)
        self._send({"result": None, "error": failures.write(error, self.call.call_id)}, outcome)

    def _send(self, reply: dict[str, Any], outcome: str) -> None:
        try:
            body = serializer.dumps(reply)
            if len(body) > serializer.MESSAGE_BYTES_MAX:
                raise OverflowError(f"a reply of {len(body)} bytes")
        except (TypeError, OverflowError) as error:
            # What the contract did not dump, or did not bound: a bug, and it must be loud.
            self.failed(error)
            return
        seconds = time.perf_counter() - self._began
        self._server.reply(self._message, body)  # first: nobody waits for our log
        self._server.answered(self, outcome, seconds)


class Server:
    """Takes requests off `rpc-<service>` and hands them to workers. `opened` is the link's."""

    def __init__(
        self,
        contract: Contract,
        url: str,
        tokens: TokenReader,
        room: Callable[[], bool],
        spawn: Spawn,
        workers: int,
        callers: Callers = NOBODY,
    ) -> None:
        self._contract, self._tokens, self._room, self._spawn = contract, tokens, room, spawn
        self._service, self._workers = contract.service, workers
        self._user = user_of(url)
        self._lets = {
            (caller, target): purposes
            for caller, asked in callers.items()
            for target, purposes in asked.items()
        }
        self._channel: amqp.Channel | None = None
        self._consumer = ""
        self._under_way: set[Delivery] = set()
        metrics.rpc_inflight.labels(self._service).set_function(lambda: len(self._under_way))
        self._measured: dict[tuple[str, str], tuple[Counter, Histogram]] = {}
        self._stopping = False
        self._quiet = threading.Event()

    def opened(self, connection: amqp.Connection) -> None:
        channel = connection.channel()
        channel.basic_qos(0, self._workers + PREFETCH_SPARE, False)
        self._channel = channel
        self._consumer = channel.basic_consume(f"rpc-{self._service}", callback=self._take)

    def stop(self, seconds: float) -> None:
        """Take no more; wait for the calls under way to be answered, at most `seconds`."""
        channel = self._channel
        if channel is not None:
            try:
                channel.basic_cancel(self._consumer, nowait=True)
            except (OSError, exceptions.AMQPError, AttributeError):
                pass  # without a connection nothing more comes anyway
        self._stopping = True
        self._note_quiet()
        self._quiet.wait(seconds)

    def answered(self, answer: Answer, outcome: str, seconds: float) -> None:
        """Count and log one call; the log has who asked for whom, never what."""
        method, call = answer.method, answer.call
        known = method if method in self._contract.requests else "other"
        counted, timed = self._measures(known, outcome)
        counted.inc()
        timed.observe(seconds)
        log.info(
            "call",
            method=known,
            outcome=outcome,
            ms=round(seconds * 1_000, 1),
            caller=call.caller,
            actor=answer.actor_id,
            call=call.call_id,
            trace=call.traceparent,
        )

    def _measures(self, method: str, outcome: str) -> tuple[Counter, Histogram]:
        """Looked up once: finding a measure by its labels takes longer than counting."""
        found = self._measured.get((method, outcome))
        if found is None:
            found = self._measured[method, outcome] = (
                metrics.rpc_requests.labels(self._service, method, outcome),
                metrics.rpc_duration.labels(self._service, method),
            )
        return found

    def reply(self, message: Delivery, body: bytes) -> None:
        """Send a reply and settle its request; a caller that is gone misses only its reply."""
        properties = message.properties
        try:
            publish(
                message.channel,
                body,
                exchange=EXCHANGE,
                routing_key=properties["reply_to"],
                correlation_id=properties["correlation_id"],
                content_type=serializer.CONTENT_TYPE,
                content_encoding="utf-8",
                delivery_mode=_TRANSIENT,
                settles=message.delivery_tag,
            )
        except (OSError, exceptions.AMQPError, AttributeError):
            log.warning("reply_lost", why="the connection is gone")
            # Half a reply may be out: what followed it could not be read.
            cut(message.channel.connection)
        finally:
            self._under_way.discard(message)
            self._note_quiet()

    def _note_quiet(self) -> None:
        if self._stopping and not self._under_way:
            self._quiet.set()

    def _take(self, message: Delivery) -> None:
        properties = message.properties
        way_back = _REPLY_KEY.fullmatch(str(properties.get("reply_to", "")))
        if not (way_back and properties.get("correlation_id")):
            metrics.poison.labels(self._service, "no_way_back").inc()
            log.error("request_without_way_back", size=len(message.body))
            message.channel.basic_reject(message.delivery_tag, requeue=False)
            return
        self._under_way.add(message)
        now = clock.now_ms()
        told = properties.get("application_headers") or {}
        expiration = str(properties.get("expiration", ""))
        call = headers.read(
            told,
            properties.get("user_id"),
            now,
            int(expiration) if expiration.isdigit() else None,
        )
        method = message.routing_key.rpartition(".")[2]
        answer = Answer(self, message, method, call)
        try:
            context = self._context(answer, message.body, now)
            if not self._room():
                raise Unavailable("busy", {"retry_after_ms": 200})
            self._spawn(method, context, answer)
        except Exception as error:  # noqa: BLE001 - a request must never stop the reader
            answer.failed(error)

    def _context(self, answer: Answer, body: bytes, now: int) -> Context:
        """Everything that must hold before work begins; cheapest and most telling first."""
        method, call = answer.method, answer.call
        call.must_be_served()
        request = self._contract.requests.get(method)
        if request is None:
            raise NotFound("unknown_method", {"service": self._service})
        call.left_ms(now)
        known = call.caller in request.callers
        lets = frozenset[str]() if known else self._let(call.caller, method)
        actor = self._tokens.read(call.token, now)
        answer.actor_id = actor.actor_id
        if request.roles and not request.roles & actor.roles:
            raise Forbidden("role_missing", {"needs": sorted(request.roles)})
        raw = _fields(body)
        if lets and str(raw.get("purpose")) not in lets:
            raise Forbidden("purpose_not_allowed", {"purpose": str(raw.get("purpose"))})
        if request.changes:
            _must_have_command_id(raw)
        return Context(
            caller=call.caller,
            actor=actor,
            call_id=call.call_id,
            token=call.token,
            deadline_ms=call.deadline_ms,
            traceparent=call.traceparent,
            method=method,
            request=request,
            raw=raw,
            lets=lets,
        )

    def _let(self, caller: str, method: str) -> frozenset[str]:
        """The purposes a caller not built here may state; `Forbidden` if it may not ask this."""
        lets = self._lets.get((caller, f"{self._service}.{method}"))
        if lets is None:
            raise Forbidden("caller_not_allowed", {"method": method})
        return lets


def _fields(body: bytes) -> dict[str, Any]:
    """The request's fields out of nameko's envelope: no positional arguments, one mapping."""
    envelope = serializer.loads(body)
    if not isinstance(envelope, dict) or not isinstance(envelope.get("kwargs"), dict):
        raise Invalid("envelope_malformed")
    if envelope.get("args"):
        raise Invalid("positional_arguments")
    return dict(envelope["kwargs"])


def _must_have_command_id(raw: dict[str, Any]) -> None:
    command_id = raw.get("command_id")
    if not isinstance(command_id, str):
        raise Invalid("message_malformed", {"fields": {"command_id": ["is needed"]}})
    ids.parse(command_id, "command")
