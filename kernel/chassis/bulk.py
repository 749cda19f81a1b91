"""Many rows at once: COPY, which the driver speaks and SQLAlchemy does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, exc


def copy_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY rows into a table, within the connection's transaction."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver = connection.connection.driver_connection
    assert driver is not None, "an open connection has its driver's"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise _as_others(connection, table, error) from None


def _as_others(connection: Connection, table: Table, error: psycopg.Error) -> BaseException:
    """The driver's error as every other statement's: so a lost race is told as one."""
    return exc.DBAPIError.instance(
        f"COPY {table.name}",
        None,
        error,
        psycopg.Error,
        hide_parameters=True,
        dialect=connection.dialect,
    )
