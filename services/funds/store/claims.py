"""Claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from kernel.chassis.bulk import rows_of
from kernel.values.errors import NotFound
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.claims import Claim
from services.funds.domain.events import Given

_GONE: Final = ("rejected", "withdrawn")


@dataclass(frozen=True)
class HistoricClaim:
    """A claim decided and paid before it came here, and what the regulation would have given."""

    claim: Claim
    import_id: str
    due: Money | None


class ClaimStore:
    """Named reads and writes of claims."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, claim: Claim) -> None:
        self._connection.execute(insert(tables.claims).values(**_row(claim)))

    def add_history(self, claims: Iterable[HistoricClaim]) -> None:
        """Take in what a claims book brought."""
        rows = [
            _row(each.claim) | {"import_id": each.import_id, "due_satang": _satang(each.due)}
            for each in claims
        ]
        if rows:
            table = tables.claims
            self._connection.execute(insert(table).from_select(list(rows[0]), rows_of(table, rows)))

    def change(self, claim: Claim) -> None:
        """Keep the claim's next state."""
        table = tables.claims
        self._connection.execute(
            update(table).where(table.c.claim_id == claim.claim_id).values(**_row(claim))
        )

    def get(self, claim_id: str, *, for_update: bool = False) -> Claim:
        """A claim, or `NotFound("claim_unknown")`; locked if it is about to change."""
        query = select(tables.claims).where(tables.claims.c.claim_id == claim_id)
        if for_update:
            query = query.with_for_update()
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("claim_unknown")
        return _claim(row)

    def listed(self, fund_id: str, state: str, after: str, limit: int) -> list[Claim]:
        """A page of a fund's claims by id."""
        table = tables.claims
        query = select(table).where(table.c.fund_id == fund_id, table.c.claim_id > after)
        if state:
            query = query.where(table.c.state == state)
        rows = self._connection.execute(query.order_by(table.c.claim_id).limit(limit))
        return [_claim(row) for row in rows]

    def of_events(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> list[Claim]:
        """Claims of what happened between two days, decided however; none that was withdrawn."""
        table = tables.claims
        query = select(table).where(
            table.c.fund_id == fund_id,
            table.c.event_on.between(from_day, to_day),
            table.c.state != "withdrawn",
        )
        return [_claim(row) for row in self._connection.execute(query)]

    def number_taken(self, fund_id: str, claim_no: str) -> bool:
        table = tables.claims
        found = self._connection.execute(
            select(table.c.claim_id).where(table.c.fund_id == fund_id, table.c.claim_no == claim_no)
        )
        return found.first() is not None

    def asked_before(self, claim: Claim) -> bool:
        """Whether the same event of the same member was claimed already, and not rejected."""
        table = tables.claims
        query = select(table.c.claim_id).where(
            table.c.membership_id == claim.membership_id,
            table.c.kind == claim.kind,
            table.c.state.not_in(_GONE),
            table.c.claim_id != claim.claim_id,
        )
        if claim.kind != "death":  # nobody dies twice, whatever day was written
            query = query.where(table.c.event_on == claim.event_on)
        return self._connection.execute(query.limit(1)).first() is not None

    def given(self, claim: Claim, first_day: dt.date, last_day: dt.date) -> Given:
        """What the regulation gave the member for this kind between two days.

        Of history, what it would have given counts, not what was paid by mistake.
        """
        membership = tables.claims.c.membership_id == claim.membership_id
        return self._given(claim, membership, first_day, last_day)

    def given_to_all(self, claim: Claim, first_day: dt.date, last_day: dt.date) -> Given:
        """What the regulation gave everybody in the fund for this kind between two days."""
        fund = tables.claims.c.fund_id == claim.fund_id
        return self._given(claim, fund, first_day, last_day)

    def hold_pool(self, fund_id: str, kind: str) -> None:
        """Let no other transaction judge by this pool until this one has ended."""
        pool = func.hashtextextended(f"pool|{fund_id}|{kind}", 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(pool)))

    def _given(
        self, claim: Claim, whose: ColumnElement[bool], first_day: dt.date, last_day: dt.date
    ) -> Given:
        table = tables.claims
        amount = func.coalesce(table.c.due_satang, table.c.approved_satang, 0)
        nights = func.coalesce(func.sum(table.c.nights), 0)
        row = self._connection.execute(
            select(func.coalesce(func.sum(amount), 0), func.count(), nights)
            .where(whose, table.c.kind == claim.kind)
            .where(table.c.event_on.between(first_day, last_day), amount > 0)
            .where(table.c.claim_id != claim.claim_id)
            .where(table.c.state.in_(("approved", "paid")))
        ).one()
        return Given(Money(int(row[0])), row[1], row[2])

    def hold_person(self, membership_id: str) -> None:
        """Let no other claim of this member's person be submitted until the commit, in any fund."""
        table = tables.memberships
        person = func.hashtextextended(table.c.person_id, 0)
        self._connection.execute(
            select(func.pg_advisory_xact_lock(person)).where(table.c.membership_id == membership_id)
        )

    def same_event(self, claim: Claim) -> list[Claim]:
        """Claims of the same person for the same event in other funds: a stay that overlaps, a
        death on whatever day it was written."""
        last = claim.event_on + dt.timedelta(days=max(claim.nights or 1, 1) - 1)
        found = func.claims_of_same_event(
            claim.membership_id, claim.fund_id, claim.kind, claim.event_on, last
        ).table_valued(*tables.claims.c.keys())
        return [_claim(row) for row in self._connection.execute(select(*found.c))]

    def mark_claimed_elsewhere(self, claim_ids: Iterable[str]) -> None:
        table = tables.claims
        self._connection.execute(
            update(table)
            .where(table.c.claim_id.in_(list(claim_ids)))
            .values(claimed_elsewhere=True)
        )

    def of_import(self, import_id: str) -> int:
        table = tables.claims
        return self._connection.execute(
            select(func.count()).where(table.c.import_id == import_id)
        ).scalar_one()


