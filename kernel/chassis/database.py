"""The database of a service: its engine, and the wait until it can be worked with."""

from __future__ import annotations

import importlib.util
import time
from functools import partial
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, exc, text
from sqlalchemy.pool import ConnectionPoolEntry

from kernel.chassis.lending import must_live
from kernel.chassis.sealing import Sealing, SealingKeys, unlock
from kernel.chassis.tables import ChassisTables
from kernel.telemetry.log import log
from kernel.wire.clock import Clock

CHECK_SECONDS: Final = 5.0
POOL_WAIT_SECONDS: Final = 3.0
# A machine that is gone without a goodbye is noticed as soon as a broker's would be, and not after
# the quarter of an hour for which Linux sends a query again.
_LOST_PACKETS: Final = {
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


def connect(url: str, connections: int) -> Engine:
    """An engine that opens nothing yet. Parameters never reach a log: they hold personal data."""
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "application_name": "kongbun", **_LOST_PACKETS},
    )
    event.listen(engine, "checkin", _note_when)
    event.listen(engine, "checkout", partial(_look_at, engine))
    return engine


def _note_when(_: psycopg.Connection | None, record: ConnectionPoolEntry) -> None:
    record.info["returned"] = time.monotonic()


def _look_at(
    engine: Engine, connection: psycopg.Connection, record: ConnectionPoolEntry, _: object
) -> None:
    """Before a connection is taken out of the pool: has the database hung up?"""
    returned = record.info.pop("returned", None)
    if returned is None:
        return  # just made
    try:
        must_live(engine, connection, returned)
    except psycopg.Error:
        raise exc.InvalidatePoolError from None  # with all that are as old as this one


def folder(package: str) -> Path:
    """Where a service's migrations stand: `services/<service>/migrations/NNNN_what_it_does.py`."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"there is no package {package}")
    return Path(next(iter(found.submodule_search_locations))) / "migrations"


def known_steps(package: str) -> list[str]:
    """The migrations this code knows of, by their numbers."""
    return sorted(path.name[:4] for path in folder(package).glob("[0-9]*.py"))


def is_current(connection: Connection, package: str) -> bool:
    """Whether the database has taken every step this code knows of, or is already beyond.

    Reads what alembic has written, without loading it: with all it brings that is 7 MB a service.
    """
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return False
    at = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    known = known_steps(package)
    # A newer version has migrated it already: steps suit the code before them, so go on.
    return set(known[-1:]) <= at or (bool(at) and not at <= set(known))


class Database:
    """Whether the database can be worked with: reachable, its keys ours, its tables of today."""

    def __init__(
        self, engine: Engine, package: str, tables: ChassisTables, keys: SealingKeys, clock: Clock
    ) -> None:
        self.engine = engine
        self.sealing: Sealing | None = None
        self._package, self._tables, self._keys, self._clock = package, tables, keys, clock
        self._checked_at = 0.0
        self._good = False

    def prepare(self) -> bool:
        """One try to open the database; `WrongKey` is for the process to die of."""
        try:
            with self.engine.begin() as connection:
                if not is_current(connection, self._package):
                    log.warning("database_waits_for_migrations")
                    return False
                self.sealing = unlock(connection, self._tables, self._keys, self._clock.now())
        except exc.SQLAlchemyError as error:
            log.warning("database_waits", why=type(error).__name__)
            return False
        log.info("database_ready")
        return True

    def good(self) -> bool:
        """Whether the database answers; asked at most every few seconds."""
        if self.sealing is None:
            return False
        if time.monotonic() >= self._checked_at + CHECK_SECONDS:
            self._checked_at = time.monotonic()
            try:
                with self.engine.connect() as connection:
                    connection.execute(text("SELECT 1"))
                self._good = True
            except exc.SQLAlchemyError:
                self._good = False
        return self._good
