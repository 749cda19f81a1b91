"""How funds stand: what a forecast begins from, for many funds at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, String, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

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
        for fund_id, account, satang in self._connection.execute(
            select(postings.c.fund_id, postings.c.account, func.sum(postings.c.amount_satang))
            .where(postings.c.fund_id == wanted, postings.c.day > after, ~closing.exists())
            .group_by(postings.c.fund_id, postings.c.account)
        ):
            books[fund_id].moved[account] = Money(int(satang))
        # Every fund's first entry moves its cash, and the index knows its first day.
        asked = func.unnest(literal(list(fund_ids), ARRAY(String))).column_valued("asked")
        first = select(func.min(postings.c.day)).where(
            postings.c.fund_id == asked, postings.c.account == CASH
        )
        for fund_id, since in self._connection.execute(select(asked, first.scalar_subquery())):
            books[fund_id].since = since
        return books
