"""Loading the made-up nation straight into the services' tables, by COPY.

One transaction for each database, while two processes make the rows: triggers and foreign keys are
put aside (`session_replication_role`), indexes left behind and built afterwards two at a time, rows
frozen as they come, and the server's checkpoints and vacuuming told to wait. That asks for an
administrator of the server. Balances and tallies are then made by one statement each, and what the
triggers hold is held here: the totals, and that all balances sum to nothing.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final, LiteralString

import psycopg
from psycopg import sql

from bench.parts.nation import COLUMNS, FUNDS_TABLES, MEMBERS_TABLES, Nation, Rows
from bench.parts.stage import Stage

FUNDS_AT_ONCE: Final = 20
PROCESSES: Final = 2
COPIED_AT_ONCE: Final = 1 << 20
SAY_SECONDS: Final = 10
_WHILE_LOADING: Final[dict[LiteralString, str]] = {
    "max_wal_size": "32GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Loaded:
    """What a load took, and what there is now."""

    rows: int
    seconds: float
    bytes: int


def database_url(here: Stage, service: str) -> str:
    """The administrator's URL of a service's database."""
    parts = psycopg.conninfo.conninfo_to_dict(
        here.installation.services[service]["DATABASE_URL"].replace("+psycopg", "")
    )
    admin = psycopg.conninfo.conninfo_to_dict(here.servers.database_url)
    return psycopg.conninfo.make_conninfo(**{**admin, "dbname": parts["dbname"]})


def load(
    here: Stage, nation: Nation, *, members: bool = False, say: Callable[[str], None]
) -> Loaded:
    """Load the nation into `funds`, and its people into `members` where they are asked for."""
    began = time.perf_counter()
    tables = {"funds": FUNDS_TABLES} | ({"members": MEMBERS_TABLES} if members else {})
    urls = {service: database_url(here, service) for service in tables}
    with _unhurried(here):
        rows = _copy(nation, urls, tables, say)
        for service, names in tables.items():
            _build_indexes(urls[service], names, say)
        say("balances and tallies")
        with psycopg.connect(urls["funds"], autocommit=True) as connection:
            connection.execute("SET work_mem = '256MB'")
            connection.execute(_BALANCES)
            connection.execute("SELECT rebuild_tallies()")
            off = connection.execute("SELECT coalesce(sum(amount_satang), 0) FROM balances")
            assert off.fetchone() == (0,), "the books balance"
        for url in urls.values():
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ANALYZE")
    return Loaded(rows, time.perf_counter() - began, sum(map(_bytes, urls.values())))


def counted(url: str) -> tuple[int, int, int]:
    """Funds, members and people helped, as the tables have them."""
    with psycopg.connect(url) as connection:
        found = connection.execute(_COUNTED).fetchone()
        assert found is not None, "a count has one row"
        return int(found[0]), int(found[1]), int(found[2])


class _Making:
    """Makes the rows of some funds as COPY's text."""

    def __init__(self, nation: Nation, names: Iterable[str]) -> None:
        self._nation, self._names = nation, frozenset(names)

    def __call__(self, numbers: Iterable[int]) -> dict[str, bytes]:
        made: Rows = {name: [] for name in COLUMNS}
        for number in numbers:
            for name, lines in self._nation.rows(number).items():
                made[name] += lines
        return {name: "\n".join([*made[name], ""]).encode() for name in self._names}


def _copy(
    nation: Nation,
    urls: Mapping[str, str],
    tables: Mapping[str, Sequence[str]],
    say: Callable[[str], None],
) -> int:
    """Copy all rows of these services' tables, without their indexes; how many."""
    chunks = (
        range(first, min(first + FUNDS_AT_ONCE, nation.funds))
        for first in range(0, nation.funds, FUNDS_AT_ONCE)
    )
    rows, told = 0, time.monotonic()
    wanted = {name for names in tables.values() for name in names}
    with ExitStack() as opened:
        pool = opened.enter_context(ProcessPoolExecutor(PROCESSES))
        connections = {
            service: opened.enter_context(psycopg.connect(url)) for service, url in urls.items()
        }
        for service, names in tables.items():
            _empty(connections[service], names)
        for texts in _ahead(pool, _Making(nation, wanted), chunks):
            for service, names in tables.items():
                rows += sum(_copy_text(connections[service], name, texts[name]) for name in names)
            if time.monotonic() > told + SAY_SECONDS:
                told = time.monotonic()
                say(f"{rows:,} rows")
    return rows


