"""Members of a fund counted by sex, age and village."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, func, or_, select

from services.members import tables
from services.members.store.memberships import belonged, completed

Group = tuple[str | None, int | None, str, int, int, int, int]


class GroupStore:
    """Counts, never persons."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_fund(self, fund_id: str, from_day: dt.date, to_day: dt.date) -> list[Group]:
        """By sex, age and village: who belonged on `to_day`, who joined, died and left
        otherwise since `from_day`. Ages are those on `to_day`, of the dead those they reached."""
        table, persons = tables.memberships, tables.persons
        reached = func.least(table.c.died_on, to_day)
        member = belonged(to_day)
        joined = table.c.joined_on.between(from_day, to_day)
        died = table.c.died_on.between(from_day, to_day)
        left = table.c.left_on.between(from_day, to_day)
        by = (persons.c.sex, completed(persons.c.birth_on, reached), table.c.village)
        rows = self._connection.execute(
            select(
                *by,
                func.count().filter(member),
                func.count().filter(joined),
                func.count().filter(died),
                func.count().filter(left),
            )
            .join(persons, persons.c.person_id == table.c.person_id)
            .where(table.c.fund_id == fund_id, or_(member, joined, died, left))
            .group_by(*by)
            .order_by(*by)
        )
        return [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]