def _satang(amount: Money | None) -> int | None:
    return None if amount is None else amount.satang


def _money(satang: int | None) -> Money | None:
    return None if satang is None else Money(satang)


def _row(claim: Claim) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id,
        "fund_id": claim.fund_id,
        "claim_no": claim.claim_no,
        "membership_id": claim.membership_id,
        "kind": claim.kind,
        "event_on": claim.event_on,
        "filed_on": claim.filed_on,
        "nights": claim.nights,
        "level": claim.level,
        "damage_percent": claim.damage_percent,
        "age": claim.age,
        "levied": claim.levied,
        "accident": claim.accident,
        "submitted_through": claim.submitted_through,
        "documents": sorted(claim.documents),
        "attested": sorted(claim.attested),
        "extended_by": claim.extended_by,
        "extended_why": claim.extended_why,
        "requested_satang": claim.requested.satang,
        "state": claim.state,
        "version": claim.version,
        "approved_satang": _satang(claim.approved),
        "paid_satang": _satang(claim.paid),
        "paid_on": claim.paid_on,
        "paid_by": claim.paid_by,
        "codes": list(claim.codes),
        "reason": claim.reason,
        "submitted_by": claim.submitted_by,
        "decided_by": claim.decided_by,
        "decided_on": claim.decided_on,
    }


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        claim_id=row.claim_id,
        fund_id=row.fund_id,
        claim_no=row.claim_no,
        membership_id=row.membership_id,
        kind=row.kind,
        event_on=row.event_on,
        filed_on=row.filed_on,
        nights=row.nights,
        level=row.level,
        damage_percent=row.damage_percent,
        age=row.age,
        levied=row.levied,
        accident=row.accident,
        submitted_through=row.submitted_through,
        documents=frozenset(row.documents),
        attested=frozenset(row.attested),
        claimed_elsewhere=row.claimed_elsewhere,
        extended_by=row.extended_by,
        extended_why=row.extended_why,
        requested=Money(row.requested_satang),
        state=row.state,
        version=row.version,
        approved=_money(row.approved_satang),
        paid=_money(row.paid_satang),
        paid_on=row.paid_on,
        paid_by=row.paid_by,
        codes=tuple(row.codes),
        reason=row.reason,
        submitted_by=row.submitted_by,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
    )
