"""The ledger: entries are added, never changed; balances move with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Connection,
    Insert,
    Row,
    Select,
    Table,
    case,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.telemetry import metrics
from kernel.values.errors import NotFound, Refused
from kernel.values.money import ZERO, Money
from services.funds import tables
from services.funds.domain.ledger import CASH, Entry, Posting


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
        self._connection.execute(insert(tables.entries), rows)
        # Asked with the postings, when the entries hold their fund's row: a year that is being
        # closed is waited for, and then seen to be closed.
        closed, postings = tables.closed_years, tables.postings
        until = (
            select(func.max(closed.c.to_day))
            .where(closed.c.fund_id == postings.c.fund_id)
            .scalar_subquery()
        )
        added = _insert_at_once(postings, list(_posting_rows(entries)))
        for day, closed_until in self._connection.execute(added.returning(postings.c.day, until)):
            if closed_until is not None and day <= closed_until:
                days = {"day": day.isoformat(), "closed_until": closed_until.isoformat()}
                raise Refused("date_in_closed_period", days)

    def reserve(self, entry: Entry, made_by: str, now: dt.datetime) -> None:
        """Add an entry that promises money; `Refused` if the fund has not got it.

        The balance's row is locked until the commit: of fifty at once, none spends the same baht.
        """
        self.post([entry], made_by, now)
        table = tables.balances
        left = self._connection.execute(
            select(table.c.amount_satang).where(
                table.c.fund_id == entry.fund_id, table.c.account == CASH
            )
        ).scalar()
        if left is not None and left < 0:
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

    def listed(self, fund_id: str, after: str, limit: int) -> list[Entry]:
        """A page of a fund's entries by id."""
        table = tables.entries
        page = (
            select(table.c.entry_id)
            .where(table.c.fund_id == fund_id, table.c.entry_id > after)
            .order_by(table.c.entry_id)
            .limit(limit)
        )
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
        table = tables.balances
        found = self._connection.execute(
            select(table.c.amount_satang).where(
                table.c.fund_id == fund_id, table.c.account == account
            )
        ).scalar()
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


def _insert_at_once(table: Table, rows: list[dict[str, Any]]) -> Insert:
    """One statement for all rows: the balances are then moved once, in the order of their keys."""
    names = list(rows[0])
    columns = [
        func.unnest(literal([row[name] for row in rows], ARRAY(table.c[name].type)))
        for name in names
    ]
    return insert(table).from_select(names, select(*columns))


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
