"""Who lives in a household; groups, disabilities and diseases sealed, as all that was typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import Column, Connection, Row, bindparam, func, select

from kernel.chassis.bulk import copy_rows
from kernel.chassis.sealing import Sealing
from kernel.chassis.trips import Statement
from services.logbook import tables
from services.logbook.domain.households import Household, Resident
from services.logbook.store import sealed

_TABLE: Final = "residents"
_BETWEEN_GROUPS: Final = "\n"
_COLUMNS_OF: Final = {"birth_year": ("birth_on",), "name": ()}


def of_one(told: Collection[str]) -> Statement:
    """The residents of one household, as far as they must be read to tell these fields."""
    always = ("household_id", "place", "person_id")
    return _of_one(sealed.columns(tables.residents, told, _COLUMNS_OF, always))


def _of_one(columns: Iterable[Column[Any]]) -> Statement:
    table = tables.residents
    of_it = table.c.household_id == bindparam("household_id")
    return Statement(select(*columns).where(of_it).order_by(table.c.place))


WHOLE: Final = _of_one(tables.residents.c)


class ResidentStore:
    """Named reads and writes of residents."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def add(self, households: Iterable[Household]) -> None:
        """Keep the residents of new households, in their order."""
        rows = [row for household in households for row in self._rows(household)]
        if rows:
            columns = tuple(rows[0])
            copy_rows(
                self._connection, tables.residents, columns, (list(row.values()) for row in rows)
            )

    def made(self, rows: Iterable[Any]) -> tuple[Resident, ...]:
        """The residents of rows, in their order; what was not read is as if nothing stood there."""
        return tuple(map(self._resident, rows))

    def housed(self, person_ids: Sequence[str]) -> set[str]:
        """Those of these persons who live in a household already."""
        table = tables.residents
        found = self._connection.execute(
            select(table.c.person_id).where(table.c.person_id == func.any(list(person_ids)))
        )
        return set(found.scalars())

    def _rows(self, household: Household) -> Iterator[dict[str, Any]]:
        own = household.household_id
        for place, resident in enumerate(household.residents, start=1):
            yield {
                "household_id": own,
                "place": place,
                "person_id": resident.person_id,
                "birth_on": resident.birth_on,
                "birth_precision": resident.birth_precision,
                **sealed.seal(
                    self._sealing,
                    _TABLE,
                    f"{own}/{place}",
                    relation=resident.relation,
                    groups=_BETWEEN_GROUPS.join(resident.groups),
                    disability=resident.disability,
                    chronic_disease=resident.chronic_disease,
                ),
            }

    def _resident(self, row: Row[Any]) -> Resident:
        said = row._asdict()
        key = f"{row.household_id}/{row.place}"
        text = partial(sealed.opened, self._sealing, _TABLE, key, said)
        groups = text("groups")
        return Resident(
            person_id=row.person_id,
            relation=text("relation"),
            birth_on=said.get("birth_on"),
            birth_precision=said.get("birth_precision", "day"),
            groups=tuple(groups.split(_BETWEEN_GROUPS)) if groups else (),
            disability=text("disability"),
            chronic_disease=text("chronic_disease"),
        )
