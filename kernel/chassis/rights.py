"""What each broker user may do: the least it needs, by queues and exchanges, then by routing keys.

A program not built here has a user of its own: a listener reads its queues, a caller publishes with
the keys of what it may ask and binds its own reply keys; neither does anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from kernel.contracts import catalogue
from kernel.contracts.callers import Callers
from kernel.contracts.envelope import Contract
from kernel.wire.calls import EXCHANGE

# What stock nameko clients call on (docs/decisions/0016): the broker's own exchanges are the only
# ones their library does not try to declare.
STOCK_EXCHANGE: Final = "amq.topic"
_UUID: Final = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NOTHING: Final = "^$"


def of_users(
    vhost: str, users: Iterable[str], contracts: Mapping[str, Contract], callers: Callers
) -> dict[str, list[dict[str, str]]]:
    """The rights of broker users in one vhost, as RabbitMQ's definitions hold them."""
    ours = [{"user": user, "vhost": vhost} for user in users]
    return {
        "permissions": [{**each, **_on_queues(each["user"], callers)} for each in ours],
        "topic_permissions": [
            {**each, **rights}
            for each in ours
            for rights in _on_topics(each["user"], contracts, callers)
        ],
    }


def _on_queues(user: str, callers: Callers) -> dict[str, str]:
    """The least a service needs: its own reply queues, its own exchanges, what it hears."""
    service, replies = _service_of(user), _reply_queues(user)
    if service not in (*catalogue.SERVICES, *catalogue.DOORS):
        heard = rf"evt-[a-z]+--{re.escape(service)}"
        if service not in callers:
            return {"configure": _NOTHING, "write": _NOTHING, "read": f"^({heard})$"}
        return {
            "configure": f"^({replies})$",
            "write": f"^({replies}|{EXCHANGE})$",
            "read": f"^({replies}|{EXCHANGE}|{heard})$",
        }
    queues_read = rf"rpc-{service}|evt-[a-z]+--{service}|parked\.evt-[a-z]+--{service}"
    exchanges = rf"{service}\.events|{service}\.retry"
    if service in catalogue.DOORS:
        stock = rf"rpc\.reply-[a-z0-9_]+-{_UUID}"
        calls = f"{replies}|{stock}|{EXCHANGE}|{re.escape(STOCK_EXCHANGE)}"
        return {
            "configure": f"^({replies}|{stock})$",
            "write": f"^({calls})$",
            "read": f"^({calls})$",
        }
    return {
        "configure": f"^({replies})$",
        "write": f"^({replies}|{EXCHANGE}|{exchanges})$",
        "read": f"^({replies}|{EXCHANGE}|{queues_read})$",
    }


def _on_topics(
    user: str, contracts: Mapping[str, Contract], callers: Callers
) -> list[dict[str, str]]:
    """Which keys a user may publish with and bind: where none stand, the broker allows all."""
    service = _service_of(user)
    asks = sorted(
        contract.service
        for contract in contracts.values()
        if any(service in request.callers for request in contract.requests.values())
    )
    # A door may mistype a name and is answered so; refused here, it would lose its channel.
    keys = (
        [r"[a-z_]+\.[a-z_]+"] if service in catalogue.DOORS else [rf"{to}\.[a-z_]+" for to in asks]
    )
    keys += [re.escape(target) for target in sorted(callers.get(service, ()))]
    answers = [rf"reply\.[\w.@-]+|{_UUID}"] if service in contracts else []
    rights = [
        {
            "exchange": EXCHANGE,
            "write": f"^({'|'.join([*keys, *answers])})$",
            "read": rf"^(reply\.{re.escape(user)}\.[0-9a-f]+)$",
        }
    ]
    if service in catalogue.DOORS:
        stock = {"exchange": STOCK_EXCHANGE, "read": f"^({_UUID})$"}
        rights.append({**stock, "write": rights[0]["write"]})
    if service in contracts:
        told = "|".join(sorted(contracts[service].events)) or "-"
        rights.append({"exchange": f"{service}.events", "write": f"^({told})$", "read": _NOTHING})
    return rights


def _service_of(user: str) -> str:
    return user.partition("@")[0]


def _reply_queues(user: str) -> str:
    return rf"rpc\.reply-{re.escape(user)}-[0-9a-f]+"
