"""Members of a fund counted by sex, age and village."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, and_, func, or_, select

from services.members import tables
from services.members.store.memberships import completed

Group = tuple[str | None, int | None, str, int, int, int]


class GroupStore:
    """Counts, never persons."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_fund(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> list[Group]:
        """By sex, age and village: who belonged on `to_day`, who joined and who died since
        `from_day`. Ages are those on `to_day`, of the dead those they reached."""
        table, persons = tables.memberships, tables.persons
        reached = func.least(table.c.died_on, to_day)
        belonged = and_(
            table.c.joined_on <= to_day,
            or_(
                table.c.status == "active",
                and_(table.c.status == "deceased", table.c.died_on > to_day),
            ),
        )
        joined = table.c.joined_on.between(from_day, to_day)
        died = table.c.died_on.between(from_day, to_day)
        by = (persons.c.sex, completed(persons.c.birth_on, reached), table.c.village)
        rows = self._connection.execute(
            select(
                *by,
                func.count().filter(belonged),
                func.count().filter(joined),
                func.count().filter(died),
            )
            .join(persons, persons.c.person_id == table.c.person_id)
            .where(table.c.fund_id == fund_id, or_(belonged, joined, died))
            .group_by(*by)
            .order_by(*by)
        )
        return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]
