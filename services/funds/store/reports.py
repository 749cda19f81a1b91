"""What reports are made of: postings of a year, benefits given, passbooks, plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.ledger import CASH, Posting

_MONEY: Final = ("income", "expense")


class ReportStore:
    """Named reads for reports, and the plans beside them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stands(self, fund_id: str, day: dt.date) -> list[Posting]:
        """What stands on each account at the end of a day."""
        return self._sums(fund_id, tables.postings.c.day <= day)

    def moved(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> list[Posting]:
        """What moved on each account in a period, but for the entry that closes its year."""
        postings, closed = tables.postings, tables.closed_years
        closing = select(closed.c.entry_id).where(closed.c.entry_id == postings.c.entry_id)
        return self._sums(fund_id, postings.c.day.between(from_day, to_day), ~closing.exists())

    def _sums(self, fund_id: str, *conditions: Any) -> list[Posting]:
        table = tables.postings
        rows = self._connection.execute(
            select(table.c.account, func.sum(table.c.amount_satang))
            .where(table.c.fund_id == fund_id, *conditions)
            .group_by(table.c.account)
            .order_by(table.c.account)
        )
        return [Posting(row[0], Money(int(row[1]))) for row in rows if row[1]]

    def benefits(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> list[dict[str, Any]]:
        """What was paid in a period by kind: people, times, money."""
        table = tables.claims
        paid_on = func.coalesce(table.c.paid_on, table.c.filed_on)
        rows = self._connection.execute(
            select(
                table.c.kind,
                func.count(func.coalesce(table.c.membership_id, table.c.person_id).distinct()),
                func.count(),
                func.sum(table.c.paid_satang),
            )
            .where(table.c.fund_id == fund_id, table.c.state == "paid")
            .where(paid_on.between(from_day, to_day))
            .group_by(table.c.kind)
            .order_by(table.c.kind)
        )
        return [
            {"kind": row[0], "people": row[1], "times": row[2], "amount": Money(int(row[3]))}
            for row in rows
        ]

    def match(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> dict[str, Money]:
        """What of the State's match came in a period, and what of it was paid back."""
        entries, postings = tables.entries, tables.postings
        moved = postings.c.amount_satang
        came, gone = self._connection.execute(
            select(
                func.coalesce(func.sum(moved).filter(entries.c.kind == "match_received"), 0),
                func.coalesce(func.sum(-moved).filter(entries.c.kind == "match_clawed_back"), 0),
            )
            .join(entries, entries.c.entry_id == postings.c.entry_id)
            .where(postings.c.fund_id == fund_id, postings.c.account == CASH)
            .where(postings.c.day.between(from_day, to_day))
        ).one()
        return {"match_received": Money(int(came)), "match_returned": Money(int(gone))}

    def members(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> dict[str, int]:
        """Members at the end of a period, and who joined, died and left in it."""
        table, leavings = tables.memberships, tables.leavings
        left = select(func.count()).where(
            leavings.c.fund_id == fund_id,
            leavings.c.state == "done",
            leavings.c.day.between(from_day, to_day),
        )
        active, joined, died, gone = self._connection.execute(
            select(
                func.count().filter(_belonged(to_day)),
                func.count().filter(table.c.joined_on.between(from_day, to_day)),
                func.count().filter(table.c.died_on.between(from_day, to_day)),
                left.scalar_subquery(),
            ).where(table.c.fund_id == fund_id)
        ).one()
        return {"active": active, "joined": joined, "died": died, "left": gone}

    def passbook(self, membership_id: str, after: str, limit: int) -> list[dict[str, Any]]:
        """A page of what a member paid, received, and had taken for levies, oldest first."""
        book = union_all(*_book(membership_id)).subquery()
        query = select(book).order_by(book.c.day, book.c.line_id).limit(limit)
        if after:
            since, _, line_id = after.partition("|")
            place = tuple_(book.c.day, book.c.line_id)
            query = query.where(place > tuple_(dt.date.fromisoformat(since), line_id))
        return [
            dict(row) | {name: Money(row[name]) for name in ("paid", "received", "taken")}
            for row in self._connection.execute(query).mappings()
        ]

    def plan(self, plan: dict[str, Any], set_by: str, now: dt.datetime) -> None:
        """Keep a plan; the last one of a year counts."""
        row = {
            "fund_id": plan["fund_id"],
            "year": plan["year"],
            "members": plan["members"],
            "income_satang": plan["income"].satang,
            "expense_satang": plan["expense"].satang,
        }
        self._connection.execute(insert(tables.plans).values(**row, set_by=set_by, set_at=now))

    def plan_results(
        self,
        year: int,
        days: Mapping[str, tuple[dt.date, dt.date]],
        *,
        area_code: str = "",
        fund_id: str | None = None,
        after: str = "",
        limit: int = 1,
    ) -> list[dict[str, Any]]:
        """Of each fund of an area, or of one: its plan for a year, what came of it, and its next
        plan. `days` are the year's by each way of keeping books; a fund is measured by its own."""
        funds, members = tables.funds, tables.memberships
        first, last = (
            case({kind: each[end] for kind, each in days.items()}, value=funds.c.book_year)
            for end in (0, 1)
        )
        living = select(func.count()).where(members.c.fund_id == funds.c.fund_id, _belonged(last))
        result = _result(first, last).lateral("result")
        names = (*_MONEY, "members")
        now, then = _last_plan(year), _last_plan(year + 1)
        code = funds.c.area_codes[1]
        query = select(
            funds.c.fund_id,
            funds.c.name,
            func.coalesce(code, "").label("area_code"),
            *(column.label(name) for name, column in zip(_MONEY, result.c, strict=True)),
            living.scalar_subquery().label("members"),
            *(func.coalesce(now.c[name], 0).label(f"{name}_planned") for name in names),
            *(func.coalesce(then.c[name], 0).label(f"{name}_next") for name in names),
        ).select_from(
            funds.join(result, literal(True))
            .outerjoin(now, literal(True))
            .outerjoin(then, literal(True))
        )
        query = query.where(funds.c.fund_id > after, func.coalesce(code, "").startswith(area_code))
        if fund_id is not None:
            query = query.where(funds.c.fund_id == fund_id)
        rows = self._connection.execute(query.order_by(funds.c.fund_id).limit(limit))
        return [dict(row) for row in rows.mappings()]


def _belonged(day: Any) -> ColumnElement[bool]:
    """Who was a member at the end of a day: had joined, lived, and had not left, or did so later.
    Of whom an old register says no more than that they left, the day is not known."""
    table, leavings = tables.memberships, tables.leavings
    left_later = select(leavings.c.leaving_id).where(
        leavings.c.membership_id == table.c.membership_id,
        leavings.c.state == "done",
        leavings.c.day > day,
    )
    return and_(
        table.c.joined_on <= day,
        or_(
            and_(table.c.status == "active", func.coalesce(table.c.died_on > day, true())),
            and_(table.c.status == "deceased", table.c.died_on > day),
            left_later.exists(),
        ),
    )


def _book(membership_id: str) -> tuple[Select[Any], ...]:
    """The parts of a passbook: paid, received, and moved on the account for levies."""
    lines, collections, entries = tables.contributions, tables.collections, tables.entries
    claims = tables.claims
    day = func.coalesce(entries.c.day, cast(lines.c.period + "-01", Date))
    paid = (
        select(
            (lines.c.collection_id + "." + cast(lines.c.line, String)).label("line_id"),
            day.label("day"),
            literal("contribution").label("what"),
            (lines.c.amount_satang + lines.c.entry_fee_satang).label("paid"),
            literal(0).label("received"),
            literal(0).label("taken"),
        )
        .join(collections, collections.c.collection_id == lines.c.collection_id)
        .outerjoin(entries, entries.c.entry_id == collections.c.entry_id)
        .where(lines.c.membership_id == membership_id, collections.c.state == "recorded")
        .where(lines.c.amount_satang + lines.c.entry_fee_satang > 0)
    )
    received = select(
        claims.c.claim_id,
        func.coalesce(claims.c.paid_on, claims.c.filed_on),
        claims.c.kind,
        literal(0),
        claims.c.paid_satang,
        literal(0),
    ).where(claims.c.membership_id == membership_id, claims.c.state == "paid")
    moves = tables.account_moves
    account = select(
        moves.c.entry_id,
        moves.c.day,
        moves.c.what,
        case((moves.c.what == "deposit", moves.c.amount_satang), else_=0),
        literal(0),
        case((moves.c.what == "levy", -moves.c.amount_satang), else_=0),
    ).where(moves.c.membership_id == membership_id)
    return paid, received, account


def _result(first: Any, last: Any) -> Select[Any]:
    """What came in and went out of a fund between two days, but for the entry that closes it."""
    funds, postings, closed = tables.funds, tables.postings, tables.closed_years
    account, amount = postings.c.account, postings.c.amount_satang
    closing = select(closed.c.entry_id).where(closed.c.entry_id == postings.c.entry_id)
    spent = account.startswith("welfare.") | account.startswith("expense.")
    return (
        select(
            -func.coalesce(func.sum(amount).filter(account.startswith("income.")), 0),
            func.coalesce(func.sum(amount).filter(spent), 0),
        )
        .where(postings.c.fund_id == funds.c.fund_id, postings.c.day.between(first, last))
        .where(~closing.exists())
    )


def _last_plan(year: int) -> Any:
    table, funds = tables.plans, tables.funds
    return (
        select(
            table.c.income_satang.label("income"),
            table.c.expense_satang.label("expense"),
            table.c.members.label("members"),
        )
        .where(table.c.fund_id == funds.c.fund_id, table.c.year == year)
        .order_by(table.c.plan_id.desc())
        .limit(1)
        .lateral(f"plan_{year}")
    )
