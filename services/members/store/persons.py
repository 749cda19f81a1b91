"""Persons: the id number and the telephone sealed, the number found by its blind index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.chassis.bulk import copy_rows
from kernel.chassis.sealing import Sealing
from kernel.chassis.trips import Statement, while_kept
from kernel.values.errors import NotFound
from kernel.values.sex import Sex
from kernel.values.thai_names import Name
from services.members import tables
from services.members.domain.persons import Person
from services.members.store import readings
from services.members.store.readings import Reading

CID = "persons.cid"
_PHONE = "persons.phone"
_COLUMNS = (
    *("person_id", "title", "first", "last", "cid_sealed", "cid_blind"),
    *("birth_on", "birth_precision", "phone_sealed", "died_on", "registered_at", "sex"),
)
_THESE = tables.persons.c.person_id == func.any(bindparam("asked_ids", type_=ARRAY(String)))
# Nobody is told a telephone number: it is not opened for telling.
_TOLD = [column for column in tables.persons.c if column.name != "phone_sealed"]
_OF_THESE = Statement(select(*_TOLD).where(_THESE))
_FOUND = func.array(select(tables.persons.c.person_id).where(_THESE).scalar_subquery())
_RECORD_OF_THESE = Statement(readings.of_those(_FOUND))


class PersonStore:
    """Named reads and writes of persons."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def add(self, persons: Iterable[Person], now: dt.datetime) -> None:
        """Keep new persons."""
        rows = (self._row(person, now) for person in persons)
        copy_rows(self._connection, tables.persons, _COLUMNS, rows)

    def by_cid(self, cids: Iterable[str]) -> dict[str, Person]:
        """The persons known by these id numbers."""
        blinds = [self._sealing.blind(cid, CID) for cid in set(cids)]
        if not blinds:
            return {}
        table = tables.persons
        rows = self._connection.execute(select(table).where(table.c.cid_blind == func.any(blinds)))
        found = map(self._person, rows)
        return {person.cid: person for person in found if person.cid}

    def tell(self, person_ids: Sequence[str], reading: Reading) -> list[Person]:
        """Those of these persons that are known, in the order asked, and on record that they were
        read of, with which their unit of work ends: in one trip."""
        asked = {"asked_ids": list(person_ids)}
        record = (_RECORD_OF_THESE, asked | vars(reading))
        with while_kept(self._connection, record, (_OF_THESE, asked)) as (rows,):
            found = {row.person_id: self._person(row) for row in rows}
        return [found[person_id] for person_id in person_ids if person_id in found]

    def get(self, person_id: str, *, for_update: bool = False) -> Person:
        """A person, or `NotFound("person_unknown")`."""
        query = select(tables.persons).where(tables.persons.c.person_id == person_id)
        if for_update:
            query = query.with_for_update()
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("person_unknown")
        return self._person(row)

    def died(self, person_id: str, died_on: dt.date | None, claim_id: str | None = None) -> None:
        """Keep the day of a death, and which claim told it; None where it was none."""
        table = tables.persons
        self._connection.execute(
            update(table)
            .where(table.c.person_id == person_id)
            .values(died_on=died_on, death_claim_id=claim_id)
        )

    def _row(self, person: Person, now: dt.datetime) -> tuple[Any, ...]:
        sealing, cid, phone = self._sealing, person.cid, person.phone
        return (
            person.person_id,
            person.title,
            person.first,
            person.last,
            sealing.seal(cid, f"{CID}|{person.person_id}") if cid else None,
            sealing.blind(cid, CID) if cid else None,
            person.birth_on,
            person.birth_precision,
            sealing.seal(phone, f"{_PHONE}|{person.person_id}") if phone else None,
            person.died_on,
            now,
            person.sex,
        )

    def _person(self, row: Row[Any]) -> Person:
        sealing, cid = self._sealing, row.cid_sealed
        phone = getattr(row, "phone_sealed", None)
        return Person(
            person_id=row.person_id,
            name=Name(row.title, row.first, row.last),
            cid=sealing.open(cid, f"{CID}|{row.person_id}") if cid else None,
            birth_on=row.birth_on,
            birth_precision=row.birth_precision,
            phone=sealing.open(phone, f"{_PHONE}|{row.person_id}") if phone else None,
            died_on=row.died_on,
            death_claim_id=row.death_claim_id,
            told_sex=Sex(row.sex) if row.sex else None,
        )
