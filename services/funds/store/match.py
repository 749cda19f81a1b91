"""Match rounds, and who counts in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, String, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from kernel.values.errors import NotFound
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.match_rounds import Count, Terms
from services.funds.domain.member_standing import LEFT


@dataclass(frozen=True)
class Round:
    """A round: its terms."""

    round_id: str
    terms: Terms


class MatchStore:
    """Named reads and writes of match rounds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, opened: Round, opened_by: str, now: dt.datetime) -> None:
        terms = opened.terms
        self._connection.execute(
            insert(tables.match_rounds).values(
                round_id=opened.round_id,
                fiscal_year=terms.fiscal_year,
                round_no=terms.round_no,
                cut_off_on=terms.cut_off_on,
                paid_from=terms.paid_from,
                paid_to=terms.paid_to,
                member_days_min=terms.member_days_min,
                members_min=terms.members_min,
                rate_satang=terms.rate.satang,
                member_cap_satang=terms.member_cap.satang,
                fund_ceiling_satang=_satang(terms.fund_ceiling),
                budget_satang=_satang(terms.budget),
                opened_by=opened_by,
                opened_at=now,
            )
        )

    def known(self, fiscal_year: int, round_no: int) -> bool:
        table = tables.match_rounds
        query = select(table.c.round_id).where(
            table.c.fiscal_year == fiscal_year, table.c.round_no == round_no
        )
        return self._connection.execute(query).first() is not None

    def get(self, round_id: str, *, for_update: bool = False) -> Round:
        """A round, or `NotFound("round_unknown")`; locked if it is about to give."""
        query = select(tables.match_rounds).where(tables.match_rounds.c.round_id == round_id)
        row = self._connection.execute(
            query.with_for_update() if for_update else query
        ).one_or_none()
        if row is None:
            raise NotFound("round_unknown")
        return _round(row)

    def listed(self, fiscal_year: int | None) -> list[Round]:
        """The rounds of a year, or of all."""
        table = tables.match_rounds
        query = select(table).order_by(table.c.fiscal_year, table.c.round_no)
        if fiscal_year is not None:
            query = query.where(table.c.fiscal_year == fiscal_year)
        return [_round(row) for row in self._connection.execute(query)]

    def count(self, counted: Round, fund_ids: Sequence[str], unknown: Sequence[str]) -> None:
        """Write down who counts in these funds; `unknown` persons are not told apart for sure."""
        eligible, counts = tables.match_eligible, tables.match_counts
        round_id = literal(counted.round_id)
        chosen = _eligible(counted.terms, fund_ids, unknown).subquery()
        columns = ("round_id", "person_id", "fund_id", "membership_id", "paid_satang")
        self._connection.execute(
            # Counted fund by fund: who changed funds meanwhile counts where he was seen first.
            insert(eligible)
            .from_select(columns, select(round_id, *chosen.c))
            .on_conflict_do_nothing()
        )
        funds = tables.funds
        paid = func.coalesce(func.sum(eligible.c.paid_satang), 0)
        told = (
            select(round_id, funds.c.fund_id, func.count(eligible.c.person_id), paid)
            .outerjoin(
                eligible,
                and_(
                    eligible.c.fund_id == funds.c.fund_id,
                    eligible.c.round_id == counted.round_id,
                ),
            )
            .where(funds.c.fund_id == func.any(list(fund_ids)))
            .group_by(funds.c.fund_id)
        )
        self._connection.execute(
            insert(counts).from_select(("round_id", "fund_id", "eligible", "paid_satang"), told)
        )

    def counted_before(self, round_id: str, fund_ids: Sequence[str]) -> set[str]:
        """Those of these funds that the round has counted."""
        table = tables.match_counts
        found = self._connection.execute(
            select(table.c.fund_id).where(
                table.c.round_id == round_id, table.c.fund_id == func.any(list(fund_ids))
            )
        )
        return set(found.scalars())

    def totals(self, round_id: str) -> tuple[int, int, Money]:
        """Of a round: funds counted, members who count, awarded less what was claimed back."""
        totals = func.match_totals(round_id).table_valued("funds", "eligible", "awarded_satang")
        funds, eligible, satang = self._connection.execute(select(*totals.c)).one()
        return funds, eligible, Money(satang)

    def count_of(self, round_id: str, fund_id: str) -> Count:
        """A fund's count in a round, or `NotFound("fund_not_counted")`."""
        table = tables.match_counts
        row = self._connection.execute(
            select(table).where(table.c.round_id == round_id, table.c.fund_id == fund_id)
        ).one_or_none()
        if row is None:
            raise NotFound("fund_not_counted")
        return Count(fund_id, row.eligible, Money(row.paid_satang))

    def eligible(self, round_id: str, fund_id: str, after: str, limit: int) -> list[dict[str, Any]]:
        """A page of who counted in a fund."""
        table = tables.match_eligible
        rows = self._connection.execute(
            select(table.c.membership_id, table.c.person_id, table.c.paid_satang)
            .where(table.c.round_id == round_id, table.c.fund_id == fund_id)
            .where(table.c.membership_id > after)
            .order_by(table.c.membership_id)
            .limit(limit)
        )
        return [
            {"membership_id": row[0], "person_id": row[1], "paid": Money(row[2])} for row in rows
        ]


