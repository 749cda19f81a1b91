"""Closed years, and corrections asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from kernel.values.errors import NotFound
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.corrections import Reversal


@dataclass(frozen=True)
class ClosedYear:
    """A year that is closed. `frozen` is what was told of it on the day it was closed."""

    fund_id: str
    year: int
    from_day: dt.date
    to_day: dt.date
    entry_id: str | None
    result: Money
    frozen: Mapping[str, Any]
    closed_by: str
    asked_by: str = ""


class BookStore:
    """Named reads and writes of closed years and reversals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def closed_until(self, fund_id: str) -> dt.date | None:
        """The last day that is closed."""
        table = tables.closed_years
        found: dt.date | None = self._connection.execute(
            select(func.max(table.c.to_day)).where(table.c.fund_id == fund_id)
        ).scalar()
        return found

    def close(self, closed: ClosedYear, now: dt.datetime) -> None:
        row = asdict(closed)
        row["result_satang"] = row.pop("result")["satang"]
        self._connection.execute(insert(tables.closed_years).values(**row, closed_at=now))

    def years(self, fund_id: str) -> list[ClosedYear]:
        """The closed years of a fund, the last one first."""
        table = tables.closed_years
        rows = self._connection.execute(
            select(table).where(table.c.fund_id == fund_id).order_by(table.c.to_day.desc())
        )
        return [
            ClosedYear(
                fund_id=row.fund_id,
                year=row.year,
                from_day=row.from_day,
                to_day=row.to_day,
                entry_id=row.entry_id,
                result=Money(row.result_satang),
                frozen=row.frozen,
                closed_by=row.closed_by,
                asked_by=row.asked_by,
            )
            for row in rows
        ]

    def add_reversal(self, asked: Reversal, now: dt.datetime) -> None:
        self._connection.execute(insert(tables.reversals).values(**asdict(asked), asked_at=now))

    def change_reversal(self, reversal: Reversal) -> None:
        table = tables.reversals
        self._connection.execute(
            update(table)
            .where(table.c.reversal_id == reversal.reversal_id)
            .values(
                state=reversal.state,
                decided_by=reversal.decided_by,
                correction_id=reversal.correction_id,
            )
        )

    def reversal(self, reversal_id: str) -> Reversal:
        """A reversal, locked, or `NotFound("reversal_unknown")`."""
        table = tables.reversals
        row = (
            self._connection.execute(
                select(*_columns()).where(table.c.reversal_id == reversal_id).with_for_update()
            )
            .mappings()
            .one_or_none()
        )
        if row is None:
            raise NotFound("reversal_unknown")
        return Reversal(**row)

    def reversal_asked(self, entry_id: str) -> bool:
        """Whether somebody has asked for this entry to be turned round, and nobody declined."""
        table = tables.reversals
        query = select(table.c.reversal_id).where(
            table.c.entry_id == entry_id, table.c.state != "declined"
        )
        return self._connection.execute(query).first() is not None

    def reversals(self, fund_id: str, after: str, limit: int) -> list[Reversal]:
        """A page of a fund's reversals by id."""
        table = tables.reversals
        rows = self._connection.execute(
            select(*_columns())
            .where(table.c.fund_id == fund_id, table.c.reversal_id > after)
            .order_by(table.c.reversal_id)
            .limit(limit)
        )
        return [Reversal(**row) for row in rows.mappings()]


def _columns() -> list[Any]:
    return [column for column in tables.reversals.c if column.name != "asked_at"]
