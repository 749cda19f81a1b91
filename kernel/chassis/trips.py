"""Several statements in one trip to the database and back, where one does not need another's rows.

Each trip costs a service more in waiting and being woken than the database needs to answer: a
question that reads three tables and records that it was asked is one trip here, its transaction
with it. psycopg's own pipeline sends each statement by itself, and begins and commits beside it.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import abc, generators, pq
from psycopg._preparing import Prepare
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection, Insert, Select, exc
from sqlalchemy.dialects.postgresql.psycopg import dialect

_DIALECT: Final = dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_SYNC: Final = pq.ExecStatus.PIPELINE_SYNC
_DONE: Final = pq.ExecStatus.COMMAND_OK
_FAILED: Final = pq.ExecStatus.FATAL_ERROR


class Statement:
    """A statement compiled once; its values are `bindparam`s, given by name when it is run."""

    __slots__ = ("formats", "names", "query", "row")

    def __init__(self, clause: Select[Any] | Insert) -> None:
        compiled = clause.compile(dialect=_DIALECT)
        self.query = str(compiled).encode()
        self.names: list[str] = compiled.positiontup or []
        self.formats = [PyFormat.AUTO] * len(self.names)
        told = clause.selected_columns.keys() if isinstance(clause, Select) else []
        row: Any = namedtuple("row", told)  # type: ignore[misc] # the columns of the clause
        self.row = row._make


class _Bound(NamedTuple):
    """A statement with its values; the first two are what psycopg knows prepared ones by."""

    query: bytes
    types: tuple[int, ...]
    values: Sequence[abc.Buffer | None]
    formats: Sequence[pq.Format] | None


def in_one_trip(
    connection: Connection, *asked: tuple[Statement, Mapping[str, Any]], commit: bool = False
) -> list[Sequence[Any]]:
    """The rows of each statement, none for one that returns nothing; in their order, within the
    connection's transaction. Errors are those of `Connection.execute`.

    `commit`: the transaction ends with them, and all that was done in it is kept.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    rows = Transformer(driver)
    try:
        bound = [_bound(rows, statement, values) for statement, values in asked]
        with driver.lock:
            results = driver.wait(_trip(driver, bound, commit))
        return [
            _read(rows, statement, result)
            for (statement, _), result in zip(asked, results, strict=True)
        ]
    except psycopg.Error as error:
        raise as_others(connection, asked[0][0].query.decode(), error) from None


def as_others(connection: Connection, statement: str, error: psycopg.Error) -> BaseException:
    """The driver's error as every other statement's: so a lost race is told as one."""
    return exc.DBAPIError.instance(
        statement, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
    )


def _bound(writer: abc.Transformer, statement: Statement, values: Mapping[str, Any]) -> _Bound:
    named = [values[name] for name in statement.names]
    written = writer.dump_sequence(named, statement.formats)
    return _Bound(statement.query, writer.types or (), written, writer.formats)


def _read(reader: abc.Transformer, statement: Statement, result: PGresult) -> Sequence[Any]:
    reader.set_pgresult(result)
    return reader.load_rows(0, result.ntuples, statement.row) if result.ntuples else []


def _trip(
    driver: psycopg.Connection[Any], asked: Sequence[_Bound], commit: bool
) -> abc.PQGen[list[PGresult]]:
    """Send all, then read all: the results of what was asked.

    What stands between two syncs is one transaction where none was begun, and the second commits
    it (PostgreSQL, 34.5.1.3): so a whole one needs neither a BEGIN nor a COMMIT.
    """
    line = driver.pgconn
    idle = line.transaction_status == pq.TransactionStatus.IDLE
    line.enter_pipeline_mode()
    if idle and not commit:
        line.send_query_params(b"BEGIN", None)
    fresh = [_send(driver, bound) for bound in asked]
    if commit and not idle:
        line.send_query_params(b"COMMIT", None)
    line.pipeline_sync()
    yield from generators.send(line)
    results = yield from _results(line)
    line.exit_pipeline_mode()
    told = iter(results[1:] if idle and not commit else results)
    answers = []
    for bound, name in zip(asked, fresh, strict=True):
        if name and next(told).status == _DONE:
            driver._prepared.maybe_add_to_cache(bound, Prepare.SHOULD, name)  # type: ignore[arg-type] # noqa: SLF001
        answers.append(next(told))
    for result in results:
        if result.status == _FAILED:
            raise psycopg.errors.error_from_result(result)
    return answers


def _send(driver: psycopg.Connection[Any], bound: _Bound) -> bytes:
    """Send a statement, prepared; its name if it is so from now on.

    By psycopg's own list of what is prepared, which no public call shows (3.3): psycopg drops all
    of it after a rollback, and another list would not know.
    """
    prepared, name = driver._prepared.get(bound, prepare=True)  # type: ignore[arg-type] # noqa: SLF001
    if prepared is Prepare.SHOULD:
        driver.pgconn.send_prepare(name, bound.query, param_types=bound.types)
    driver.pgconn.send_query_prepared(name, bound.values, param_formats=bound.formats)
    return name if prepared is Prepare.SHOULD else b""


def _results(line: PGconn) -> abc.PQGen[list[PGresult]]:
    """What came up to the sync, failures among it."""
    results: list[PGresult] = []
    while True:
        for result in (yield from generators.fetch_many(line)):
            if result.status == _SYNC:
                return results
            results.append(result)
