"""Parked events: what could not take effect waits here for an operator, and is never lost."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from kernel.chassis.tables import ChassisTables
from kernel.contracts.envelope import SEQUENCE_DIGITS, Heard
from kernel.values import ids
from kernel.values.errors import Invalid, NotFound
from kernel.wire import serializer

LISTED_MAX: Final = 500
GIVEN_UP: Final = "delivered_too_often"
_LONGEST: Final = 200


class Parked(NamedTuple):
    """A parked event with its body."""

    event_id: str
    name: str
    partition_key: str
    sequence: int
    body: bytes
    why: str
    parked_at: dt.datetime


def park(
    connection: Connection,
    tables: ChassisTables,
    heard: Heard,
    body: bytes,
    why: str,
    now: dt.datetime,
) -> None:
    """Park an event; parked twice is parked once."""
    parked = Parked(
        heard.event_id, heard.name, heard.partition_key, heard.sequence, body, why[:200], now
    )
    keep(connection, tables, parked)


def keep(connection: Connection, tables: ChassisTables, parked: Parked) -> None:
    """Put a row on the list; twice is once."""
    connection.execute(insert(tables.parked).values(parked._asdict()).on_conflict_do_nothing())


def unreadable(body: bytes, why: str, now: dt.datetime) -> Parked:
    """A body no contract reads -> its row: of the envelope what there is of it.

    Without an id it gets one made of its bytes, so that it is the same each time it comes; without
    an aggregate it stands for itself.
    """
    envelope = _envelope(body)
    event_id, key = envelope.get("id", ""), envelope.get("partitionkey", "")
    try:
        ids.parse(event_id, "event")
    except Invalid:
        event_id = ids.make("event", 0, hashlib.sha256(body).digest()[:10])
    sequence = _number(envelope.get("sequence", "")) if 0 < len(key) <= _LONGEST else 0
    name = envelope.get("type", "").rpartition(".")[2][:_LONGEST]
    return Parked(event_id, name, key if sequence else event_id, sequence, body, why, now)


def _number(told: str) -> int:
    """A sequence, or 0 where none can be made out."""
    readable = len(told) <= SEQUENCE_DIGITS and told.isascii() and told.isdigit()
    return int(told) if readable else 0


def _envelope(body: bytes) -> dict[str, str]:
    """What can be read of an envelope: its texts, none that a database would refuse."""
    try:
        read = serializer.loads(body)
    except Invalid:
        return {}
    told = read.items() if isinstance(read, dict) else ()
    return {name: text for name, text in told if isinstance(text, str) and "\0" not in text}


def listed(connection: Connection, tables: ChassisTables) -> list[dict[str, Any]]:
    """The oldest parked events, without their bodies."""
    table = tables.parked
    columns = [column for column in table.c if column is not table.c.body]
    rows = connection.execute(select(*columns).order_by(table.c.parked_at).limit(LISTED_MAX))
    return [dict(row) for row in rows.mappings()]


def in_order(connection: Connection, tables: ChassisTables, event_id: str) -> list[Parked]:
    """A parked event and all others of its aggregate, by sequence; `NotFound` if it is not here."""
    table = tables.parked
    key = connection.execute(
        select(table.c.partition_key).where(table.c.event_id == event_id)
    ).scalar()
    if key is None:
        raise NotFound("event_not_parked")
    rows = connection.execute(
        select(table).where(table.c.partition_key == key).order_by(table.c.sequence)
    )
    return [Parked(*row) for row in rows]


def release(connection: Connection, tables: ChassisTables, event_id: str) -> None:
    """Take an event off the list, in the transaction of its effect."""
    connection.execute(delete(tables.parked).where(tables.parked.c.event_id == event_id))


def discard(
    connection: Connection,
    tables: ChassisTables,
    parked: Parked,
    reason: str,
    by: str,
    now: dt.datetime,
) -> None:
    """Take an event off the list for good, and keep it with who gave it up and why."""
    row = parked._asdict()
    del row["parked_at"]
    told = {**row, "reason": reason, "discarded_by": by, "discarded_at": now}
    connection.execute(insert(tables.discarded).values(told).on_conflict_do_nothing())
    release(connection, tables, parked.event_id)


def count(connection: Connection, tables: ChassisTables) -> int:
    return connection.execute(select(func.count()).select_from(tables.parked)).scalar_one()
