"""Memberships: the house and the beneficiary sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Integer,
    Row,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.chassis.bulk import copy_rows, is_one_of
from kernel.chassis.sealing import Sealing
from kernel.values.errors import NotFound
from kernel.values.thai_names import Name
from services.members import tables
from services.members.domain.persons import LEFT, Membership, Person
from services.members.store.beneficiaries import SEALED_AS as BENEFICIARY
from services.members.store.persons import CID

OLDEST = 150
_HOUSE = "memberships.house"
_FACTS = (
    *("membership_id", "fund_id", "person_id", "member_no"),
    *("joined_on", "status", "died_on", "left_on"),
)
_NAMES = ("title", "first", "last", "cid_sealed", "birth_on", "birth_precision")
_COLUMNS = (
    *_FACTS,
    *("house_sealed", "house_blind", "beneficiary_sealed", "import_id", "village"),
)


class MembershipStore:
    """Named reads and writes of memberships."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def add(self, memberships: Iterable[Membership], import_id: str | None = None) -> None:
        """Keep new memberships."""
        rows = (self._row(membership, import_id) for membership in memberships)
        copy_rows(self._connection, tables.memberships, _COLUMNS, rows)

    def change(self, membership: Membership) -> None:
        """Keep how a membership stands now."""
        table = tables.memberships
        self._connection.execute(
            update(table)
            .where(table.c.membership_id == membership.membership_id)
            .values(
                status=membership.status,
                died_on=membership.died_on,
                left_on=membership.left_on,
            )
        )

    def get(self, membership_id: str) -> Membership:
        """A membership, or `NotFound("membership_unknown")`."""
        return self._one(tables.memberships.c.membership_id == membership_id)

    def find(self, membership_id: str) -> Membership | None:
        """A membership that is about to change, locked, if the register holds it."""
        table = tables.memberships
        query = select(table).where(table.c.membership_id == membership_id).with_for_update()
        row = self._connection.execute(query).one_or_none()
        return self._membership(row) if row else None

    def with_persons(self, membership_ids: Sequence[str]) -> dict[str, tuple[Membership, Person]]:
        """Those of these memberships that are known, each with whose it is: by one statement.

        House, beneficiary and telephone stay shut: who reads of many is not told of them.
        """
        members, people = tables.memberships, tables.persons
        rows = self._connection.execute(
            select(
                *(members.c[name] for name in _FACTS),
                *(people.c[name] for name in _NAMES),
                people.c.died_on.label("person_died_on"),
            )
            .join(people, people.c.person_id == members.c.person_id)
            .where(is_one_of(members, "membership_id", membership_ids))
        )
        return {row.membership_id: self._with_person(row) for row in rows.all()}

    def numbered(self, fund_id: str, member_no: str) -> Membership:
        """The membership with a number of a fund's register, or `NotFound`."""
        table = tables.memberships
        return self._one((table.c.fund_id == fund_id) & (table.c.member_no == member_no))

    def of_person(self, person_id: str, *, for_update: bool = False) -> list[Membership]:
        table = tables.memberships
        query = select(table).where(table.c.person_id == person_id).order_by(table.c.membership_id)
        if for_update:
            query = query.with_for_update()
        return [self._membership(row) for row in self._connection.execute(query)]

    def numbers_taken(self, fund_id: str, member_nos: Sequence[str]) -> set[str]:
        """Those of these numbers that a membership of the fund has already."""
        table = tables.memberships
        found = self._connection.execute(
            select(table.c.member_no).where(
                table.c.fund_id == fund_id, table.c.member_no.in_(list(member_nos))
            )
        )
        return set(found.scalars())

    def listed(self, fund_id: str, after: str, limit: int) -> list[Membership]:
        """A page of a fund's memberships by number."""
        table = tables.memberships
        rows = self._connection.execute(
            select(table)
            .where(table.c.fund_id == fund_id, table.c.member_no > after)
            .order_by(table.c.member_no)
            .limit(limit)
        )
        return [self._membership(row) for row in rows]

    def snapshot(self, after: str, limit: int) -> list[dict[str, Any]]:
        """A page of all memberships as facts, with how far the announcements of each are."""
        table, sequences = tables.memberships, tables.chassis.sequences
        rows = self._connection.execute(
            select(table, sequences.c.last.label("sequence"))
            .join(sequences, sequences.c.partition_key == table.c.membership_id)
            .where(table.c.membership_id > after)
            .order_by(table.c.membership_id)
            .limit(limit)
        )
        return [dict(row) for row in rows.mappings()]

    def age_structures(
        self, fund_ids: Sequence[str], day: dt.date
    ) -> dict[str, list[tuple[int | None, int, int]]]:
        """Active members of funds by completed age and years of membership: (age, years, count)."""
        table, persons = tables.memberships, tables.persons
        told = (
            select(
                table.c.fund_id,
                completed_on(persons.c.birth_on, day).label("age"),
                func.greatest(completed_on(table.c.joined_on, day), 0).label("years_in"),
            )
            .join(persons, persons.c.person_id == table.c.person_id)
            .where(table.c.fund_id == func.any(list(fund_ids)), table.c.status == "active")
            .subquery()
        )
        rows = self._connection.execute(
            select(*told.c, func.count()).group_by(*told.c).order_by(*told.c)
        )
        found: dict[str, list[tuple[int | None, int, int]]] = {}
        for row in rows:
            fund_id, old, since, count = tuple(row)
            found.setdefault(fund_id, []).append((old, since, count))
        return found

    def unidentified(self, fund_ids: Sequence[str]) -> list[str]:
        """Active members of funds whose id number is missing or not believed."""
        table, persons = tables.memberships, tables.persons
        found = self._connection.execute(
            select(persons.c.person_id)
            .join(table, table.c.person_id == persons.c.person_id)
            .where(table.c.fund_id == func.any(list(fund_ids)), table.c.status == "active")
            .where(persons.c.cid_blind.is_(None))
            .distinct()
        )
        return list(found.scalars())

    def _one(self, condition: Any) -> Membership:
        row = self._connection.execute(select(tables.memberships).where(condition)).one_or_none()
        if row is None:
            raise NotFound("membership_unknown")
        return self._membership(row)

    def _row(self, membership: Membership, import_id: str | None) -> tuple[Any, ...]:
        sealing, own = self._sealing, membership.membership_id
        house, beneficiary = membership.house, membership.beneficiary
        return (
            own,
            membership.fund_id,
            membership.person_id,
            membership.member_no,
            membership.joined_on,
            membership.status,
            membership.died_on,
            membership.left_on,
            sealing.seal(house, f"{_HOUSE}|{own}") if house else None,
            sealing.blind(f"{membership.fund_id}|{house}", _HOUSE) if house else None,
            sealing.seal(beneficiary, f"{BENEFICIARY}|{own}") if beneficiary else None,
            import_id,
            membership.village,
        )

    def _with_person(self, row: Any) -> tuple[Membership, Person]:
        own, fund_id, person_id, member_no, joined_on, status, died_on, left_on = row[: len(_FACTS)]
        title, first, last, sealed, birth_on, precision, person_died_on = row[len(_FACTS) :]
        cid = self._sealing.open(sealed, f"{CID}|{person_id}") if sealed else None
        return (
            Membership(own, fund_id, person_id, member_no, joined_on, status, died_on, left_on),
            Person(
                person_id,
                Name(title, first, last),
                cid,
                birth_on,
                precision,
                died_on=person_died_on,
            ),
        )

    def _membership(self, row: Row[Any]) -> Membership:
        sealed, own = row.house_sealed, row.membership_id
        return Membership(
            membership_id=own,
            fund_id=row.fund_id,
            person_id=row.person_id,
            member_no=row.member_no,
            joined_on=row.joined_on,
            status=row.status,
            died_on=row.died_on,
            left_on=row.left_on,
            house=self._sealing.open(sealed, f"{_HOUSE}|{own}") if sealed else "",
            village=row.village,
        )


