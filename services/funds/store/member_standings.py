"""What members paid since their books began, and whose rights rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, String, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.chassis.bulk import columns_of
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.claims import Membership
from services.funds.domain.dues import Chosen
from services.funds.domain.member_standing import Change

_TABLE: Final = tables.standing_changes
_CHANGES: Final = (
    select(_TABLE.c.membership_id, _TABLE.c.state, _TABLE.c.day)
    .where(_TABLE.c.membership_id == func.any(bindparam("these", type_=ARRAY(String))))
    .order_by(_TABLE.c.change_id)
)
_CHOSEN: Final = (
    select(tables.chosen_plans)
    .where(tables.chosen_plans.c.membership_id == func.any(bindparam("these", type_=ARRAY(String))))
    .order_by(tables.chosen_plans.c.from_day)
)


class MemberStandingStore:
    """Named reads and writes of standings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, membership: Membership, state: str, day: dt.date, reason: str, made_by: str
    ) -> None:
        self._connection.execute(
            insert(tables.standing_changes).values(
                fund_id=membership.fund_id,
                membership_id=membership.membership_id,
                state=state,
                day=day,
                reason=reason,
                made_by=made_by,
            )
        )

    def add_many(
        self,
        fund_id: str,
        membership_ids: Sequence[str],
        state: str,
        day: dt.date,
        reason: str,
        made_by: str,
    ) -> None:
        """The same change of many members."""
        table, size = tables.standing_changes, len(membership_ids)
        columns: dict[str, list[Any]] = {
            "fund_id": [fund_id] * size,
            "membership_id": list(membership_ids),
            "state": [state] * size,
            "day": [day] * size,
            "reason": [reason] * size,
            "made_by": [made_by] * size,
        }
        rows = columns_of(table, **columns)
        self._connection.execute(insert(table).from_select(list(columns), rows))

    def changes(self, membership_ids: Sequence[str]) -> dict[str, list[Change]]:
        """The changes of standing of members, in the order they were made."""
        rows = self._connection.execute(_CHANGES, {"these": list(membership_ids)})
        found: dict[str, list[Change]] = {each: [] for each in membership_ids}
        for row in rows:
            found[row.membership_id].append(Change(row.state, row.day))
        return found

    def choose_plan(
        self, membership: Membership, chosen: Chosen, chosen_by: str, now: dt.datetime
    ) -> None:
        """Keep the plan a member pays by from a day on."""
        self._connection.execute(
            insert(tables.chosen_plans).values(
                fund_id=membership.fund_id,
                membership_id=membership.membership_id,
                from_day=chosen.from_day,
                period_days=chosen.period_days,
                chosen_by=chosen_by,
                chosen_at=now,
            )
        )

    def chosen(self, membership_ids: Sequence[str]) -> dict[str, list[Chosen]]:
        """The plans members chose, oldest first."""
        rows = self._connection.execute(_CHOSEN, {"these": list(membership_ids)})
        found: dict[str, list[Chosen]] = {each: [] for each in membership_ids}
        for row in rows:
            found[row.membership_id].append(Chosen(row.from_day, row.period_days))
        return found

    def paid(self, membership_ids: Sequence[str]) -> dict[str, Money]:
        """What each has paid here: savings, no fees, nothing that was turned round."""
        lines, collections = tables.contributions, tables.collections
        rows = self._connection.execute(
            select(lines.c.membership_id, func.sum(lines.c.amount_satang))
            .join(collections, collections.c.collection_id == lines.c.collection_id)
            .where(lines.c.membership_id == func.any(list(membership_ids)))
            .where(collections.c.state == "recorded")
            .group_by(lines.c.membership_id)
        )
        return {row[0]: Money(int(row[1])) for row in rows}

    def books_since(self, fund_id: str) -> dt.date | None:
        """The first month of contributions kept here: what was paid before is not known."""
        table = tables.collections
        first: str | None = self._connection.execute(
            select(func.min(table.c.period)).where(
                table.c.fund_id == fund_id, table.c.state == "recorded"
            )
        ).scalar()
        return None if first is None else dt.date.fromisoformat(f"{first}-01")

    def numbered(self, fund_id: str, after: str, limit: int) -> list[Membership]:
        """A page of a fund's memberships by number."""
        table = tables.memberships
        rows = self._connection.execute(
            select(table)
            .where(table.c.fund_id == fund_id, table.c.member_no > after)
            .order_by(table.c.member_no)
            .limit(limit)
        )
        return [Membership(**row) for row in rows.mappings()]
