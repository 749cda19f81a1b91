"""Several statements in one trip to the database and back, where one does not need another's rows.

Each trip costs a service more in waiting and being woken than the database needs to answer: a
question that reads three tables and records that it was asked is one trip here, BEGIN with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, Insert, Select, exc
from sqlalchemy.dialects.postgresql.psycopg import dialect

_DIALECT: Final = dialect()  # type: ignore[no-untyped-call]


class Statement:
    """A statement compiled once; its values are `bindparam`s, given by name when it is run."""

    __slots__ = ("returns", "text")

    def __init__(self, clause: Select[Any] | Insert) -> None:
        self.text = str(clause.compile(dialect=_DIALECT))
        self.returns = clause.is_select


def in_one_trip(
    connection: Connection, *asked: tuple[Statement, Mapping[str, Any]]
) -> list[Sequence[Any]]:
    """The rows of each statement, none for one that returns nothing; in their order, within the
    connection's transaction. Errors are those of `Connection.execute`.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.pipeline():
            cursors = [
                driver.cursor(row_factory=namedtuple_row).execute(statement.text, values)
                for statement, values in asked
            ]
        return [
            cursor.fetchall() if statement.returns else []
            for cursor, (statement, _) in zip(cursors, asked, strict=True)
        ]
    except psycopg.Error as error:
        raise as_others(connection, asked[0][0].text, error) from None


def as_others(connection: Connection, statement: str, error: psycopg.Error) -> BaseException:
    """The driver's error as every other statement's: so a lost race is told as one."""
    return exc.DBAPIError.instance(
        statement, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
    )
