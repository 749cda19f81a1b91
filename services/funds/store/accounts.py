"""Members' accounts: moved for many at once, never a query for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Date, String, cast, func, insert, literal, select, update

from kernel.chassis.bulk import columns_of
from kernel.values.money import ZERO, Money
from services.funds import tables
from services.funds.domain.ledger import Entry
from services.funds.domain.levies import Taken
from services.funds.domain.regulations import Levy


@dataclass(frozen=True)
class Share:
    """What a levy takes of one account, and what then stands on it."""

    membership_id: str
    taken: Money
    stands: Money


class AccountStore:
    """Named reads and writes of members' accounts and of levies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, fund_id: str) -> None:
        """Let no other levy of this fund be taken until the commit: it would see old accounts."""
        accounts = func.hashtextextended(f"accounts|{fund_id}", 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(accounts)))

    def stand(self, membership_ids: Sequence[str]) -> dict[str, Money]:
        """What stands on each account that ever moved."""
        table = tables.account_moves
        rows = self._connection.execute(
            select(table.c.membership_id, func.sum(table.c.amount_satang))
            .where(table.c.membership_id == func.any(list(membership_ids)))
            .group_by(table.c.membership_id)
        )
        return {row[0]: Money(int(row[1])) for row in rows}

    def owed_by(self, membership_id: str, day: dt.date) -> Money:
        """What a member owed when a day began."""
        table = tables.account_moves
        satang = self._connection.execute(
            select(func.coalesce(func.sum(table.c.amount_satang), 0)).where(
                table.c.membership_id == membership_id, table.c.day < day
            )
        ).scalar_one()
        return max(ZERO, Money(-int(satang)))

    def put_in(self, entry: Entry, amounts: dict[str, Money]) -> None:
        """Keep what members put in with one entry."""
        self._add(entry, "deposit", amounts)

    def shares(self, payers: Sequence[str], levy: Levy) -> list[Share]:
        """What a levy takes of each account: the whole share, or what stands on it where the fund
        bears the rest."""
        moves = tables.account_moves
        asked = columns_of(moves, membership_id=list(payers)).subquery()
        before = func.coalesce(func.sum(moves.c.amount_satang), 0)
        rate = levy.rate.satang
        taken = (
            func.least(func.greatest(before, 0), rate)
            if levy.shortfall == "fund_bears"
            else literal(rate)
        )
        rows = self._connection.execute(
            select(asked.c.membership_id, taken, before - taken)
            .outerjoin(moves, moves.c.membership_id == asked.c.membership_id)
            .group_by(asked.c.membership_id)
            .order_by(asked.c.membership_id)
        )
        return [Share(row[0], Money(int(row[1])), Money(int(row[2]))) for row in rows]

    def take(self, taken: Taken, entry: Entry, shares: Sequence[Share]) -> None:
        """Keep a levy, and what it took with its entry of each account."""
        self._add(entry, "levy", {each.membership_id: -each.taken for each in shares})
        told = dict(vars(taken))
        rate, whole = told.pop("rate"), told.pop("taken")
        self._connection.execute(
            insert(tables.levies).values(**told, rate_satang=rate.satang, taken_satang=whole.satang)
        )

    def turn_round(self, wrong: Entry, correction: Entry) -> None:
        """Move everything of a wrong entry back, with its correction."""
        table = tables.account_moves
        back = select(
            cast(literal(correction.entry_id), String),
            table.c.membership_id,
            table.c.fund_id,
            cast(literal(correction.day), Date),
            table.c.what,
            -table.c.amount_satang,
        ).where(table.c.entry_id == wrong.entry_id)
        names = ("entry_id", "membership_id", "fund_id", "day", "what", "amount_satang")
        self._connection.execute(insert(table).from_select(names, back))

    def undo_levy(self, entry_id: str) -> None:
        """The entry of a levy was turned round: it may be taken anew."""
        table = tables.levies
        self._connection.execute(
            update(table).where(table.c.entry_id == entry_id).values(state="undone")
        )

    def levy_taken(self, claim_id: str) -> bool:
        table = tables.levies
        query = select(table.c.levy_id).where(
            table.c.claim_id == claim_id, table.c.state == "taken"
        )
        return self._connection.execute(query).first() is not None

    def _add(self, entry: Entry, what: str, amounts: dict[str, Money]) -> None:
        moved = {member: amount for member, amount in sorted(amounts.items()) if amount}
        size = len(moved)
        columns: dict[str, list[Any]] = {
            "entry_id": [entry.entry_id] * size,
            "membership_id": list(moved),
            "fund_id": [entry.fund_id] * size,
            "day": [entry.day] * size,
            "what": [what] * size,
            "amount_satang": [amount.satang for amount in moved.values()],
        }
        rows = columns_of(tables.account_moves, **columns)
        self._connection.execute(insert(tables.account_moves).from_select(list(columns), rows))