def _empty(connection: psycopg.Connection, names: Sequence[str]) -> None:
    """Rows may come frozen into tables that the same transaction has emptied."""
    connection.execute("SET session_replication_role = replica")
    tables = sql.SQL(", ").join(map(sql.Identifier, names))
    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
    connection.execute(_LEAVE_INDEXES_BEHIND, {"names": list(names)})


def _ahead(
    pool: ProcessPoolExecutor, make: _Making, chunks: Iterator[range]
) -> Iterator[dict[str, bytes]]:
    """What is made of each chunk, in order, a few of them ahead of who takes them."""
    under_way: deque[Future[dict[str, bytes]]] = deque()
    under_way.extend(pool.submit(make, chunk) for chunk in islice(chunks, 2 * PROCESSES))
    while under_way:
        yield under_way.popleft().result()
        under_way.extend(pool.submit(make, chunk) for chunk in islice(chunks, 1))


def _copy_text(connection: psycopg.Connection, name: str, text: bytes) -> int:
    columns = sql.SQL(", ").join(sql.Identifier(each) for each in COLUMNS[name].split(", "))
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FREEZE)").format(
        sql.Identifier(name), columns
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for first in range(0, len(text), COPIED_AT_ONCE):
            copy.write(text[first : first + COPIED_AT_ONCE])
    return text.count(b"\n")


def _build_indexes(url: str, names: Iterable[str], say: Callable[[str], None]) -> None:
    with psycopg.connect(url) as connection:
        found = connection.execute(_INDEXES, {"names": list(names)}).fetchall()

    def build(index: str) -> None:
        with psycopg.connect(url, autocommit=True) as own:
            own.execute("SET maintenance_work_mem = '1GB'")
            own.execute("SET max_parallel_maintenance_workers = 0")
            own.execute(sql.SQL("REINDEX INDEX {}").format(sql.Identifier(index)))
        say(f"index {index}")

    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(build, [name for (name,) in found]))


@contextmanager
def _unhurried(here: Stage) -> Iterator[None]:
    """Let checkpoints and vacuuming wait until all is there."""
    with psycopg.connect(here.servers.database_url, autocommit=True) as admin:
        for name, value in _WHILE_LOADING.items():
            admin.execute(sql.SQL("ALTER SYSTEM SET " + name + " = {}").format(value))
        admin.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            for name in _WHILE_LOADING:
                admin.execute("ALTER SYSTEM RESET " + name)
            admin.execute("SELECT pg_reload_conf()")
            admin.execute("CHECKPOINT")


def _bytes(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(found[0]) if found else 0


# An index that is not ready takes no rows; building it anew makes it ready again.
_LEAVE_INDEXES_BEHIND: Final = """
    UPDATE pg_index SET indisready = false, indisvalid = false
    WHERE indrelid = ANY (SELECT name::regclass FROM unnest(%(names)s::text[]) AS name)
"""
_INDEXES: Final = """
    SELECT indexrelid::regclass::text FROM pg_index
    WHERE indrelid = ANY (SELECT name::regclass FROM unnest(%(names)s::text[]) AS name)
    ORDER BY pg_table_size(indrelid) DESC
"""
_BALANCES: Final = """
    INSERT INTO balances
        SELECT fund_id, account, sum(amount_satang) FROM postings GROUP BY 1, 2
"""
_COUNTED: Final = """
    SELECT (SELECT count(*) FROM funds),
           (SELECT count(*) FROM memberships WHERE status = 'active'),
           (SELECT count(*) FROM claims WHERE state = 'paid')
"""
