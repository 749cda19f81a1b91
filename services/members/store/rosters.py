"""A fund's roster: who stands behind a member number, accepted or still to be decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kernel.chassis.bulk import copy_rows
from kernel.chassis.sealing import Sealing
from kernel.values.thai_names import Name
from services.members import tables

_NAME = "pending_rows.name"


@dataclass(frozen=True)
class RosterEntry:
    """Somebody on the roster; without a `membership_id`, a register row that waits."""

    member_no: str
    name: Name
    membership_id: str | None = None
    died_on: dt.date | None = None
    house: str | None = None


class RosterStore:
    """Named reads and writes of rosters."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def wait(self, import_id: str, fund_id: str, rows: Iterable[tuple[int, RosterEntry]]) -> None:
        """Note register rows a person must decide about first, by their place in the file."""
        columns = ("import_id", "place", "fund_id", "member_no", "name_sealed", "died_on", "open")
        copied = (
            (
                import_id,
                place,
                fund_id,
                entry.member_no,
                self._seal(entry.name, import_id, place),
                entry.died_on,
                True,
            )
            for place, entry in rows
        )
        copy_rows(self._connection, tables.pending_rows, columns, copied)

    def accepted(self, fund_id: str, member_nos: Sequence[str]) -> dict[str, RosterEntry]:
        """The members with these numbers."""
        members, persons = tables.memberships, tables.persons
        columns = (persons.c.title, persons.c.first, persons.c.last, members.c.house_blind)
        rows = self._connection.execute(
            select(members.c.member_no, members.c.membership_id, members.c.died_on, *columns)
            .join(persons, persons.c.person_id == members.c.person_id)
            .where(members.c.fund_id == fund_id, members.c.member_no.in_(list(member_nos)))
        )
        return {
            row.member_no: RosterEntry(
                row.member_no,
                Name(row.title, row.first, row.last),
                row.membership_id,
                row.died_on,
                row.house_blind.hex() if row.house_blind else None,
            )
            for row in rows
        }

    def pending(self, fund_id: str, member_nos: Sequence[str]) -> dict[str, RosterEntry]:
        """The register rows with these numbers that wait; of two, the earlier."""
        table = tables.pending_rows
        rows = self._connection.execute(
            select(table)
            .where(table.c.fund_id == fund_id, table.c.open)
            .where(table.c.member_no.in_(list(member_nos)))
            .order_by(table.c.place.desc())
        )
        return {
            row.member_no: RosterEntry(row.member_no, self._open(row), None, row.died_on)
            for row in rows
        }

    def _seal(self, name: Name, import_id: str, place: int) -> bytes:
        told = f"{name.title}\t{name.first}\t{name.last}"
        return self._sealing.seal(told, f"{_NAME}|{import_id}/{place}")

    def _open(self, row: Any) -> Name:
        told = self._sealing.open(row.name_sealed, f"{_NAME}|{row.import_id}/{row.place}")
        title, first, last = told.split("\t")
        return Name(title, first, last)
