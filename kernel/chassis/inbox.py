"""The inbox: each event takes effect once, and each aggregate's events in their sequence.

What was heard is written in the transaction of the effect, so both stay or neither does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import Insert, insert

from kernel.chassis.bulk import columns_of, is_one_of
from kernel.chassis.tables import ChassisTables
from kernel.contracts.envelope import Event, Heard


class OutOfSequence(Exception):
    """An event came before one it follows: it waits, and is heard again."""


class Taken(NamedTuple):
    """What of the arrived must take effect, in order, and which came before what they follow."""

    due: list[Heard]
    early: frozenset[str]


def take(
    connection: Connection,
    tables: ChassisTables,
    arrived: Sequence[tuple[Event, Heard]],
    now: dt.datetime,
) -> Taken:
    """Note what arrived, but for what came too early: that is not noted, and is heard again.

    Leaves out what was heard before: whole events, and items of bulk events.
    """
    fresh_ids = _note(connection, tables, [heard.event_id for _, heard in arrived], now)
    fresh = [(event, heard) for event, heard in arrived if heard.event_id in fresh_ids]
    reached = _reached(connection, tables, _keys(fresh))
    before = dict(reached)
    due, early = [], set()
    for event, heard in fresh:
        try:
            left = _advance(event, heard, reached)
        except OutOfSequence:
            early.add(heard.event_id)
            continue
        if left is not None:
            due.append(left)
    _forget(connection, tables, early)
    _keep(connection, tables, {k: s for k, s in reached.items() if before.get(k) != s})
    return Taken(due, frozenset(early))


def pass_over(connection: Connection, tables: ChassisTables, key: str, sequence: int) -> None:
    """Take an aggregate's next number as heard; `OutOfSequence` if it is not the next."""
    reached = _reached(connection, tables, [key])
    if _is_next(key, sequence, reached, reached):
        _keep(connection, tables, reached)


def leap(connection: Connection, tables: ChassisTables, event: Event, heard: Heard) -> None:
    """Give up whatever is missing before an event, so that it is the next of its aggregates."""
    if event.items and event.item_id:
        before = {item[event.item_id]: item["sequence"] - 1 for item in heard.data[event.items]}
    else:
        before = {heard.partition_key: heard.sequence - 1}
    step(connection, tables, before)


def step(connection: Connection, tables: ChassisTables, up_to: Mapping[str, int]) -> None:
    """Take each aggregate's sequence as heard up to a number; none goes back."""
    table = tables.heard
    fresh = _rows(tables, up_to)
    connection.execute(
        fresh.on_conflict_do_update(
            index_elements=[table.c.partition_key],
            set_={"sequence": fresh.excluded.sequence},
            where=table.c.sequence < fresh.excluded.sequence,
        )
    )


def catch_up(connection: Connection, tables: ChassisTables, reached: Mapping[str, int]) -> set[str]:
    """Take over from a snapshot how far each aggregate is; returns those that are further now.

    What the snapshot holds already must not be heard again, and what it does not yet hold must be.
    """
    if not reached:
        return set()
    table = tables.heard
    fresh = _rows(tables, reached)
    moved = connection.execute(
        fresh.on_conflict_do_update(
            index_elements=[table.c.partition_key],
            set_={"sequence": fresh.excluded.sequence},
            where=table.c.sequence <= fresh.excluded.sequence,
        ).returning(table.c.partition_key)
    )
    return set(moved.scalars())


def _note(
    connection: Connection, tables: ChassisTables, event_ids: Sequence[str], now: dt.datetime
) -> set[str]:
    ids = sorted(set(event_ids))
    rows = columns_of(tables.inbox, event_id=ids, received_at=[now] * len(ids))
    noted = connection.execute(
        insert(tables.inbox)
        .from_select(["event_id", "received_at"], rows)
        .on_conflict_do_nothing()
        .returning(tables.inbox.c.event_id)
    )
    return set(noted.scalars())


def _keys(arrived: Iterable[tuple[Event, Heard]]) -> list[str]:
    keys: set[str] = set()
    for event, heard in arrived:
        if event.items and event.item_id:
            keys.update(item[event.item_id] for item in heard.data[event.items])
        else:
            keys.add(heard.partition_key)
    return sorted(keys)


def _reached(connection: Connection, tables: ChassisTables, keys: list[str]) -> dict[str, int]:
    if not keys:
        return {}
    table = tables.heard
    rows = connection.execute(
        select(table.c.partition_key, table.c.sequence)
        .where(is_one_of(table, "partition_key", keys))
        .order_by(table.c.partition_key)
        .with_for_update()
    )
    return {row.partition_key: row.sequence for row in rows}


def _advance(event: Event, heard: Heard, reached: dict[str, int]) -> Heard | None:
    """What of an event is due; `reached` goes on by all of it, or not at all."""
    moved: dict[str, int] = {}
    if not (event.items and event.item_id):
        due = _is_next(heard.partition_key, heard.sequence, reached, moved)
        reached.update(moved)
        return heard if due else None
    items = heard.data[event.items]
    left: list[dict[str, Any]] = [
        item for item in items if _is_next(item[event.item_id], item["sequence"], reached, moved)
    ]
    reached.update(moved)
    return heard._replace(data={**heard.data, event.items: left}) if left else None


def _is_next(key: str, sequence: int, reached: Mapping[str, int], moved: dict[str, int]) -> bool:
    last = moved.get(key, reached.get(key, 0))
    if sequence > last + 1:
        raise OutOfSequence(f"{key} is at {last}, {sequence} came")
    if sequence <= last:
        return False
    moved[key] = sequence
    return True


def _forget(connection: Connection, tables: ChassisTables, event_ids: Collection[str]) -> None:
    if event_ids:
        table = tables.inbox
        connection.execute(delete(table).where(table.c.event_id == func.any(sorted(event_ids))))


def _keep(connection: Connection, tables: ChassisTables, reached: dict[str, int]) -> None:
    if not reached:
        return
    fresh = _rows(tables, reached)
    connection.execute(
        fresh.on_conflict_do_update(
            index_elements=[tables.heard.c.partition_key],
            set_={"sequence": fresh.excluded.sequence},
        )
    )


def _rows(tables: ChassisTables, reached: Mapping[str, int]) -> Insert:
    """Rows of `heard`, in the order in which all transactions lock them."""
    keys = sorted(reached)
    rows = columns_of(tables.heard, partition_key=keys, sequence=[reached[key] for key in keys])
    return insert(tables.heard).from_select(["partition_key", "sequence"], rows)
