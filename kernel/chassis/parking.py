"""Parked events: what could not take effect waits here for an operator, and is never lost."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from kernel.chassis.tables import ChassisTables
from kernel.contracts.envelope import Heard
from kernel.values.errors import NotFound

LISTED_MAX: Final = 500


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
    connection.execute(insert(tables.parked).values(parked._asdict()).on_conflict_do_nothing())


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


def count(connection: Connection, tables: ChassisTables) -> int:
    return connection.execute(select(func.count()).select_from(tables.parked)).scalar_one()
