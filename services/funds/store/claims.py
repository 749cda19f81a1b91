"""Claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from kernel.values.errors import NotFound
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.claims import Claim, Earlier
from services.funds.domain.events import Given
from services.funds.store.claim_rows import claim_of, row_of

_GONE: Final = ("rejected", "withdrawn")
_GIVEN_STATES: Final = ("approved", "paid")
_TABLE: Final = tables.claims
_AS_SUBMITTED: Final = frozenset(
    {
        *("claim_id", "fund_id", "claim_no", "membership_id", "kind", "event_on", "filed_on"),
        *("nights", "level", "damage_percent", "age", "levied", "accident", "submitted_through"),
        *("requested_satang", "submitted_by", "house", "person_id"),
    }
)

# Statements of every claim, made once: making one takes SQLAlchemy longer than carrying it out.
_ADD: Final = insert(_TABLE)
_OF_CLAIM: Final = _TABLE.c.claim_id == bindparam("of_claim")
_CHANGE: Final = update(_TABLE).where(_OF_CLAIM)
_GET: Final = select(_TABLE).where(_OF_CLAIM)
_GET_LOCKED: Final = _GET.with_for_update()
_NUMBERED: Final = select(_TABLE.c.claim_id).where(
    _TABLE.c.fund_id == bindparam("of_fund"), _TABLE.c.claim_no == bindparam("numbered")
)
_NIGHTS: Final = func.greatest(func.coalesce(_TABLE.c.nights, 1), 1)
_SAME: Final = (
    (_TABLE.c.kind == bindparam("kind"))
    & (_TABLE.c.event_on <= bindparam("last_day"))
    & (_TABLE.c.event_on + _NIGHTS > bindparam("event_on"))
)
# One statement for both questions: it is asked of every claim.
_EARLIER: Final = select(_TABLE.c.kind, _TABLE.c.state, _TABLE.c.event_on).where(
    _TABLE.c.membership_id == bindparam("membership_id"),
    _TABLE.c.state.not_in(_GONE),
    _TABLE.c.claim_id != bindparam("claim_id"),
    or_(_SAME, _TABLE.c.kind == "death"),
)
_OF_HOUSE: Final = select(_TABLE.c.claim_id).where(
    _TABLE.c.kind == bindparam("kind"),
    _TABLE.c.event_on == bindparam("event_on"),
    _TABLE.c.fund_id == bindparam("fund_id"),
    _TABLE.c.house == bindparam("house"),
    _TABLE.c.claim_id != bindparam("claim_id"),
    _TABLE.c.state.in_(_GIVEN_STATES),
)
_OF_HOUSE_AROUND: Final = (
    select(_TABLE)
    .where(
        _TABLE.c.kind == bindparam("kind"),
        _TABLE.c.event_on.between(bindparam("first_day"), bindparam("last_day")),
        _TABLE.c.fund_id == bindparam("fund_id"),
        _TABLE.c.house == bindparam("house"),
        _TABLE.c.claim_id != bindparam("claim_id"),
        _TABLE.c.state.not_in(_GONE),
    )
    .order_by(_TABLE.c.event_on, _TABLE.c.claim_id)
)
_GAVE: Final = func.coalesce(_TABLE.c.due_satang, _TABLE.c.approved_satang, 0)
# LEAST leaves out what is null: without a limit every night counts.
_PAID_NIGHTS: Final = func.least(
    func.coalesce(_TABLE.c.nights, 0), bindparam("nights_paid_max", type_=Integer)
)
_GIVEN_HOWEVER: Final = (
    select(
        func.coalesce(func.sum(_GAVE), 0),
        func.count(),
        func.coalesce(func.sum(_PAID_NIGHTS), 0),
    )
    .where(_TABLE.c.kind == bindparam("kind"), _GAVE > 0)
    .where(_TABLE.c.event_on.between(bindparam("first_day"), bindparam("last_day")))
    .where(_TABLE.c.claim_id != bindparam("claim_id"))
    .where(_TABLE.c.state.in_(_GIVEN_STATES))
)
_GIVEN: Final = _GIVEN_HOWEVER.where(_TABLE.c.membership_id == bindparam("whose"))
_GIVEN_TO_PERSON: Final = _GIVEN_HOWEVER.where(_TABLE.c.person_id == bindparam("whose"))
_GIVEN_TO_ALL: Final = _GIVEN_HOWEVER.where(_TABLE.c.fund_id == bindparam("whose"))
_HOLD_PERSON: Final = select(
    func.pg_advisory_xact_lock(func.hashtextextended(tables.memberships.c.person_id, 0))
).where(tables.memberships.c.membership_id == bindparam("of_membership"))
_SAME_EVENT: Final = select(
    *func.claims_of_same_event(
        bindparam("of_membership", type_=String),
        bindparam("of_fund", type_=String),
        bindparam("kind", type_=String),
        bindparam("first_day", type_=Date),
        bindparam("last_day", type_=Date),
    )
    .table_valued(*_TABLE.c.keys())
    .c
)


class ClaimStore:
    """Named reads and writes of claims."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, claim: Claim) -> None:
        self._connection.execute(_ADD, row_of(claim))

    def change(self, claim: Claim) -> None:
        """Keep the claim's next state."""
        row = row_of(claim)
        changed = {name: value for name, value in row.items() if name not in _AS_SUBMITTED}
        self._connection.execute(_CHANGE, {"of_claim": claim.claim_id, **changed})

    def get(self, claim_id: str, *, for_update: bool = False) -> Claim:
        """A claim, or `NotFound("claim_unknown")`; locked if it is about to change."""
        query = _GET_LOCKED if for_update else _GET
        row = self._connection.execute(query, {"of_claim": claim_id}).one_or_none()
        if row is None:
            raise NotFound("claim_unknown")
        return claim_of(row)

    def listed(
        self,
        fund_id: str,
        after: str,
        limit: int,
        from_day: dt.date | None = None,
        to_day: dt.date | None = None,
        **same: str | None,
    ) -> list[Claim]:
        """A page of a fund's claims by id: of events between two days, each field of `same` that
        is told."""
        table = tables.claims
        query = select(table).where(table.c.fund_id == fund_id, table.c.claim_id > after)
        query = query.where(*(table.c[name] == told for name, told in same.items() if told))
        if from_day is not None:
            query = query.where(table.c.event_on >= from_day)
        if to_day is not None:
            query = query.where(table.c.event_on <= to_day)
        rows = self._connection.execute(query.order_by(table.c.claim_id).limit(limit))
        return [claim_of(row) for row in rows]

    def of_events(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> list[Claim]:
        """Claims of what happened between two days, decided however; none that was withdrawn."""
        table = tables.claims
        query = select(table).where(
            table.c.fund_id == fund_id,
            table.c.event_on.between(from_day, to_day),
            table.c.state != "withdrawn",
        )
        return [claim_of(row) for row in self._connection.execute(query)]

    def number_taken(self, fund_id: str, claim_no: str) -> bool:
        told = {"of_fund": fund_id, "numbered": claim_no}
        return self._connection.execute(_NUMBERED, told).first() is not None

    def earlier(self, claim: Claim) -> Earlier:
        """Whether the same event of the same member was claimed already, and not rejected: of stays
        the same night; and the day of a death approved. One dies once, whatever day was written.
        """
        names = ("claim_id", "membership_id", "kind", "event_on", "last_day")
        asked = {name: getattr(claim, name) for name in names}
        rows = self._connection.execute(_EARLIER, asked).all()
        same = any(row.kind == claim.kind for row in rows)
        if claim.kind == "death":
            return Earlier(same)
        died = (each for each in rows if each.kind == "death" and each.state in _GIVEN_STATES)
        return Earlier(same, min((each.event_on for each in died), default=None))

    def hold_house(self, fund_id: str, house: str) -> None:
        """Let no other transaction judge by this house until this one has ended."""
        held = func.hashtextextended(f"house|{fund_id}|{house}", 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(held)))

    def house_helped(self, claim: Claim) -> bool:
        """Whether another claim of the same house for the same event was approved or paid."""
        names = ("claim_id", "fund_id", "house", "kind", "event_on")
        asked = {name: getattr(claim, name) for name in names}
        return self._connection.execute(_OF_HOUSE, asked).first() is not None

    def of_house(self, claim: Claim, first_day: dt.date, last_day: dt.date) -> list[Claim]:
        """Other claims of the same house and kind for what happened between two days, but for
        those that were rejected or withdrawn."""
        asked = {name: getattr(claim, name) for name in ("claim_id", "fund_id", "house", "kind")}
        days = {"first_day": first_day, "last_day": last_day}
        return [claim_of(row) for row in self._connection.execute(_OF_HOUSE_AROUND, asked | days)]

    def given(
        self,
        claim: Claim,
        first_day: dt.date,
        last_day: dt.date,
        nights_paid_max: int | None = None,
    ) -> Given:
        """What the regulation gave the member, or who is none, for this kind between two days, of a
        stay for so many nights at most.

        Of history, what it would have given counts, not what was paid by mistake.
        """
        days = (first_day, last_day)
        query = _GIVEN if claim.membership_id else _GIVEN_TO_PERSON
        return self._given(query, claim, claim.whose, days, nights_paid_max)

    def given_to_all(self, claim: Claim, first_day: dt.date, last_day: dt.date) -> Given:
        """What the regulation gave everybody in the fund for this kind between two days."""
        return self._given(_GIVEN_TO_ALL, claim, claim.fund_id, (first_day, last_day))

    def hold_pool(self, fund_id: str, kind: str) -> None:
        """Let no other transaction judge by this pool until this one has ended."""
        pool = func.hashtextextended(f"pool|{fund_id}|{kind}", 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(pool)))

    def _given(
        self,
        query: Select[Any],
        claim: Claim,
        whose: str,
        days: tuple[dt.date, dt.date],
        nights_paid_max: int | None = None,
    ) -> Given:
        told = {"claim_id": claim.claim_id, "kind": claim.kind, "whose": whose}
        told_days = {"first_day": days[0], "last_day": days[1]}
        most = {"nights_paid_max": nights_paid_max}
        row = self._connection.execute(query, told | told_days | most).one()
        return Given(Money(int(row[0])), row[1], row[2])

    def hold_person(self, membership_id: str) -> None:
        """Let no other claim of this member's person be submitted until the commit, in any fund."""
        self._connection.execute(_HOLD_PERSON, {"of_membership": membership_id})

    def same_event(self, claim: Claim) -> list[Claim]:
        """Claims of the same person for the same event in other funds: a stay that overlaps, a
        death on whatever day it was written."""
        asked = {
            "of_membership": claim.membership_id,
            "of_fund": claim.fund_id,
            "kind": claim.kind,
            "first_day": claim.event_on,
            "last_day": claim.last_day,
        }
        return [claim_of(row) for row in self._connection.execute(_SAME_EVENT, asked)]

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
