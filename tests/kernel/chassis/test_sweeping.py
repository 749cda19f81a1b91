"""Sweeping: old guards go, chunk by chunk; what still waits or still guards stays."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Connection, Engine, Table, func, insert, select

from kernel.chassis import sweeping
from tests.kernel.chassis.standin import tables

pytestmark = pytest.mark.stack

NOW = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)
CHASSIS = tables.chassis


def days_ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def announced(age: float, *, published: bool) -> dict[str, object]:
    moment = days_ago(age)
    row = {"event_id": "event_x", "partition": 0, "name": "x", "exchange": "x", "body": b""}
    return {**row, "announced_at": moment, "published_at": moment if published else None}


def count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_what_is_old_and_settled_goes(heard_by: Engine) -> None:
    with heard_by.connect() as connection:
        for table in (CHASSIS.outbox, CHASSIS.inbox, CHASSIS.commands):
            connection.execute(table.delete())
        kept = [announced(6, published=True), announced(400, published=False)]
        connection.execute(insert(CHASSIS.outbox), [announced(8, published=True), *kept])
        events = [("old", 31), ("young", 29)]
        connection.execute(
            insert(CHASSIS.inbox),
            [{"event_id": name, "received_at": days_ago(age)} for name, age in events],
        )
        command = {"method": "say", "request_sha256": b"", "reply": b""}
        connection.execute(
            insert(CHASSIS.commands),
            [
                {**command, "command_id": name, "received_at": days_ago(age)}
                for name, age in (("old", 91), ("young", 89))
            ],
        )
        assert sweeping.sweep(connection, CHASSIS, NOW) is False
        assert count(connection, CHASSIS.outbox) == 2
        assert connection.execute(select(CHASSIS.inbox.c.event_id)).scalars().all() == ["young"]
        names = connection.execute(select(CHASSIS.commands.c.command_id)).scalars().all()
        assert names == ["young"]
        connection.rollback()


def test_a_sweep_takes_a_chunk_at_a_time(heard_by: Engine) -> None:
    with heard_by.connect() as connection:
        connection.execute(CHASSIS.outbox.delete())
        rows = [announced(8, published=True) for _ in range(sweeping.CHUNK + 1)]
        connection.execute(insert(CHASSIS.outbox), rows)
        assert sweeping.sweep(connection, CHASSIS, NOW) is True
        assert count(connection, CHASSIS.outbox) == 1
        assert sweeping.sweep(connection, CHASSIS, NOW) is False
        assert count(connection, CHASSIS.outbox) == 0
        connection.rollback()
