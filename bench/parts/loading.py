"""Loading the made-up nation straight into the services' tables, by COPY, side by side.

Row triggers and foreign keys are put aside while it lasts (`session_replication_role`), which asks
for an administrator of the server; balances and tallies are then made by one statement each, and
what the triggers hold is held here: the totals, and that all balances sum to nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql

from bench.parts.nation import COLUMNS, FUNDS_TABLES, MEMBERS_TABLES, Nation, Rows
from bench.parts.stage import Stage

FUNDS_AT_ONCE: Final = 40
PROCESSES: Final = 2


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
    urls = {"funds": database_url(here, "funds")}
    if members:
        urls["members"] = database_url(here, "members")
    chunks = [
        range(first, min(first + FUNDS_AT_ONCE, nation.funds))
        for first in range(0, nation.funds, FUNDS_AT_ONCE)
    ]
    rows = 0
    with ProcessPoolExecutor(PROCESSES) as pool:
        for place, copied in enumerate(pool.map(_Copying(nation, urls), chunks), start=1):
            rows += copied
            if place % 25 == 0:
                say(f"{place * FUNDS_AT_ONCE:,} funds, {rows:,} rows")
    say("balances and tallies")
    with psycopg.connect(urls["funds"], autocommit=True) as connection:
        connection.execute("SET work_mem = '256MB'")
        connection.execute(_BALANCES)
        connection.execute("SELECT rebuild_tallies()")
        off = connection.execute("SELECT coalesce(sum(amount_satang), 0) FROM balances").fetchone()
        assert off == (0,), "the books balance"
    for url in urls.values():
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    return Loaded(rows, time.perf_counter() - began, sum(map(_bytes, urls.values())))


def counted(url: str) -> tuple[int, int, int]:
    """Funds, members and people helped, as the tables have them."""
    with psycopg.connect(url) as connection:
        found = connection.execute(_COUNTED).fetchone()
        assert found is not None, "a count has one row"
        return int(found[0]), int(found[1]), int(found[2])


class _Copying:
    """Makes and copies the rows of some funds, in one transaction for each database."""

    def __init__(self, nation: Nation, urls: dict[str, str]) -> None:
        self._nation, self._urls = nation, urls

    def __call__(self, numbers: Iterable[int]) -> int:
        made: Rows = {table: [] for table in COLUMNS}
        for number in numbers:
            for table, lines in self._nation.rows(number).items():
                made[table] += lines
        copied = 0
        for service, tables in (("funds", FUNDS_TABLES), ("members", MEMBERS_TABLES)):
            if service in self._urls:
                with psycopg.connect(self._urls[service]) as connection:
                    connection.execute("SET session_replication_role = replica")
                    connection.execute("SET synchronous_commit = off")
                    copied += sum(_copy(connection, table, made[table]) for table in tables)
        return copied


def _copy(connection: psycopg.Connection, table: str, lines: list[str]) -> int:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in COLUMNS[table].split(", "))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for first in range(0, len(lines), 5_000):
            copy.write("\n".join(lines[first : first + 5_000]) + "\n")
    return len(lines)


def _bytes(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(found[0]) if found else 0


_BALANCES: Final = """
    INSERT INTO balances
        SELECT fund_id, account, sum(amount_satang) FROM postings GROUP BY 1, 2
"""
_COUNTED: Final = """
    SELECT (SELECT count(*) FROM funds),
           (SELECT count(*) FROM memberships WHERE status = 'active'),
           (SELECT count(*) FROM claims WHERE state = 'paid')
"""
