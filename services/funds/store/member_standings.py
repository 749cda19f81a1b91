"""What members paid since their books began, and whose rights rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, String, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from kernel.chassis.bulk import columns_of
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.claims import Membership
from services.funds.domain.dues import Chosen
from services.funds.domain.member_standing import Change, Savings

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
_LINE, _OF = tables.contributions, tables.collections
_RECORDED: Final = (_LINE.c.membership_id == func.any(bindparam("these", type_=ARRAY(String)))) & (
    _OF.c.state == "recorded"
)
_LAST_SHEET: Final = (
    select(_LINE.c.membership_id, _LINE.c.period, _LINE.c.arrears_satang.label("owed"))
    .ext(distinct_on(_LINE.c.membership_id))
    .join(_OF, _OF.c.collection_id == _LINE.c.collection_id)
    .where(_RECORDED, _LINE.c.arrears_satang.is_not(None))
    .where(_LINE.c.period <= bindparam("of_period"))
    .order_by(_LINE.c.membership_id, _LINE.c.period.desc())
    .cte("last_sheet")
)
_PAID: Final = func.sum(_LINE.c.amount_satang)
_SINCE_SHEET: Final = _LAST_SHEET.c.period.is_(None) | (_LINE.c.period >= _LAST_SHEET.c.period)
_SAVINGS: Final = (
    select(
        _LINE.c.membership_id,
        _LAST_SHEET.c.period,
        _LAST_SHEET.c.owed,
        _PAID.label("whole"),
        func.coalesce(_PAID.filter(_SINCE_SHEET), 0).label("paid"),
    )
    .join(_OF, _OF.c.collection_id == _LINE.c.collection_id)
    .outerjoin(_LAST_SHEET, _LAST_SHEET.c.membership_id == _LINE.c.membership_id)
    .where(_RECORDED)
    .group_by(_LINE.c.membership_id, _LAST_SHEET.c.period, _LAST_SHEET.c.owed)
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

    def savings(
        self, fund_id: str, membership_ids: Sequence[str], day: dt.date
    ) -> dict[str, Savings]:
        """What each has saved here: no fees, nothing that was turned round; from the last sheet by
        the month of a day that tells what was carried over, else from the fund's first."""
        since = self.books_since(fund_id)
        if since is None:
            return {}
        told = {"these": list(membership_ids), "of_period": f"{day:%Y-%m}"}
        found = {each: Savings(since) for each in membership_ids}
        for row in self._connection.execute(_SAVINGS, told):
            earlier, paid = Money(int(row.whole - row.paid)), Money(int(row.paid))
            if row.period is None:
                found[row.membership_id] = Savings(since, None, paid)
                continue
            sheet = dt.date.fromisoformat(f"{row.period}-01")
            found[row.membership_id] = Savings(sheet, Money(row.owed), paid, earlier=earlier)
        return found

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
