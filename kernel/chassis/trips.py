"""Several statements in one trip to the database and back, where one does not need another's rows.

Each trip costs a service more in waiting and being woken than the database needs to answer: a
question that reads three tables and records that it was asked is one trip here, its transaction
with it. psycopg's own pipeline sends each statement by itself, and begins and commits beside it.
And what was found is worked on while the database still records and commits: a tenth of the time
that a question for one household takes.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import abc, generators, pq
from psycopg._preparing import Prepare
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection, Insert, Select, exc
from sqlalchemy.dialects.postgresql.psycopg import dialect

_DIALECT: Final = dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_IDLE: Final = pq.TransactionStatus.IDLE
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


Asked = tuple[Statement, Mapping[str, Any]]


def in_one_trip(connection: Connection, *asked: Asked) -> list[Sequence[Any]]:
    """The rows of each statement, none for one that returns nothing; in their order, within the
    connection's transaction. Errors are those of `Connection.execute`."""
    driver = driver_of(connection)
    rows = Transformer(driver)
    try:
        with driver.lock:
            results = driver.wait(_trip(driver, [_bound(rows, *each) for each in asked]))
    except psycopg.Error as error:
        raise as_others(connection, asked[0][0].query.decode(), error) from None
    return [_read(rows, each, result) for (each, _), result in zip(asked, results, strict=True)]


@contextmanager
def while_kept(connection: Connection, kept: Asked, *asked: Asked) -> Iterator[list[Sequence[Any]]]:
    """The rows of what is asked, to be worked on while the database carries out `kept` and commits.

    One trip, with which the transaction ends; nothing else may be asked of the connection in the
    block. What the block makes may leave it when the block has ended without an error: then all is
    committed. It stays committed if the block fails.
    """
    driver = driver_of(connection)
    rows = Transformer(driver)
    bound = [_bound(rows, *each) for each in asked]
    last = [_bound(rows, *kept)]
    try:
        with driver.lock:
            fresh, fresh_last = driver.wait(_ask(driver, bound, last))
            try:
                results = _good(driver.wait(_answers(driver, bound, fresh)))
                yield [
                    _read(rows, each, told) for (each, _), told in zip(asked, results, strict=True)
                ]
            finally:
                driver.wait(_end(driver, last, fresh_last))
    except psycopg.Error as error:
        raise as_others(connection, kept[0].query.decode(), error) from None


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    """psycopg's connection under SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


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


def _trip(driver: psycopg.Connection[Any], asked: Sequence[_Bound]) -> abc.PQGen[list[PGresult]]:
    """Send all, then read all: the results of what was asked."""
    line = driver.pgconn
    begins = line.transaction_status == _IDLE
    line.enter_pipeline_mode()
    if begins:
        line.send_query_params(b"BEGIN", None)
    fresh = [_send(driver, bound) for bound in asked]
    line.pipeline_sync()
    yield from generators.send(line)
    begun = [(yield from _next(line))] if begins else []
    answers = yield from _end(driver, asked, fresh)
    _good(begun)  # else what came after it was not run, and looks as if nothing were found
    return answers


def _ask(
    driver: psycopg.Connection[Any], asked: Sequence[_Bound], last: Sequence[_Bound]
) -> abc.PQGen[tuple[list[bytes], list[bytes]]]:
    """Send all, and let the answers of the first come before the last is carried out.

    What stands between two syncs is one transaction where none was begun, and the second commits
    it (PostgreSQL, 34.5.1.3): so a whole one needs neither a BEGIN nor a COMMIT.
    """
    line = driver.pgconn
    whole = line.transaction_status == _IDLE
    line.enter_pipeline_mode()
    fresh = [_send(driver, bound) for bound in asked]
    line.send_flush_request()
    fresh_last = [_send(driver, bound) for bound in last]
    if not whole:
        line.send_query_params(b"COMMIT", None)
    line.pipeline_sync()
    yield from generators.send(line)
    return fresh, fresh_last


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


def _answers(
    driver: psycopg.Connection[Any], asked: Sequence[_Bound], fresh: Sequence[bytes]
) -> abc.PQGen[list[PGresult]]:
    """The results of the next statements; of one that could not be prepared, why."""
    answers = []
    for bound, name in zip(asked, fresh, strict=True):
        prepared = (yield from _next(driver.pgconn)) if name else None
        answer = yield from _next(driver.pgconn)
        if prepared is not None and prepared.status == _DONE:
            driver._prepared.maybe_add_to_cache(bound, Prepare.SHOULD, name)  # type: ignore[arg-type] # noqa: SLF001
        elif prepared is not None:
            answer = prepared
        answers.append(answer)
    return answers


def _end(
    driver: psycopg.Connection[Any], asked: Sequence[_Bound], fresh: Sequence[bytes]
) -> abc.PQGen[list[PGresult]]:
    """The results of the last statements of a trip, which is over."""
    answers = yield from _answers(driver, asked, fresh)
    rest = [(yield from _next(driver.pgconn))]
    while rest[-1].status != _SYNC:  # the COMMIT, or of what the commit failed
        rest.append((yield from _next(driver.pgconn)))
    driver.pgconn.exit_pipeline_mode()
    _good([*answers, *rest])
    return answers


def _next(line: PGconn) -> abc.PQGen[PGresult]:
    """What came of one thing sent, be it a failure."""
    results: list[PGresult] = yield from generators.fetch_many(line)
    if not results:
        raise psycopg.OperationalError("the connection is lost")
    return results[0]


def _good(results: list[PGresult]) -> list[PGresult]:
    """The results, none of which failed; raises what the first that did says."""
    for result in results:
        if result.status == _FAILED:
            raise psycopg.errors.error_from_result(result)
    return results
