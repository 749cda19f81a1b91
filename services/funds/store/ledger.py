"""The ledger: entries are added, never changed; balances move with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    case,
    func,
    insert,
    select,
)

from kernel.chassis.bulk import columns_bound
from kernel.telemetry import metrics
from kernel.values.errors import NotFound, Refused
from kernel.values.money import ZERO, Money
from services.funds import tables
from services.funds.domain.ledger import CASH, Entry, Posting

# Statements of every posting, made once. All rows come in one: the balances are then moved once, in
# the order of their keys.
_ENTRY: Final = (
    *("entry_id", "fund_id", "day", "kind", "subject", "reverses", "sides", "made_by", "made_at"),
)
_POSTING: Final = ("entry_id", "account", "fund_id", "day", "amount_satang")
_CLOSED_UNTIL: Final = (
    select(func.max(tables.closed_years.c.to_day))
    .where(tables.closed_years.c.fund_id == tables.postings.c.fund_id)
    .scalar_subquery()
)
_ADD_ENTRIES: Final = insert(tables.entries).from_select(
    _ENTRY, columns_bound(tables.entries, *_ENTRY)
)
_ADD_POSTINGS: Final = (
    insert(tables.postings)
    .from_select(_POSTING, columns_bound(tables.postings, *_POSTING))
    .returning(tables.postings.c.day, _CLOSED_UNTIL)
)
_STANDS: Final = select(tables.balances.c.amount_satang).where(
    tables.balances.c.fund_id == bindparam("of_fund"),
    tables.balances.c.account == bindparam("of_account"),
)


class LedgerStore:
    """Named reads and writes of entries and balances."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def post(self, entries: Iterable[Entry], made_by: str, now: dt.datetime) -> None:
        """Add entries; the database moves their accounts' balances with them.

        `Refused("date_in_closed_period")` for a day of a year that is closed.
        """
        entries = [entry for entry in entries if entry.postings]
        if not entries:
            return
        rows = [_entry_row(entry) | {"made_by": made_by, "made_at": now} for entry in entries]
        self._connection.execute(_ADD_ENTRIES, _by_column(rows))
        # Asked with the postings, when the entries hold their fund's row: a year that is being
        # closed is waited for, and then seen to be closed.
        added = self._connection.execute(_ADD_POSTINGS, _by_column(list(_posting_rows(entries))))
        for day, closed_until in added:
            if closed_until is not None and day <= closed_until:
                days = {"day": day.isoformat(), "closed_until": closed_until.isoformat()}
                raise Refused("date_in_closed_period", days)

    def reserve(self, entry: Entry, made_by: str, now: dt.datetime) -> None:
        """Add an entry that promises money; `Refused` if the fund has not got it.

        The balance's row is locked until the commit: of fifty at once, none spends the same baht.
        """
        self.post([entry], made_by, now)
        if self.cash(entry.fund_id) < ZERO:
            raise Refused("fund_balance_too_low")

    def opened(self, fund_id: str) -> bool:
        """Whether the fund's opening balance has been posted, and not turned round since."""
        table, again = tables.entries, tables.entries.alias()
        turned = select(again.c.entry_id).where(again.c.reverses == table.c.entry_id).exists()
        query = select(table.c.entry_id).where(
            table.c.fund_id == fund_id, table.c.kind == "opening", ~turned
        )
        return self._connection.execute(query).first() is not None

    def get(self, entry_id: str) -> Entry:
        """An entry with its postings, or `NotFound`."""
        found = self._entries(_with_postings().where(tables.entries.c.entry_id == entry_id))
        if not found:
            raise NotFound("entry_unknown")
        return found[0]

    def listed(
        self,
        fund_id: str,
        *,
        after: str,
        limit: int,
        from_day: dt.date | None = None,
        to_day: dt.date | None = None,
        kind: str = "",
    ) -> list[Entry]:
        """A page of a fund's entries by id, of some days or of a kind where that is asked."""
        table = tables.entries
        page = select(table.c.entry_id).where(table.c.fund_id == fund_id, table.c.entry_id > after)
        if from_day is not None:
            page = page.where(table.c.day >= from_day)
        if to_day is not None:
            page = page.where(table.c.day <= to_day)
        if kind:
            page = page.where(table.c.kind == kind)
        page = page.order_by(table.c.entry_id).limit(limit)
        return self._entries(_with_postings().where(table.c.entry_id.in_(page)))

    def balances(
        self, fund_id: str, from_day: dt.date, to_day: dt.date
    ) -> tuple[list[Posting], list[Posting], Money]:
        """What stood on each account before a period, what moved in it, and the sum of all."""
        table = tables.postings
        before = func.sum(case((table.c.day < from_day, table.c.amount_satang), else_=0))
        within = func.sum(case((table.c.day >= from_day, table.c.amount_satang), else_=0))
        rows = self._connection.execute(
            select(table.c.account, before, within)
            .where(table.c.fund_id == fund_id, table.c.day <= to_day)
            .group_by(table.c.account)
            .order_by(table.c.account)
        ).all()
        opening = [Posting(row[0], Money(int(row[1]))) for row in rows if row[1]]
        moved = [Posting(row[0], Money(int(row[2]))) for row in rows if row[2]]
        whole = self._connection.execute(
            select(func.coalesce(func.sum(table.c.amount_satang), 0)).where(
                table.c.fund_id == fund_id
            )
        ).scalar_one()
        return opening, moved, Money(int(whole))

    def income(self, fund_id: str, first_day: dt.date, last_day: dt.date) -> Money:
        """What came in between two days, from every source; closing a year takes nothing away."""
        table, entries = tables.postings, tables.entries
        satang = self._connection.execute(
            select(func.coalesce(func.sum(-table.c.amount_satang), 0))
            .join(entries, entries.c.entry_id == table.c.entry_id)
            .where(table.c.fund_id == fund_id, table.c.account.startswith("income."))
            .where(entries.c.kind != "closing")
            .where(table.c.day.between(first_day, last_day))
        ).scalar_one()
        return Money(int(satang))

    def cash(self, fund_id: str) -> Money:
        """What a fund has and has not promised."""
        return self.stands(fund_id, CASH)

    def stands(self, fund_id: str, account: str) -> Money:
        """What stands on an account now."""
        told = {"of_fund": fund_id, "of_account": account}
        found = self._connection.execute(_STANDS, told).scalar()
        return ZERO if found is None else Money(found)

    def measure(self) -> None:
        """What all balances sum to: nothing, or the ledger is broken."""
        off = self._connection.execute(select(func.ledger_imbalance())).scalar_one()
        metrics.ledger_imbalance.labels("funds").set(int(off))

    def _entries(self, query: Select[Any]) -> list[Entry]:
        rows = self._connection.execute(query)
        return [
            _entry(list(group)) for _, group in groupby(rows, key=lambda row: str(row.entry_id))
        ]