def _eligible(terms: Terms, fund_ids: Sequence[str], unknown: Sequence[str]) -> Select[Any]:
    """Who was a living, active member of long enough standing at the cut-off, whatever came after;
    each person in the fund joined first."""
    mine = tables.memberships
    other = mine.alias("other")
    elsewhere = (
        select(other.c.membership_id)
        .where(
            other.c.person_id == mine.c.person_id,
            *_counts(other, terms),
            func.row(other.c.joined_on, other.c.membership_id)
            < func.row(mine.c.joined_on, mine.c.membership_id),
        )
        .exists()
    )
    return select(mine.c.person_id, mine.c.fund_id, mine.c.membership_id, _paid(terms, mine)).where(
        mine.c.fund_id == func.any(list(fund_ids)),
        *_counts(mine, terms),
        mine.c.person_id.not_in(select(func.unnest(literal(list(unknown), ARRAY(String))))),
        ~elsewhere,
    )


def _counts(memberships: Any, terms: Terms) -> tuple[Any, ...]:
    # What a fund has decided of a member counts, even while the register has not heard of it.
    cut_off, leavings, claims = terms.cut_off_on, tables.leavings, tables.claims
    whose = memberships.c.membership_id
    leaving = select(leavings.c.leaving_id).where(
        leavings.c.membership_id == whose, leavings.c.state == "done"
    )
    death = select(claims.c.claim_id).where(
        claims.c.membership_id == whose,
        claims.c.kind == "death",
        claims.c.event_on <= cut_off,
        claims.c.state.in_(("approved", "paid")),
    )
    return (
        or_(
            memberships.c.status == "active",
            memberships.c.died_on > cut_off,
            # Of who left by an old register nobody knows when.
            and_(memberships.c.status.in_(LEFT), leaving.exists()),
        ),
        memberships.c.joined_on <= terms.joined_by,
        ~leaving.where(leavings.c.day <= cut_off).exists(),
        ~death.exists(),
        _standing(whose, cut_off) != "suspended",
    )


def _standing(whose: Any, day: dt.date) -> Any:
    """The last change of a member's standing by a day."""
    changes = tables.standing_changes
    last = (
        select(changes.c.state)
        .where(changes.c.membership_id == whose, changes.c.day <= day)
        .order_by(changes.c.day.desc(), changes.c.change_id.desc())
        .limit(1)
    )
    return func.coalesce(last.scalar_subquery(), "active")


def _paid(terms: Terms, memberships: Any) -> Any:
    """What a member paid in the months that count, up to the cap."""
    lines, collections = tables.contributions, tables.collections
    paid = (
        select(func.coalesce(func.sum(lines.c.amount_satang), 0))
        .join(collections, collections.c.collection_id == lines.c.collection_id)
        .where(
            lines.c.membership_id == memberships.c.membership_id,
            lines.c.period.between(terms.paid_from, terms.paid_to),
            collections.c.state == "recorded",
        )
        .scalar_subquery()
    )
    return func.least(paid, terms.member_cap.satang)


def _satang(amount: Money | None) -> int | None:
    return None if amount is None else amount.satang


def _money(satang: int | None) -> Money | None:
    return None if satang is None else Money(satang)


def _round(row: Row[Any]) -> Round:
    terms = Terms(
        fiscal_year=row.fiscal_year,
        round_no=row.round_no,
        cut_off_on=row.cut_off_on,
        paid_from=row.paid_from,
        paid_to=row.paid_to,
        member_days_min=row.member_days_min,
        members_min=row.members_min,
        rate=Money(row.rate_satang),
        member_cap=Money(row.member_cap_satang),
        fund_ceiling=_money(row.fund_ceiling_satang),
        budget=_money(row.budget_satang),
    )
    return Round(row.round_id, terms)
