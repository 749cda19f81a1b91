"""The database of a service: its engine, and the wait until it can be worked with."""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy import Engine, create_engine, exc, text

from kernel.chassis import migrations
from kernel.chassis.sealing import Sealing, SealingKeys, unlock
from kernel.chassis.tables import ChassisTables
from kernel.telemetry.log import log
from kernel.wire.clock import Clock

CHECK_SECONDS: Final = 5.0
POOL_WAIT_SECONDS: Final = 3.0


def connect(url: str, connections: int) -> Engine:
    """An engine that opens nothing yet. Parameters never reach a log: they hold personal data."""
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "application_name": "kongbun"},
    )


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
                if not migrations.is_current(connection, self._package):
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