def _by_column(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Rows as the columns a statement was made to take."""
    return {f"all_{name}": [row[name] for row in rows] for name in rows[0]}


def _with_postings() -> Select[Any]:
    entries, postings = tables.entries, tables.postings
    return (
        select(entries, postings.c.account, postings.c.amount_satang)
        .join(postings, postings.c.entry_id == entries.c.entry_id)
        .order_by(entries.c.entry_id, postings.c.account)
    )


def _entry(rows: list[Row[Any]]) -> Entry:
    first = rows[0]
    return Entry(
        entry_id=first.entry_id,
        fund_id=first.fund_id,
        day=first.day,
        kind=first.kind,
        subject=first.subject,
        postings=tuple(Posting(row.account, Money(row.amount_satang)) for row in rows),
        reverses=first.reverses,
        made_by=first.made_by,
        made_at=first.made_at,
    )


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "entry_id": entry.entry_id,
        "fund_id": entry.fund_id,
        "day": entry.day,
        "kind": entry.kind,
        "subject": entry.subject,
        "reverses": entry.reverses,
        "sides": len(entry.postings),
    }


def _posting_rows(entries: list[Entry]) -> Iterable[dict[str, Any]]:
    for entry in entries:
        for posting in entry.postings:
            yield {
                "entry_id": entry.entry_id,
                "account": posting.account,
                "fund_id": entry.fund_id,
                "day": entry.day,
                "amount_satang": posting.amount.satang,
            }
