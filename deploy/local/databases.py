"""One database per service, and two roles in it: the owner migrates, the app reads and writes.

    funds          the database; nobody else may even connect
    funds_owner    owns it: migrations
    funds_app      rows only, no DDL; what the service runs as

A second run changes nothing; a first one that was cut off is completed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, LiteralString
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

# One bootstrap at a time on a server: its roles are shared by all its databases.
_LOCK: Final = 0x6B6F6E67
_APP_SETTINGS: Final[dict[LiteralString, str]] = {
    "timezone": "UTC",
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    # A plan made once for all when a table was young reads all of it when it has grown: the inbox
    # took four times as long after 10,000 events. Planning anew costs some 50 us a statement.
    "plan_cache_mode": "force_custom_plan",
}
# A migration may build an index for long; what it must not do is wait for a lock for long.
_OWNER_SETTINGS: Final[dict[LiteralString, str]] = {"timezone": "UTC", "lock_timeout": "5s"}


@dataclass(frozen=True, slots=True)
class Database:
    """One service's database, and the passwords of its two roles."""

    name: str
    owner: str
    app: str
    owner_password: str = field(default="", repr=False)
    app_password: str = field(default="", repr=False)
    durable: bool = True


@contextmanager
def administered(url: str) -> Iterator[psycopg.Connection]:
    """An administrator's session, every statement its own transaction, nobody else beside it."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SET lock_timeout = '120s'")
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))  # goes with the session
        yield connection


def existing(connection: psycopg.Connection) -> set[str]:
    """The names of the databases there are."""
    return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def prepare(connection: psycopg.Connection, url: str, database: Database) -> None:
    """Make the roles and the database, or what is missing of them."""
    made = database.name in existing(connection)
    for role, password, settings in (
        (database.owner, database.owner_password, _OWNER_SETTINGS),
        (database.app, database.app_password, _APP_SETTINGS),
    ):
        login = as_user(url, role, password, database.name)
        if not made or not _may_log_in(login):
            _role(connection, role, password)
        for name, value in settings.items():
            change = sql.SQL("ALTER ROLE {} SET " + name + " = {}")
            connection.execute(change.format(sql.Identifier(role), value))
    if not made:
        _become_member(connection, database.owner)
        create = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0"
        _run(connection, create, database.name, database.owner)
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database.name)
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database.name, database.app)
    if not database.durable:
        # A test loses nothing if the machine stops, so its commits need not wait for the disk.
        _run(connection, "ALTER DATABASE {} SET synchronous_commit = off", database.name)
    _give_rows(url, database)


def drop(connection: psycopg.Connection, database: Database) -> None:
    """Drop the database, whoever is connected to it, and its roles."""
    if database.name in existing(connection):
        _become_member(connection, database.owner)
        _run(connection, "DROP DATABASE {} WITH (FORCE)", database.name)
    for role in (database.app, database.owner):
        _run(connection, "DROP ROLE IF EXISTS {}", role)


def as_user(url: str, user: str, password: str, database: str, scheme: str = "") -> str:
    """The administrator's URL, as another user of another database; its options stay."""
    parts = urlsplit(url)
    at = parts.netloc.rpartition("@")[2]
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    changed = parts._replace(netloc=f"{login}@{at}", path=f"/{quote(database, safe='')}")
    return changed._replace(scheme=scheme or parts.scheme).geturl()


def _give_rows(url: str, database: Database) -> None:
    """As the owner: whatever tables it will make, the app may use their rows."""
    login = as_user(url, database.owner, database.owner_password, database.name)
    with psycopg.connect(login, connect_timeout=10) as inside:
        _run(inside, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        _run(inside, "GRANT USAGE ON SCHEMA public TO {}", database.app)
        always = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT "
        _run(inside, always + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}", database.app)
        _run(inside, always + "USAGE, SELECT ON SEQUENCES TO {}", database.app)


def _role(connection: psycopg.Connection, role: str, password: str) -> None:
    there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    change: LiteralString = "ALTER" if there else "CREATE"
    statement = sql.SQL(change + " ROLE {} LOGIN PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), password))


def _may_log_in(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _become_member(connection: psycopg.Connection, role: str) -> None:
    """An administrator who is no superuser makes and drops databases only for roles he is in."""
    if connection.info.parameter_status("is_superuser") != "on":
        _run(connection, "GRANT {} TO CURRENT_USER", role)


def _run(connection: psycopg.Connection, statement: LiteralString, *names: str) -> None:
    identifiers = [sql.Identifier(name) for name in names]
    connection.execute(sql.SQL(statement).format(*identifiers))
