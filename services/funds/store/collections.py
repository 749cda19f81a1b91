"""Collections: what members paid, line by line, behind one entry of the ledger each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, String, bindparam, func, insert, select, update

from kernel.chassis.bulk import columns_bound
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.dues import PaidBefore
from services.funds.domain.member_standing import Savings


@dataclass(frozen=True)
class Collection:
    """A collection: a month's sheet, or a day's payments."""

    collection_id: str
    fund_id: str
    period: str
    entry_id: str | None = None
    import_id: str | None = None
    paid_in: str = "cash"
    branch_id: str | None = None


@dataclass(frozen=True)
class ContributionLine:
    """What one member paid in a collection; `arrears` are those carried into its month."""

    line: int
    membership_id: str
    amount: Money
    entry_fee: Money
    arrears: Money | None = None


# Statements of every collection and every claim, made once.
_ADD: Final = insert(tables.collections)
_LINES: Final = columns_bound(
    tables.contributions,
    *("line", "membership_id", "amount_satang", "entry_fee_satang", "arrears_satang"),
).add_columns(
    bindparam("of_collection", type_=String).label("collection_id"),
    bindparam("of_fund", type_=String).label("fund_id"),
    bindparam("of_period", type_=String).label("period"),
)
_ADD_LINES: Final = insert(tables.contributions).from_select(_LINES.selected_columns.keys(), _LINES)
_LINE, _OF, _ENTRY = tables.contributions, tables.collections, tables.entries
_OF_MEMBER: Final = (
    (_LINE.c.membership_id == bindparam("of_membership"))
    & (_LINE.c.period <= bindparam("of_period"))
    & (_OF.c.state == "recorded")
)
_LAST_SHEET: Final = (
    select(_LINE.c.period, _LINE.c.arrears_satang)
    .join(_OF, _OF.c.collection_id == _LINE.c.collection_id)
    .where(_OF_MEMBER, _LINE.c.arrears_satang.is_not(None))
    .order_by(_LINE.c.period.desc())
    .limit(1)
    .cte("last_sheet")
)
_FIRST_MONTH: Final = select(func.min(_OF.c.period)).where(
    _OF.c.fund_id == bindparam("of_fund"),
    _OF.c.state == "recorded",
    _OF.c.period <= bindparam("of_period"),
)
_SINCE: Final = func.coalesce(
    select(_LAST_SHEET.c.period).scalar_subquery(), _FIRST_MONTH.scalar_subquery()
)
_PAID: Final = func.sum(_LINE.c.amount_satang)
# A month's lines count as before it was over once their entry's day is before the event.
_BY_THE_DAY: Final = (_LINE.c.period == bindparam("of_period")) & (
    _ENTRY.c.day < bindparam("before")
)
_SAVINGS: Final = (
    select(
        _SINCE.label("since"),
        select(_LAST_SHEET.c.arrears_satang).scalar_subquery().label("owed"),
        func.coalesce(_PAID.filter(_LINE.c.period < bindparam("of_period")), 0).label("paid"),
        func.coalesce(_PAID.filter(_BY_THE_DAY), 0).label("paid_this_month"),
    )
    .select_from(_LINE)
    .join(_OF, _OF.c.collection_id == _LINE.c.collection_id)
    .outerjoin(_ENTRY, _ENTRY.c.entry_id == _OF.c.entry_id)
    .where(_OF_MEMBER, _LINE.c.period >= _SINCE)
)


class CollectionStore:
    """Named reads and writes of collections."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, collection: Collection, lines: Sequence[ContributionLine], now: dt.datetime
    ) -> None:
        self._connection.execute(
            _ADD,
            {
                "collection_id": collection.collection_id,
                "fund_id": collection.fund_id,
                "period": collection.period,
                "import_id": collection.import_id,
                "entry_id": collection.entry_id,
                "state": "recorded",
                "recorded_at": now,
                "paid_in": collection.paid_in,
                "branch_id": collection.branch_id,
            },
        )
        self._connection.execute(
            _ADD_LINES,
            {
                "of_collection": collection.collection_id,
                "of_fund": collection.fund_id,
                "of_period": collection.period,
                "all_line": [line.line for line in lines],
                "all_membership_id": [line.membership_id for line in lines],
                "all_amount_satang": [line.amount.satang for line in lines],
                "all_entry_fee_satang": [line.entry_fee.satang for line in lines],
                "all_arrears_satang": [
                    None if line.arrears is None else line.arrears.satang for line in lines
                ],
            },
        )

    def of_import(self, import_id: str) -> tuple[str, str | None] | None:
        """The recorded collection an import brought: its id and its entry's."""
        table = tables.collections
        row = self._connection.execute(
            select(table.c.collection_id, table.c.entry_id).where(
                table.c.import_id == import_id, table.c.state == "recorded"
            )
        ).one_or_none()
        return (row.collection_id, row.entry_id) if row else None

    def replaced(self, collection_id: str) -> None:
        """Another collection has taken this one's place; its entry has been reversed."""
        table = tables.collections
        self._connection.execute(
            update(table).where(table.c.collection_id == collection_id).values(state="replaced")
        )

    def paid_before(self, membership_ids: Sequence[str]) -> dict[str, PaidBefore]:
        """What these members paid here, savings and entry fees; nothing that was turned round."""
        lines, collections = tables.contributions, tables.collections
        rows = self._connection.execute(
            select(
                lines.c.membership_id,
                func.sum(lines.c.amount_satang),
                func.sum(lines.c.entry_fee_satang),
            )
            .join(collections, collections.c.collection_id == lines.c.collection_id)
            .where(lines.c.membership_id == func.any(list(membership_ids)))
            .where(collections.c.state == "recorded")
            .group_by(lines.c.membership_id)
        )
        return {row[0]: PaidBefore(Money(int(row[1])), Money(int(row[2]))) for row in rows}

    def arrears(self, fund_id: str) -> dict[tuple[str, str], Money]:
        """Arrears carried into a month, by (membership, period `YYYY-MM`), where a sheet tells."""
        lines, collections = tables.contributions, tables.collections
        rows = self._connection.execute(
            select(lines.c.membership_id, lines.c.period, lines.c.arrears_satang)
            .join(collections, collections.c.collection_id == lines.c.collection_id)
            .where(lines.c.fund_id == fund_id, lines.c.arrears_satang.is_not(None))
            .where(collections.c.state == "recorded")
        )
        return {(row[0], row[1]): Money(row[2]) for row in rows}

    def savings(self, fund_id: str, membership_id: str, day: dt.date) -> Savings | None:
        """What one member had saved when a day began: from the last sheet by its month that tells
        what was carried over, else from the fund's first; None where the books begin later."""
        told = {"of_fund": fund_id, "of_membership": membership_id}
        days = {"of_period": f"{day:%Y-%m}", "before": day}
        row = self._connection.execute(_SAVINGS, told | days).one()
        if row.since is None:
            return None
        return Savings(
            dt.date.fromisoformat(f"{row.since}-01"),
            None if row.owed is None else Money(row.owed),
            Money(int(row.paid)),
            Money(int(row.paid_this_month)),
        )
