"""Who else lived and belonged to a fund on a day: counted, and listed to pay a levy."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from services.members import tables
from services.members.domain.persons import Membership
from services.members.store.memberships import belonged


class LivingStore:
    """Counts and ids, never persons. The household of the dead is left out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, besides: Membership, day: dt.date) -> tuple[int, int]:
        """Members and households; a member whose house is not known is a household."""
        found = _besides(besides, day, func.count(), func.count(_house().distinct()))
        row = self._connection.execute(found).one()
        return row[0], row[1]

    def house(self, membership_id: str) -> str | None:
        """The house of a membership, as others of it are told; None where none is known."""
        table = tables.memberships
        blind = self._connection.execute(
            select(table.c.house_blind).where(table.c.membership_id == membership_id)
        ).scalar()
        return blind.hex() if blind else None

    def payers(
        self, besides: Membership, day: dt.date, after: str, limit: int
    ) -> list[dict[str, Any]]:
        """A page of them by id; of a house the member with the lowest number pays for all."""
        table = tables.memberships
        place = func.row_number().over(
            partition_by=_house(), order_by=(table.c.member_no, table.c.membership_id)
        )
        found = _besides(besides, day, table.c.membership_id, (place == 1).label("for_household"))
        each = found.subquery()
        rows = self._connection.execute(
            select(each)
            .where(each.c.membership_id > after)
            .order_by(each.c.membership_id)
            .limit(limit)
        )
        return [dict(row) for row in rows.mappings()]


def _house() -> ColumnElement[str]:
    table = tables.memberships
    return func.coalesce(func.encode(table.c.house_blind, "hex"), table.c.membership_id)


def _besides(besides: Membership, day: dt.date, *columns: Any) -> Select[Any]:
    table = tables.memberships
    theirs = (
        select(_house())
        .where(table.c.membership_id == besides.membership_id)
        .correlate(None)
        .scalar_subquery()
    )
    return select(*columns).where(
        table.c.fund_id == besides.fund_id, belonged(day), _house() != theirs
    )