def belonged(day: dt.date) -> ColumnElement[bool]:
    """Who was a member on a day: has joined, lives, and has not left, or did so later."""
    table = tables.memberships
    return and_(
        table.c.joined_on <= day,
        or_(
            table.c.status == "active",
            and_(table.c.status == "deceased", table.c.died_on > day),
            and_(table.c.status.in_(LEFT), table.c.left_on > day),
        ),
    )


def completed(since: ColumnElement[Any], day: Any) -> ColumnElement[int]:
    """Completed years, as `kernel.values.thai_calendar.completed_years` counts them."""
    return cast(
        func.date_part("year", func.age(cast(day, DateTime), cast(since, DateTime))), Integer
    )


def completed_on(since: ColumnElement[Any], day: dt.date) -> ColumnElement[int]:
    """The same for one day and many rows.

    By the days from which on fewer are: reckoning each with the database's calendar took a
    nation's forecast longer than all the rest.
    """
    fewer = [_years_before(day, years) + dt.timedelta(days=1) for years in range(OLDEST, 0, -1)]
    return OLDEST - func.width_bucket(since, literal(fewer, ARRAY(Date)))


def _years_before(day: dt.date, years: int) -> dt.date:
    """The last day since which so many years are complete."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def died_with(memberships: Iterable[Membership]) -> dt.date | None:
    """The latest day of death these memberships know."""
    return max((each.died_on for each in memberships if each.died_on), default=None)
