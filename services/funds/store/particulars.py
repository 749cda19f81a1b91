"""Changes of a fund's account and areas; account numbers sealed, before and after."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kernel.chassis.sealing import Sealing
from kernel.values.errors import NotFound
from services.funds import tables
from services.funds.domain.particulars import FundChange, Particulars

_ACCOUNT = "asked_changes.account"


class ParticularStore:
    """Named reads and writes of changes."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def add(self, change: FundChange, now: dt.datetime) -> None:
        """Keep what somebody asks for."""
        self._connection.execute(
            insert(tables.asked_changes).values(
                change_id=change.change_id,
                fund_id=change.fund_id,
                what=change.what,
                from_day=change.from_day,
                reason=change.reason,
                asked_by=change.asked_by,
                asked_at=now,
                state=change.state,
                decided_by="",
                **self._ends(change),
            )
        )

    def decide(self, change: FundChange, now: dt.datetime) -> None:
        """Keep what became of it, and what held when it was decided."""
        table = tables.asked_changes
        self._connection.execute(
            update(table)
            .where(table.c.change_id == change.change_id)
            .values(
                state=change.state,
                decided_by=change.decided_by,
                decided_at=now,
                **self._ends(change),
            )
        )

    def get(self, fund_id: str, change_id: str) -> FundChange:
        """A change of a fund, locked, or `NotFound("change_unknown")`."""
        table = tables.asked_changes
        row = self._connection.execute(
            select(table)
            .where(table.c.fund_id == fund_id, table.c.change_id == change_id)
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound("change_unknown")
        return self._change(row)

    def is_asked(self, fund_id: str, what: str) -> bool:
        """Whether a change of this kind waits to be decided."""
        table = tables.asked_changes
        query = select(table.c.change_id).where(
            table.c.fund_id == fund_id, table.c.what == what, table.c.state == "asked"
        )
        return self._connection.execute(query).first() is not None

    def listed(self, fund_id: str, after: str, limit: int) -> list[FundChange]:
        """A page of a fund's changes by id, oldest first."""
        table = tables.asked_changes
        rows = self._connection.execute(
            select(table)
            .where(table.c.fund_id == fund_id, table.c.change_id > after)
            .order_by(table.c.change_id)
            .limit(limit)
        )
        return [self._change(row) for row in rows]

    def _ends(self, change: FundChange) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for end, each in (("before", change.before), ("after", change.after)):
            place, account = f"{_ACCOUNT}_{end}|{change.change_id}", each.account_no
            told[f"account_{end}_sealed"] = self._sealing.seal(account, place) if account else None
            told[end] = {
                "bank": each.bank,
                "area_codes": list(each.area_codes),
                "area_note": each.area_note,
            }
        return told

    def _change(self, row: Row[Any]) -> FundChange:
        ends = {}
        for end in ("before", "after"):
            told, sealed = getattr(row, end), getattr(row, f"account_{end}_sealed")
            place = f"{_ACCOUNT}_{end}|{row.change_id}"
            ends[end] = Particulars(
                told["bank"],
                self._sealing.open(sealed, place) if sealed else "",
                tuple(told["area_codes"]),
                told["area_note"],
            )
        return FundChange(
            change_id=row.change_id,
            fund_id=row.fund_id,
            what=row.what,
            from_day=row.from_day,
            reason=row.reason,
            asked_by=row.asked_by,
            state=row.state,
            decided_by=row.decided_by,
            **ends,
        )
