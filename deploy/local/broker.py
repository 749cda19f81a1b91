"""RabbitMQ for one installation: its virtual host, its users, and what the topology defines."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlsplit

from deploy.local.management import Management, name
from kernel.chassis import topology
from kernel.contracts.callers import NOBODY, Callers
from kernel.telemetry.settings import Settings


def prepare(
    api_url: str,
    vhost: str,
    users: Mapping[str, str],
    tiers_ms: Sequence[int] = Settings.retry_tiers_ms,
    listeners: Mapping[str, Sequence[str]] | None = None,
    callers: Callers = NOBODY,
    gone: Iterable[str] = (),
) -> None:
    """Make the virtual host, then the users (name to password) and queues defined for it.

    Users that are `gone` are let in no more, and cut off; what their queues hold stays.
    """
    api = Management(api_url)
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    api.put(f"vhosts/{name(vhost)}", {})
    # Whoever imports definitions into a virtual host must have rights in it.
    api.put(f"permissions/{name(vhost)}/{name(api.user)}", everything)
    definitions = topology.definitions(
        vhost, users, tiers_ms=tiers_ms, listeners=listeners, callers=callers
    )
    known = {user["name"]: user.get("password_hash", "") for user in api.get("users")}
    for user in definitions["users"]:
        # A hash has its chance in it; a user whose password is right keeps the one it has.
        if _is_hash_of(known.get(user["name"], ""), users[user["name"]]):
            user["password_hash"] = known[user["name"]]
    api.post("definitions", definitions)
    for user in gone:
        api.delete(f"users/{name(user)}")


def drop(api_url: str, vhost: str, users: Mapping[str, str]) -> None:
    """Delete the virtual host with all its queues, and its users."""
    api = Management(api_url)
    for user in users:
        api.delete(f"users/{name(user)}")
    api.delete(f"vhosts/{name(vhost)}")


def _is_hash_of(known: str, password: str) -> bool:
    whole = base64.b64decode(known)
    return whole[4:] == hashlib.sha256(whole[:4] + password.encode()).digest()


def url(amqp_url: str, user: str, password: str, vhost: str) -> str:
    """The URL of one user in one virtual host."""
    parts = urlsplit(amqp_url)
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    at = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{login}@{at}", path=f"/{quote(vhost, safe='')}").geturl()
