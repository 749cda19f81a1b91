"""The broker's topology as data: the contracts -> RabbitMQ definitions.

Exchanges, queues, bindings, limits and rights are made from what the contracts say is asked, told
and heard, and loaded by an administrator; a service may declare nothing but its own reply queue.
Valid on RabbitMQ 3.10 and 4.x: queue types stand as arguments, limits as policies.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kernel.chassis import rights
from kernel.chassis.rights import STOCK_EXCHANGE
from kernel.contracts import catalogue
from kernel.contracts.callers import NOBODY, Callers
from kernel.contracts.envelope import Contract, Event
from kernel.telemetry.settings import Settings
from kernel.wire.calls import EXCHANGE

PARKED_EXCHANGE: Final = "kongbun.parked"
QUARANTINE_EXCHANGE: Final = "kongbun.quarantine"
EVENTS_WAITING_MAX: Final = 1_000_000
DELIVERIES_MAX: Final = 20
REQUESTS_WAITING_MAX: Final = 10_000
REQUEST_TTL_MS: Final = 60_000
LISTENERS_WAITING_MAX: Final = 100_000
QUARANTINED_MAX: Final = 1_000
QUARANTINE_TTL_MS: Final = 7 * 24 * 3_600_000


def event_queue(source: str, hearer: str) -> str:
    """The one queue on which `hearer` hears `source`; stable, whatever its handlers are called."""
    return f"evt-{source}--{hearer}"


def retry_queue(tier: int, queue: str) -> str:
    return f"retry.{tier}.{queue}"


def events_heard(hearer: str, contracts: Mapping[str, Contract]) -> dict[tuple[str, str], Event]:
    """What arrives on a hearer's queues: all events about every kind of thing it hears of.

    All of a kind, since their sequence has no gaps only together.
    """
    heard = {}
    for source, contract in contracts.items():
        kinds = {event.about for event in contract.events.values() if hearer in event.hearers}
        for event in contract.events.values():
            if event.about in kinds:
                heard[source, event.name] = event
    return heard


def definitions(
    vhost: str,
    users: Mapping[str, str],
    contracts: Mapping[str, Contract] | None = None,
    tiers_ms: Sequence[int] = Settings.retry_tiers_ms,
    listeners: Mapping[str, Sequence[str]] | None = None,
    callers: Callers = NOBODY,
) -> dict[str, Any]:
    """RabbitMQ definitions for one vhost. `users` maps broker users to passwords; the part of a
    user's name before an `@` is the service, door or listener it belongs to. `listeners` are
    programs not built here: each with the services whose events it hears on queues of its own;
    `callers` those that ask."""
    every = contracts if contracts is not None else catalogue.contracts()
    whole: dict[str, Any] = {
        "users": [_user(name, password) for name, password in users.items()],
        "vhosts": [{"name": vhost}],
        **rights.of_users(vhost, users, every, callers),
        "exchanges": [],
        "queues": [],
        "bindings": [],
        "policies": [_limits("rpc", "^rpc-[a-z]+$", _REQUEST_LIMITS)],
    }
    _add_exchange(whole, EXCHANGE, "topic")
    _add_exchange(whole, PARKED_EXCHANGE, "direct")
    _bind(whole, STOCK_EXCHANGE, EXCHANGE, "*.*", to="exchange")  # requests: <service>.<method>
    _bind(whole, EXCHANGE, STOCK_EXCHANGE, "*", to="exchange")  # replies: <uuid>
    _add_exchange(whole, QUARANTINE_EXCHANGE, "headers")
    for service in every:
        _add_service(whole, service, every, tiers_ms)
    for listener, sources in (listeners or {}).items():
        for source in sources:
            _add_listener(whole, listener, every[source])
    for kind in ("exchanges", "queues", "bindings", "policies"):
        for entry in whole[kind]:
            entry["vhost"] = vhost
    return whole


_REQUEST_LIMITS: Final = {
    "message-ttl": REQUEST_TTL_MS,
    "max-length": REQUESTS_WAITING_MAX,
    "overflow": "reject-publish",
    "dead-letter-exchange": QUARANTINE_EXCHANGE,
}
# Of what leaves a queue of requests only what a service rejected: not what nobody waits for.
_REJECTED: Final = {"x-match": "all-with-x", "x-first-death-reason": "rejected"}


_QUARANTINE: Final = {
    "x-message-ttl": QUARANTINE_TTL_MS,
    "x-max-length": QUARANTINED_MAX,
    "x-overflow": "drop-head",
}


def _add_service(
    whole: dict[str, Any],
    service: str,
    contracts: Mapping[str, Contract],
    tiers_ms: Sequence[int],
) -> None:
    _add_exchange(whole, f"{service}.events", "topic")
    _add_exchange(whole, f"{service}.retry", "direct")
    _add_queue(whole, f"rpc-{service}", "classic")
    _bind(whole, EXCHANGE, f"rpc-{service}", f"{service}.*")
    _add_queue(whole, f"quarantine.rpc-{service}", "classic", _QUARANTINE)
    told = {**_REJECTED, "x-first-death-queue": f"rpc-{service}"}
    _bind(whole, QUARANTINE_EXCHANGE, f"quarantine.rpc-{service}", "", headers=told)
    heard = events_heard(service, contracts)
    for source in sorted({source for source, _ in heard}):
        queue = event_queue(source, service)
        # Two replicas at work on one queue would hear each aggregate out of sequence.
        _add_queue(whole, queue, "quorum", {"x-single-active-consumer": True})
        for _, name in sorted(key for key in heard if key[0] == source):
            _bind(whole, f"{source}.events", queue, name)
        _add_queue(whole, f"parked.{queue}", "quorum")
        _bind(whole, PARKED_EXCHANGE, f"parked.{queue}", queue)
        whole["policies"].append(_limits(queue, f"^{re.escape(queue)}$", _event_limits(queue)))
        for tier, wait_ms in enumerate(tiers_ms, start=1):
            _add_tier(whole, service, queue, tier, wait_ms)


def _add_listener(whole: dict[str, Any], listener: str, source: Contract) -> None:
    """All events of a source, on a queue that never stops who announces: its oldest fall out."""
    queue = event_queue(source.service, listener)
    _add_queue(whole, queue, "quorum")
    for name in sorted(source.events):
        _bind(whole, f"{source.service}.events", queue, name)
    limits = {"delivery-limit": DELIVERIES_MAX, "overflow": "drop-head"}
    limits["max-length"] = LISTENERS_WAITING_MAX
    whole["policies"].append(_limits(queue, f"^{re.escape(queue)}$", limits))


def _add_tier(whole: dict[str, Any], service: str, queue: str, tier: int, wait_ms: int) -> None:
    # A queue's own time to live: a message's would only be looked at when it is the first.
    waits = {
        "x-message-ttl": wait_ms,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    name = retry_queue(tier, queue)
    _add_queue(whole, name, "quorum", waits)
    _bind(whole, f"{service}.retry", name, name)


def _event_limits(queue: str) -> dict[str, Any]:
    return {
        "delivery-limit": DELIVERIES_MAX,
        "dead-letter-exchange": PARKED_EXCHANGE,
        "dead-letter-routing-key": queue,
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
        "max-length": EVENTS_WAITING_MAX,
    }


def _user(name: str, password: str) -> dict[str, Any]:
    salt = os.urandom(4)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": name,
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "",
        "limits": {},
    }


def _add_exchange(whole: dict[str, Any], name: str, kind: str) -> None:
    entry = {"name": name, "type": kind, "durable": True, "auto_delete": False}
    whole["exchanges"].append({**entry, "internal": False, "arguments": {}})


def _add_queue(
    whole: dict[str, Any], name: str, kind: str, more: Mapping[str, Any] | None = None
) -> None:
    arguments = {"x-queue-type": kind, **(more or {})}
    entry = {"name": name, "durable": True, "auto_delete": False, "arguments": arguments}
    whole["queues"].append(entry)


def _bind(
    whole: dict[str, Any],
    exchange: str,
    destination: str,
    key: str,
    *,
    to: str = "queue",
    headers: Mapping[str, Any] | None = None,
) -> None:
    whole["bindings"].append(
        {
            "source": exchange,
            "destination": destination,
            "destination_type": to,
            "routing_key": key,
            "arguments": dict(headers or {}),
        }
    )


def _limits(name: str, pattern: str, limits: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "pattern": pattern,
        "apply-to": "queues",
        "definition": dict(limits),
        "priority": 1,
    }
