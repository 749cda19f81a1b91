"""Closings asked for, and the opinions of auditors."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from kernel.values.errors import NotFound
from services.funds import tables
from services.funds.domain.book_years import BookYear
from services.funds.domain.closings import Audit, Closing


class ClosingStore:
    """Named reads and writes of closings and audits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, asked: Closing, now: dt.datetime) -> None:
        self._connection.execute(insert(tables.closings).values(**asdict(asked), asked_at=now))

    def change(self, closing: Closing) -> None:
        """Keep what became of it."""
        table = tables.closings
        self._connection.execute(
            update(table)
            .where(table.c.closing_id == closing.closing_id)
            .values(state=closing.state, decided_by=closing.decided_by)
        )

    def get(self, fund_id: str, closing_id: str) -> Closing:
        """A closing, locked, or `NotFound("closing_unknown")`."""
        found = self._closing(tables.closings.c.closing_id == closing_id, fund_id)
        if found is None:
            raise NotFound("closing_unknown")
        return found

    def asked(self, fund_id: str, year: int) -> Closing | None:
        """The closing of a year that waits for another, locked."""
        table = tables.closings
        return self._closing((table.c.year == year) & (table.c.state == "asked"), fund_id)

    def waiting(self, fund_id: str) -> list[Closing]:
        """The closings of a fund that wait for another."""
        table = tables.closings
        query = select(*_told(table)).where(table.c.fund_id == fund_id, table.c.state == "asked")
        rows = self._connection.execute(query.order_by(table.c.year))
        return [Closing(**row) for row in rows.mappings()]

    def add_audit(self, audit: Audit, now: dt.datetime) -> None:
        self._connection.execute(insert(tables.audits).values(**asdict(audit), made_at=now))

    def audits(self, fund_id: str, year: int) -> list[Audit]:
        """What auditors said of a year, in the order they said it."""
        table = tables.audits
        query = select(*_told(table)).where(table.c.fund_id == fund_id, table.c.year == year)
        rows = self._connection.execute(query.order_by(table.c.day, table.c.audit_id))
        return [Audit(**row) for row in rows.mappings()]

    def posted_by(self, fund_id: str, days: BookYear) -> set[str]:
        """Whoever made an entry of these days."""
        table = tables.entries
        found = self._connection.execute(
            select(table.c.made_by)
            .where(table.c.fund_id == fund_id, table.c.day.between(days.from_day, days.to_day))
            .distinct()
        )
        return set(found.scalars())

    def _closing(self, condition: Any, fund_id: str) -> Closing | None:
        table = tables.closings
        query = select(*_told(table)).where(table.c.fund_id == fund_id, condition)
        row = self._connection.execute(query.with_for_update()).mappings().one_or_none()
        return Closing(**row) if row else None


def _told(table: Table) -> list[Any]:
    return [column for column in table.c if column.name not in ("asked_at", "made_at")]
