"""What a broker's user can do by hand: publish an event as its service would."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from urllib.parse import quote

import amqp
from kombu.connection import Connection

from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from kernel.contracts.envelope import CONTENT_TYPE, Announced, Event
from kernel.wire.clock import new_id
from kernel.wire.links import user_of
from tests.kernel.chassis.standin import contract

NOW = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)


def admins_url(servers: Servers, made: Installation) -> str:
    """The administrator's way into an installation's virtual host."""
    return f"{servers.amqp_url}/{quote(made.vhost, safe='')}"


def reply_queue(url: str) -> str:
    """A name its user may give a queue of replies."""
    return f"rpc.reply-{user_of(url)}-{secrets.token_hex(8)}"


def said(thing_id: str, sequence: int, text: str, event: Event = contract.THING_SAID) -> bytes:
    """The bytes of one event of the speaker."""
    data = {"thing_id": thing_id, "text": text}
    return event.write(Announced(new_id("event"), thing_id, sequence, NOW, data, {}))


def publish_events(
    made: Installation, bodies: Iterable[bytes], name: str = "thing_said", times: int = 1
) -> None:
    """Publish bodies in this order, as the speaker."""
    publish(made, contract.SPEAKER, "members.events", name, bodies, times)


def publish(
    made: Installation,
    user: str,
    exchange: str,
    key: str,
    bodies: Iterable[bytes],
    times: int = 1,
    **properties: object,
) -> None:
    """Publish raw messages as one of the broker's users, each confirmed."""
    environment = {**made.services, **made.doors}[user]
    url = environment["AMQP_URL"]
    with Connection(url) as connection:
        channel = connection.channel()
        for body in bodies:
            for _ in range(times):
                told = {"content_type": CONTENT_TYPE, "user_id": user_of(url), **properties}
                channel.basic_publish_confirm(amqp.Message(body, **told), exchange, key)
        channel.close()
