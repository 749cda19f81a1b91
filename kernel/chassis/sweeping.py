"""Sweeping: what only guards against repeats goes when no repeat can come any more.

Effects keep their own guard for ever: a thing's id is the caller's, and an aggregate's sequence is
in `heard`. What goes here is the second guard, and what the broker has long confirmed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, select

from kernel.chassis.tables import ChassisTables
from kernel.telemetry.log import log

CHUNK: Final = 5_000
PAUSE_SECONDS: Final = 1.0
EVERY_SECONDS: Final = 3_600.0
KEPT_DAYS: Final = {"outbox": 7, "inbox": 30, "commands": 90}
"""How long each stays: for looking back, and for whoever repeats a message by hand."""


def sweep(connection: Connection, tables: ChassisTables, now: dt.datetime) -> bool:
    """Delete at most one chunk of each table's old rows; whether there may be more."""
    more = False
    for table, old in _old(tables, now):
        key = next(iter(table.primary_key))
        chunk = select(key).where(*old).limit(CHUNK).scalar_subquery()
        swept = connection.execute(delete(table).where(key.in_(chunk))).rowcount
        if swept:
            log.info("swept", table=table.name, count=swept)
        more = more or swept == CHUNK
    return more


def _old(
    tables: ChassisTables, now: dt.datetime
) -> Iterator[tuple[Table, list[ColumnElement[bool]]]]:
    outbox, inbox, commands = tables.outbox.c, tables.inbox.c, tables.commands.c
    before = {name: now - dt.timedelta(days=days) for name, days in KEPT_DAYS.items()}
    published = outbox.published_at.is_not(None)
    yield tables.outbox, [outbox.announced_at < before["outbox"], published]
    yield tables.inbox, [inbox.received_at < before["inbox"]]
    yield tables.commands, [commands.received_at < before["commands"]]
