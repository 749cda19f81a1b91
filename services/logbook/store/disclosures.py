"""Disclosures: who was told what of a household, and why. Written before the reply, for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, bindparam, insert, select

from kernel.chassis.bulk import joined, listed
from kernel.chassis.trips import Statement
from services.logbook import tables
from services.logbook.store.households import BOOK

LISTED_MAX: Final = 500
_COLUMNS: Final = tables.disclosures.c


def _value(column: Column[Any]) -> Any:
    """A column's value as it is bound."""
    if column is _COLUMNS.fields_told:
        return listed(column.name)
    return bindparam(column.name, type_=column.type)


# Of a book that is there: nobody was told anything of one that is not.
RECORD: Final = Statement(
    insert(tables.disclosures).from_select(
        _COLUMNS.keys(), select(*map(_value, _COLUMNS)).where(BOOK.exists())
    )
)


class Disclosure(NamedTuple):
    """One telling. `call_id` finds the call in the logs."""

    disclosure_id: str
    household_id: str
    caller: str
    actor_id: str
    purpose: str
    basis: str
    fields_told: Sequence[str]
    call_id: str
    told_at: dt.datetime

    @property
    def row(self) -> dict[str, Any]:
        """Its values for `RECORD`."""
        return {**self._asdict(), "fields_told": joined(self.fields_told)}


class DisclosureStore:
    """Named reads of disclosures; they are written where a book is told of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, household_id: str) -> list[Disclosure]:
        """The latest disclosures of a household, newest first."""
        table = tables.disclosures
        rows = self._connection.execute(
            select(table)
            .where(table.c.household_id == household_id)
            .order_by(table.c.told_at.desc(), table.c.disclosure_id.desc())
            .limit(LISTED_MAX)
        )
        return [Disclosure(**row) for row in rows.mappings()]
