"""Which funds have stopped: a copy, kept by what `funds` announces."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from services.members import tables

_TABLE = tables.stopped_funds


class StandstillStore:
    """Named reads and writes of standstills."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, fund_id: str, day: dt.date) -> None:
        """Keep since when a fund has stopped; said again, the first day stays."""
        row = insert(_TABLE).values(fund_id=fund_id, stopped_on=day)
        self._connection.execute(row.on_conflict_do_nothing())

    def end(self, fund_id: str) -> None:
        self._connection.execute(delete(_TABLE).where(_TABLE.c.fund_id == fund_id))

    def since(self, fund_id: str) -> dt.date | None:
        """Since when a fund has stopped; None of one that goes on."""
        query = select(_TABLE.c.stopped_on).where(_TABLE.c.fund_id == fund_id)
        day: dt.date | None = self._connection.execute(query).scalar()
        return day
