"""The outbox: announcements are saved with their cause, then published in order, then ticked off.

Rows are claimed by `published_at IS NULL`, never by a cursor: the order of ids is not the order of
commits. Order holds per aggregate: an aggregate's sequence row is locked until the commit, so its
rows become visible in their order; a partition (by aggregate) is published by one relay at a time.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import Connection, Engine, Table, func, select, text, true, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.dml import ReturningInsert

from kernel.chassis.bulk import columns_bound
from kernel.chassis.tables import ChassisTables
from kernel.contracts.envelope import Announced, Event
from kernel.wire.clock import new_id

PARTITIONS: Final = 32
AT_ONCE: Final = PARTITIONS // 2
BATCH: Final = 500
_LOCK_SPACE: Final = 0x6B6F6E67  # advisory locks of the relay live apart from others


class Announcement(Protocol):
    """What a unit of work hands over."""

    @property
    def event(self) -> Event: ...
    @property
    def aggregate_id(self) -> str: ...
    @property
    def data(self) -> Any: ...
    @property
    def attributes(self) -> dict[str, str]: ...


class Row(NamedTuple):
    """An announcement that waits to be published."""

    outbox_id: int
    event_id: str
    name: str
    exchange: str
    body: bytes
    partition_key: str


def draw_sequences(
    connection: Connection, tables: ChassisTables, aggregate_ids: Sequence[str]
) -> dict[str, int]:
    """Draw one sequence for each aggregate; locks them until the transaction ends."""
    return _draw(connection, tables, Counter(aggregate_ids))


def _draw(
    connection: Connection, tables: ChassisTables, how_many: Mapping[str, int]
) -> dict[str, int]:
    if not how_many:
        return {}
    table = tables.sequences
    # Sorted, so that two transactions lock the same aggregates in the same order; as two arrays,
    # since a statement takes no more than 65,535 parameters.
    keys = sorted(how_many)
    given = {"all_partition_key": keys, "all_last": [how_many[key] for key in keys]}
    drawn = connection.execute(_drawing(table), given)
    return {row.partition_key: row.last for row in drawn}


@cache
def _drawing(table: Table) -> ReturningInsert[Any]:
    names = ["partition_key", "last"]
    fresh = insert(table).from_select(names, columns_bound(table, *names))
    return fresh.on_conflict_do_update(
        index_elements=[table.c.partition_key],
        set_={"last": table.c.last + fresh.excluded.last},
    ).returning(table.c.partition_key, table.c.last)


def save(
    connection: Connection,
    tables: ChassisTables,
    announcements: Sequence[Announcement],
    now: dt.datetime,
) -> None:
    """Write the announcements of one transaction into its outbox."""
    how_many = Counter(announcement.aggregate_id for announcement in announcements)
    last = _draw(connection, tables, how_many)
    upcoming = {key: last[key] - count for key, count in how_many.items()}
    moment = int(now.timestamp() * 1_000)
    rows = []
    for announcement in announcements:
        event, key = announcement.event, announcement.aggregate_id
        upcoming[key] += 1
        event_id = new_id("event", moment)
        announced = Announced(
            event_id, key, upcoming[key], now, announcement.data, announcement.attributes
        )
        rows.append(
            {
                "event_id": event_id,
                "partition": zlib.crc32(key.encode()) % PARTITIONS,
                "name": event.name,
                "exchange": event.exchange,
                "body": event.write(announced),
                "announced_at": now,
                "partition_key": key,
            }
        )
    # By their columns: executemany would make a message to the database of each row.
    names = tuple(rows[0])
    columns = {f"all_{name}": [row[name] for row in rows] for name in names}
    connection.execute(_saving(tables.outbox, names), columns)


@cache
def _saving(table: Table, names: tuple[str, ...]) -> Insert:
    return insert(table).from_select(names, columns_bound(table, *names))


class OutboxReader:
    """The relay's side of the table. One connection of its own holds the partitions' locks."""

    def __init__(self, engine: Engine, tables: ChassisTables) -> None:
        self._engine, self._table = engine, tables.outbox

    def lock(self, connection: Connection) -> list[int]:
        """Take the partitions that have rows waiting and that no other relay holds.

        At most half at once, in a drawn order, so that several relays share the work.
        """
        pending = (
            select(self._table.c.partition)
            .where(self._table.c.published_at.is_(None))
            .group_by(self._table.c.partition)
            .order_by(func.random())
            .limit(AT_ONCE)
            .cte("pending")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        locked = select(pending.c.partition).where(
            func.pg_try_advisory_lock(_LOCK_SPACE, pending.c.partition)
        )
        return list(connection.execute(locked).scalars())

    def unlock(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_unlock_all()"))

    def waiting(
        self, connection: Connection, partitions: Sequence[int], held: Collection[str] = ()
    ) -> list[Row]:
        """The oldest rows of these partitions, in order; none of the aggregates `held` back."""
        table = self._table
        found = connection.execute(
            select(*(table.c[name] for name in Row._fields))
            .where(table.c.published_at.is_(None), table.c.partition.in_(partitions))
            .where(table.c.partition_key != func.all(list(held)) if held else true())
            .order_by(table.c.outbox_id)
            .limit(BATCH)
        )
        return [Row(*row) for row in found]

    def tick(self, connection: Connection, outbox_ids: Sequence[int], now: dt.datetime) -> None:
        """Note what the broker has confirmed."""
        connection.execute(
            update(self._table)
            .where(self._table.c.outbox_id == func.any(list(outbox_ids)))
            .values(published_at=now)
        )

    def backlog(self, connection: Connection, now: dt.datetime) -> tuple[int, float]:
        """How many rows wait, and the age of the oldest in seconds."""
        count, oldest = connection.execute(
            select(func.count(), func.min(self._table.c.announced_at)).where(
                self._table.c.published_at.is_(None)
            )
        ).one()
        return count, (now - oldest).total_seconds() if oldest else 0.0
