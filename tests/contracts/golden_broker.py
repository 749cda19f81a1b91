"""The broker of the golden messages: the platform's topology and users, no service, no database.

Whatever crosses it is taken byte by byte; what differs from run to run (ids, times, users) stands
in a golden message as a name like `$call`, in properties and headers only. Bodies are as sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import amqp
from kombu.connection import Connection

from deploy.local import broker
from deploy.local.servers import Servers
from kernel.chassis.publishing import Publisher
from kernel.chassis.serving import Server
from kernel.client import Client
from kernel.contracts.catalogue import DOORS, SERVICES, contract
from kernel.values.actors import EVERY_FUND, Actor
from kernel.wire import clock, headers, tokens
from kernel.wire.links import Link

Json = dict[str, Any]
CALL = "4f1c9a2be07d3355"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
LISTENER = "golden"
SECONDS = 60  # of patience with a busy machine
ROLES = (
    *("clerk", "treasurer", "committee", "auditor"),
    *("volunteer", "ministry", "operator", "partner"),
)
ANYBODY = Actor("actor_golden", frozenset(ROLES), frozenset({EVERY_FUND}))
# What differs, by the property or header it stands in.
_VARIES = {
    "reply_to": "$reply_to",
    "correlation_id": "$call",
    "user_id": "$user",
    "expiration": "$left_ms",
    headers.CALL: "$call",
    headers.DEADLINE: "$deadline_ms",
    headers.TRACE: "$trace",
    headers.ACTOR: "$actor",
}


def caller_of(target: str) -> str:
    """Who asks this in the golden set: the door, where it may."""
    service, _, name = target.partition(".")
    callers = contract(service).requests[name].callers
    return "gateway" if "gateway" in callers else min(callers)


def golden(message: Any) -> Json:
    """A message as it is kept."""
    properties = dict(message.properties)
    told = properties.pop("application_headers", {})
    reply = message.delivery_info["routing_key"].startswith("reply.")
    return {
        "exchange": message.delivery_info["exchange"],
        "routing_key": "$reply_to" if reply else message.delivery_info["routing_key"],
        "properties": {name: _VARIES.get(name, value) for name, value in properties.items()},
        "headers": {name: _VARIES.get(name, value) for name, value in told.items()},
        "body": bytes(message.body).decode(),
    }


def filled(kept: Json, **values: Any) -> tuple[Any, str, str]:
    """A golden message, to be sent: the message, its exchange and routing key."""
    told = {f"${name}": value for name, value in values.items()}
    known = {name: told.get(str(value), value) for name, value in kept["properties"].items()}
    own = {name: told.get(str(value), value) for name, value in kept["headers"].items()}
    message = amqp.Message(kept["body"].encode(), application_headers=own, **known)
    return message, kept["exchange"], str(told.get(kept["routing_key"], kept["routing_key"]))


def values(user: str, reply_to: str, token: str) -> Json:
    """What is put into a golden request, to be answered in good time."""
    told = {"reply_to": reply_to, "call": CALL, "user": user, "trace": TRACE, "actor": token}
    left_ms = SECONDS * 1_000
    return {**told, "left_ms": str(left_ms), "deadline_ms": clock.now_ms() + left_ms}


@dataclass
class Wire:
    """One broker user, byte by byte."""

    url: str
    _taken: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._connection = Connection(self.url).transport.establish_connection()
        self._channel = self._connection.channel()
        self._channel.auto_decode = False
        self._consumed: set[str] = set()

    def take(self, queue: str) -> Any:
        """The next message of a queue."""
        if queue not in self._consumed:
            self._channel.basic_consume(queue, no_ack=True, callback=self._taken.append)
            self._consumed.add(queue)
        while not self._taken:
            self._connection.drain_events(timeout=SECONDS)
        return self._taken.pop(0)

    def empty(self, queue: str) -> None:
        """Take whatever lies on a queue."""
        while self._channel.basic_get(queue, no_ack=True):
            pass

    def send(self, message: Any, exchange: str, key: str) -> None:
        self._channel.basic_publish(message, exchange, key)

    def reply_queue(self, user: str) -> tuple[str, str]:
        """A reply queue of its own, and its key."""
        mark = secrets.token_hex(8)
        queue, key = f"rpc.reply-{user}-{mark}", f"reply.{user}.{mark}"
        self._channel.queue_declare(queue, exclusive=True, auto_delete=True)
        self._channel.queue_bind(queue, "nameko-rpc", key)
        return queue, key

    def close(self) -> None:
        self._connection.close()


@dataclass
class Stage:
    """The broker, and whoever is put on it."""

    urls: Mapping[str, str]
    users: Mapping[str, str]
    private_key: bytes
    public_key: bytes

    def token(self) -> str:
        """Of somebody who may do everything: golden messages are about the wire."""
        return tokens.sign(ANYBODY, self.private_key, clock.now_ms())

    def values(self, caller: str, reply_to: str) -> Json:
        """What is put into a golden request."""
        return values(self.users[caller], reply_to, self.token())

    @contextmanager
    def serving(self, service: str, results: Mapping[str, Any]) -> Iterator[None]:
        """Our server of a service; its methods answer what they are told to."""

        def work(method: str, _: Any, answer: Any) -> None:
            result = results[method]
            (answer.failed if isinstance(result, Exception) else answer.done)(result)

        reader = tokens.TokenReader([self.public_key])
        url = self.urls[service]
        server = Server(contract(service), url, reader, lambda: True, work, workers=5)
        link = Link(url, service, "serving", server.opened)
        link.start()
        try:
            assert link.ready.wait(SECONDS)
            yield
        finally:
            server.stop(SECONDS)  # with its last request settled, or that would come again
            link.stop()

    @contextmanager
    def asking(self, caller: str) -> Iterator[Client]:
        """Our client, as a door or a service."""
        with Client(self.urls[caller], "golden", token=self.token, seconds=SECONDS) as client:
            yield client

    @contextmanager
    def publishing(self, service: str) -> Iterator[Publisher]:
        """Our publisher of events."""
        publisher = Publisher(self.urls[service], service, lambda _: None)
        publisher.link.start()
        try:
            assert publisher.link.ready.wait(SECONDS)
            yield publisher
        finally:
            publisher.link.stop()

    @contextmanager
    def wire(self, part: str) -> Iterator[Wire]:
        with closing(Wire(self.urls[part])) as made:
            yield made


@contextmanager
def stage(servers: Servers, private_key: bytes, public_key: bytes) -> Iterator[Stage]:
    """A virtual host with everything defined in it; gone afterwards."""
    name = f"golden_{secrets.token_hex(3)}"
    parts = {part: f"{part}@{name}" for part in (*SERVICES, *DOORS, LISTENER)}
    passwords = {user: secrets.token_urlsafe(24) for user in parts.values()}
    listeners = {LISTENER: SERVICES}
    broker.prepare(servers.rabbitmq_api_url, name, passwords, listeners=listeners)
    urls = {
        part: broker.url(servers.amqp_url, user, passwords[user], name)
        for part, user in parts.items()
    }
    try:
        yield Stage(urls, parts, private_key, public_key)
    finally:
        broker.drop(servers.rabbitmq_api_url, name, passwords)
