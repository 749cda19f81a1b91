"""The floor: py-amqp and psycopg, the same bytes, queue, batches and INSERTs, and nothing else.

`python -m bench.parts.events.raw AMQP_URL DATABASE_URL QUEUE` lets what comes take effect;
`publish` below publishes from the bench's own process, in confirmed batches.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

import amqp
import orjson
import psycopg

from bench.parts.raw import connect, send
from kernel.chassis import hearing
from kernel.chassis.outbox import BATCH

_INBOX: Final = "INSERT INTO inbox (event_id, received_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_EFFECT: Final = "INSERT INTO effects VALUES (%s, %s, %s, %s, %s, %s, %s)"


def publish(
    channel: amqp.Channel, exchange: str, key: str, bodies: Sequence[bytes], before: int
) -> None:
    """Publish batch by batch, each confirmed before the next; `before` went out on the channel."""
    open_tags: set[int] = set()

    def settle(tag: int, multiple: bool) -> None:
        done = {each for each in open_tags if each <= tag} if multiple else {tag}
        open_tags.difference_update(done)

    channel.events["basic_ack"].clear()
    channel.events["basic_ack"].add(settle)
    for first in range(0, len(bodies), BATCH):
        batch = bodies[first : first + BATCH]
        open_tags.update(range(before + first + 1, before + first + len(batch) + 1))
        for body in batch:
            send(channel, body, key, exchange, delivery_mode=2)
        while open_tags:
            channel.connection.drain_events()


def hear(amqp_url: str, database_url: str, queue: str) -> None:
    """Let what comes take effect until killed."""
    connection = connect(amqp_url)
    channel = connection.channel()
    channel.auto_decode = False
    channel.basic_qos(0, hearing.PREFETCH, False)
    came: deque[amqp.Message] = deque()
    channel.basic_consume(queue, callback=came.append)
    print("ready", flush=True)
    with psycopg.connect(database_url) as database:
        while True:
            while len(came) < hearing.BATCH:  # whole batches are published
                connection.drain_events()
            batch = [came.popleft() for _ in range(hearing.BATCH)]
            _take_effect(database, batch)
            channel.basic_ack(batch[-1].delivery_tag, multiple=True)


def _take_effect(database: psycopg.Connection, batch: Sequence[amqp.Message]) -> None:
    now = dt.datetime.now(dt.UTC)
    told = [orjson.loads(message.body) for message in batch]
    with database.cursor() as cursor:
        cursor.executemany(_INBOX, [(each["id"], now) for each in told])
        cursor.executemany(_EFFECT, [_row(each) for each in told])
    database.commit()


def _row(told: dict[str, Any]) -> tuple[Any, ...]:
    data = told["data"]
    ids = ("membership_id", "fund_id", "person_id", "member_no")
    joined_on = dt.date.fromisoformat(data["joined_on"])
    return (told["id"], *(data[each] for each in ids), joined_on, data["status"])


if __name__ == "__main__":
    hear(*sys.argv[1:])
