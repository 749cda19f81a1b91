"""Who lives in a household; groups, disabilities and diseases sealed, as all that was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, select

from kernel.chassis.bulk import copy_rows
from kernel.chassis.sealing import Sealing
from kernel.chassis.trips import Statement
from services.logbook import tables
from services.logbook.domain.households import Household, Resident
from services.logbook.store import sealed

_TABLE: Final = "residents"
_BETWEEN_GROUPS: Final = "\n"
OF_ONE: Final = Statement(
    select(tables.residents)
    .where(tables.residents.c.household_id == bindparam("household_id"))
    .order_by(tables.residents.c.place)
)


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
        """The residents of the rows of `OF_ONE`, in their order."""
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
        def text(name: str) -> str:
            key = f"{row.household_id}/{row.place}"
            return sealed.opened(self._sealing, _TABLE, key, name, row)

        groups = text("groups")
        return Resident(
            person_id=row.person_id,
            relation=text("relation"),
            birth_on=row.birth_on,
            birth_precision=row.birth_precision,
            groups=tuple(groups.split(_BETWEEN_GROUPS)) if groups else (),
            disability=text("disability"),
            chronic_disease=text("chronic_disease"),
        )
