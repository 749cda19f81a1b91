"""How funds stand: what a forecast begins from, for many funds at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from kernel.values.money import ZERO, Money
from services.funds import tables
from services.funds.domain.ledger import CASH


@dataclass
class Books:
    """A fund's cash, since when it has books, and what moved on its accounts in a while."""

    cash: Money = ZERO
    since: dt.date | None = None
    moved: dict[str, Money] = field(default_factory=dict)


class StandingStore:
    """Named reads for looking ahead."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def books(self, fund_ids: Sequence[str], after: dt.date) -> dict[str, Books]:
        """The books of funds, with what moved after a day, by account."""
        books = {fund_id: Books() for fund_id in fund_ids}
        balances, postings = tables.balances, tables.postings
        wanted = func.any(list(fund_ids))
        for fund_id, satang in self._connection.execute(
            select(balances.c.fund_id, balances.c.amount_satang).where(
                balances.c.fund_id == wanted, balances.c.account == CASH
            )
        ):
            books[fund_id].cash = Money(satang)
        # What closes a year takes its income and expense away again: it is no movement of money.
        closed = tables.closed_years
        closing = select(closed.c.entry_id).where(closed.c.entry_id == postings.c.entry_id)
        lately = func.sum(postings.c.amount_satang).filter(postings.c.day > after)
        for fund_id, account, satang, since in self._connection.execute(
            select(postings.c.fund_id, postings.c.account, lately, func.min(postings.c.day))
            .where(postings.c.fund_id == wanted, ~closing.exists())
            .group_by(postings.c.fund_id, postings.c.account)
        ):
            told = books[fund_id]
            told.since = since if told.since is None else min(since, told.since)
            if satang:
                told.moved[account] = Money(int(satang))
        return books
