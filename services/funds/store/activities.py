"""Activities: kept word by word, the last about each counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Select, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.funds import tables
from services.funds.domain.activities import Activity

_NAMES = ("activity_id", "fund_id", "kind", "day", "people", "text")


class ActivityStore:
    """Named reads and writes of activities."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, fund_id: str, activity_id: str) -> Activity | None:
        """The last word about an activity, if there is one."""
        last = _last(fund_id).where(tables.activities.c.activity_id == activity_id)
        row = self._connection.execute(last).mappings().one_or_none()
        return Activity(**row) if row else None

    def add(self, activity: Activity, recorded_by: str, now: dt.datetime) -> None:
        self._connection.execute(
            insert(tables.activities).values(
                **vars(activity), recorded_by=recorded_by, recorded_at=now
            )
        )

    def between(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> list[Activity]:
        """What a fund did in a period, day by day."""
        last = _last(fund_id).subquery()
        query = select(last).where(last.c.day.between(from_day, to_day))
        rows = self._connection.execute(query.order_by(last.c.day, last.c.activity_id))
        return [Activity(**row) for row in rows.mappings()]


def _last(fund_id: str) -> Select[Any]:
    table = tables.activities
    return (
        select(*(table.c[name] for name in _NAMES))
        .ext(distinct_on(table.c.activity_id))
        .where(table.c.fund_id == fund_id)
        .order_by(table.c.activity_id, table.c.word_id.desc())
    )
