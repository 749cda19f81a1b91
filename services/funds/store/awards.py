"""What match rounds have awarded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kernel.values.errors import NotFound
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.match_rounds import Award


class AwardStore:
    """Named reads and writes of awards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def there_is(self, round_id: str, fund_id: str) -> bool:
        table = tables.match_awards
        query = select(table.c.award_id).where(
            table.c.round_id == round_id, table.c.fund_id == fund_id
        )
        return self._connection.execute(query).first() is not None

    def add(self, award: Award, awarded_by: str, now: dt.datetime) -> None:
        self._connection.execute(
            insert(tables.match_awards).values(
                **_award_row(award), awarded_by=awarded_by, awarded_at=now
            )
        )

    def change(self, award: Award) -> None:
        table = tables.match_awards
        self._connection.execute(
            update(table).where(table.c.award_id == award.award_id).values(**_award_row(award))
        )

    def get(self, award_id: str, fund_id: str) -> Award:
        """A fund's award, locked, or `NotFound("award_unknown")`."""
        table = tables.match_awards
        row = self._connection.execute(
            select(table)
            .where(table.c.award_id == award_id, table.c.fund_id == fund_id)
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound("award_unknown")
        return _award(row)

    def listed(self, fund_id: str, round_id: str, after: str, limit: int) -> list[Award]:
        """A page of awards, of a fund or of a round or of both."""
        table = tables.match_awards
        query = select(table).where(table.c.award_id > after)
        if fund_id:
            query = query.where(table.c.fund_id == fund_id)
        if round_id:
            query = query.where(table.c.round_id == round_id)
        rows = self._connection.execute(query.order_by(table.c.award_id).limit(limit))
        return [_award(row) for row in rows]


def _award_row(award: Award) -> dict[str, Any]:
    return {
        "award_id": award.award_id,
        "round_id": award.round_id,
        "fund_id": award.fund_id,
        "eligible": award.eligible,
        "due_satang": award.due.satang,
        "awarded_satang": award.awarded.satang,
        "received_satang": award.received.satang,
        "clawed_back_satang": award.clawed_back.satang,
        "clawed_back_why": award.clawed_back_why,
    }


def _award(row: Row[Any]) -> Award:
    return Award(
        award_id=row.award_id,
        round_id=row.round_id,
        fund_id=row.fund_id,
        eligible=row.eligible,
        due=Money(row.due_satang),
        awarded=Money(row.awarded_satang),
        received=Money(row.received_satang),
        clawed_back=Money(row.clawed_back_satang),
        clawed_back_why=row.clawed_back_why,
    )
