"""Many rows at once: by COPY, which SQLAlchemy does not speak, or by INSERT as one parameter each.

A statement takes 65,535 parameters at most; an array is one, however long it is. And it is compiled
once for any number of rows, and is one message to the database, where `executemany` sends each row.
A table that shows each transaction its own rows takes no COPY.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
import psycopg
from psycopg import sql
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON

from kernel.chassis.trips import as_others, driver_of

_BETWEEN: Final = ","


def columns_of(table: Table, **columns: Sequence[Any]) -> Select[Any]:
    """Rows to insert into a table, given as its columns, all of one length."""
    return select(
        *(func.unnest(_array(table, name, values)).label(name) for name, values in columns.items())
    )


def columns_bound(table: Table, *names: str) -> Select[Any]:
    """The same as a statement made once: the columns are given with it as `all_<name>`."""
    given = {name: bindparam(f"all_{name}", type_=ARRAY(table.c[name].type)) for name in names}
    return select(*(func.unnest(each).label(name) for name, each in given.items()))


def is_one_of(table: Table, name: str, values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column's value is among these."""
    return table.c[name] == func.any(_array(table, name, values))


def rows_of(table: Table, rows: Sequence[Mapping[str, Any]]) -> Select[Any]:
    """Rows to insert into a table, all with the same columns; those may be arrays themselves."""
    told = cast(literal(orjson.dumps(rows).decode(), Text), JSON)
    found = func.json_populate_recordset(literal_column(f"NULL::{table.name}"), told)
    return select(*found.table_valued(*rows[0]).c)


def listed(name: str) -> ColumnElement[Any]:
    """An array bound as one text, as `joined` makes it: psycopg writes an array item by item."""
    return func.string_to_array(bindparam(name, type_=Text), literal_column(f"'{_BETWEEN}'"))


def joined(texts: Iterable[str]) -> str:
    """Texts without a comma, ids or names of fields, to be bound to a `listed`."""
    return _BETWEEN.join(texts)


def _array(table: Table, name: str, values: Sequence[Any]) -> ColumnElement[Any]:
    return literal(list(values), ARRAY(table.c[name].type))


def copy_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY rows into a table, within the connection's transaction."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    try:
        with driver_of(connection).cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise as_others(connection, f"COPY {table.name}", error) from None
