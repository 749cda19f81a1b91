"""Leavings: who leaves a fund but by death."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, insert, select, update

from kernel.values.errors import NotFound
from services.funds import tables
from services.funds.domain.leavings import Leaving


class LeavingStore:
    """Named reads and writes of leavings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, leaving: Leaving, now: dt.datetime) -> None:
        self._connection.execute(insert(tables.leavings).values(**asdict(leaving), asked_at=now))

    def change(self, leaving: Leaving) -> None:
        table = tables.leavings
        self._connection.execute(
            update(table)
            .where(table.c.leaving_id == leaving.leaving_id)
            .values(state=leaving.state, decided_by=leaving.decided_by)
        )

    def get(self, leaving_id: str) -> Leaving:
        """A leaving, locked, or `NotFound("leaving_unknown")`."""
        table = tables.leavings
        row = (
            self._connection.execute(
                select(*_columns()).where(table.c.leaving_id == leaving_id).with_for_update()
            )
            .mappings()
            .one_or_none()
        )
        if row is None:
            raise NotFound("leaving_unknown")
        return Leaving(**row)

    def asked(self, membership_id: str) -> bool:
        """Whether somebody has asked for this member to leave, and nobody has decided."""
        table = tables.leavings
        query = select(table.c.leaving_id).where(
            table.c.membership_id == membership_id, table.c.state == "asked"
        )
        return self._connection.execute(query).first() is not None

    def listed(self, fund_id: str, state: str, after: str, limit: int) -> list[Leaving]:
        """A page of a fund's leavings by id."""
        table = tables.leavings
        query = select(*_columns()).where(table.c.fund_id == fund_id, table.c.leaving_id > after)
        if state:
            query = query.where(table.c.state == state)
        rows = self._connection.execute(query.order_by(table.c.leaving_id).limit(limit))
        return [Leaving(**row) for row in rows.mappings()]


def _columns() -> list[Any]:
    return [column for column in tables.leavings.c if column.name != "asked_at"]
