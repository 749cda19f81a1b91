"""The process that works off imports: `python -m kernel.chassis.importing funds`.

Parsing, sealing and bulk writing would keep the service's hub from everything else, so they happen
here: a process without eventlet, started when a file waits, ended when none does.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import Connection, Engine, exc

from kernel.chassis.database import connect
from kernel.chassis.imports import Desk, Importer, ImportStore, ImportTask
from kernel.chassis.sealing import Sealing, SealingKeys, unlock
from kernel.chassis.tables import ChassisTables, ImportTables
from kernel.chassis.troubles import Translated
from kernel.chassis.work import Context, UnitsOfWork, Work
from kernel.telemetry import log as logging
from kernel.telemetry import settings
from kernel.telemetry.log import log
from kernel.telemetry.settings import Settings
from kernel.values.actors import Actor
from kernel.values.errors import KongbunError, Refused, Unavailable
from kernel.wire import clock, headers, keys
from kernel.wire.calls import Calls
from kernel.wire.clock import SystemClock
from kernel.wire.files import FileStore

LINGER_SECONDS: Final = 3.0
LOOK_SECONDS: Final = 0.2
ASK_MS: Final = 30_000
PATIENCE_SECONDS: Final = 120.0
TELL_SECONDS: Final = 0.5
ATTEMPTS_MAX: Final = 3
_LOCK_SPACE: Final = 0x696D706F


class _Desk:
    """What one importer works with."""

    def __init__(self, bench: Workbench, task: ImportTask, asked_by: str) -> None:
        self._bench, self._task = bench, task
        self._context = Context(
            caller=bench.settings.service,
            actor=Actor(asked_by),
            call_id=headers.new_call_id(),
            traceparent=headers.new_trace(),
        )
        self._told = 0.0

    def ask(self, target: str, **fields: Any) -> Any:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                deadline = clock.now_ms() + ASK_MS
                trace = self._context.traceparent
                return self._bench.calls.send(
                    target, fields, deadline_ms=deadline, traceparent=trace
                ).result()
            except Unavailable:
                if time.monotonic() >= until:
                    raise
                time.sleep(LOOK_SECONDS)  # noqa: TID251 - the other side says when: not now

    def progress(self, done: int, total: int) -> None:
        if done < total and time.monotonic() < self._told + TELL_SECONDS:
            return
        self._told = time.monotonic()
        with Translated(), self._bench.engine.begin() as connection:
            self._bench.store(connection).tell(self._task.import_id, done, total)

    def work(self) -> AbstractContextManager[Work]:
        return self._bench.works.begin(self._context)

    def wait_until(self, look: Callable[[], bool]) -> bool:
        until = time.monotonic() + PATIENCE_SECONDS
        while not look():
            if time.monotonic() >= until:
                return False
            time.sleep(LOOK_SECONDS)  # noqa: TID251 - looks again for the fact
        return True


class Workbench:
    """One service's imports, worked off one after another."""

    def __init__(
        self,
        checked: Settings,
        tables: ChassisTables,
        import_tables: ImportTables,
        store: Any,
        importers: dict[str, Importer],
    ) -> None:
        self.settings, self._import_tables, self._importers = checked, import_tables, importers
        self.engine: Engine = connect(checked.database_url, 4)
        self._clock = SystemClock()
        sealing = self._unlock(tables)
        self.works = UnitsOfWork(self.engine, tables, store, sealing, self._clock)
        self._files = FileStore(checked.files, keys.read(checked.keys, "files.key"))
        self.calls = Calls(checked.amqp_url, checked.service)
        self.calls.start()

    def store(self, connection: Connection) -> ImportStore:
        return ImportStore(connection, self._import_tables)

    def run(self) -> None:
        """Work off what waits; end when nothing has waited for a while."""
        last = time.monotonic()
        with self.engine.connect() as own:
            watch = own.execution_options(isolation_level="AUTOCOMMIT")
            while time.monotonic() < last + LINGER_SECONDS:
                if self._next(watch):
                    last = time.monotonic()
                else:
                    time.sleep(LOOK_SECONDS)  # noqa: TID251 - polls its own table
        self.calls.stop()

    def _next(self, watch: Connection) -> bool:
        found = self.store(watch).next_waiting(_LOCK_SPACE)
        if found is None:
            return False
        row, files = found
        try:
            self._one(row, files)
        except KongbunError as error:
            if isinstance(error, Unavailable) and row.attempts < ATTEMPTS_MAX:
                log.warning("import_waits", import_id=row.import_id, why=error.code)
            else:
                self._refuse(row.import_id, error)
        except exc.SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug must not stop the other files
            log.error("import_failed", import_id=row.import_id, exc_info=error)
            self._refuse(row.import_id, Refused("import_failed"))
        return True

    def _one(self, row: Any, files: list[dict[str, str]]) -> None:
        if row.attempts >= ATTEMPTS_MAX:
            raise Refused("import_crashed")
        contents = tuple((each["name"], self._files.get(each["sha256"])) for each in files)
        task = ImportTask(
            import_id=row.import_id,
            kind=row.kind,
            fund_id=row.fund_id,
            files=contents,
            as_of=row.as_of,
            replaces=row.replaces,
            area_code=row.area_code,
        )
        began = time.monotonic()
        desk: Desk = _Desk(self, task, row.asked_by)
        self._importers[row.kind](task, desk)
        log.info("imported", kind=row.kind, seconds=round(time.monotonic() - began, 2))

    def _refuse(self, import_id: str, error: KongbunError) -> None:
        failure = {
            "kind": type(error).__name__,
            "code": error.code,
            "details": error.details,
        }
        with Translated(), self.engine.begin() as connection:
            self.store(connection).refuse(import_id, failure, self._clock.now())

    def _unlock(self, tables: ChassisTables) -> Sealing:
        with self.engine.begin() as connection:
            given = SealingKeys.read(self.settings.keys)
            return unlock(connection, tables, given, self._clock.now())


def main(arguments: list[str]) -> int:
    service = arguments[0]
    checked = settings.read(service, os.environ)
    logging.start(service, checked.log_level)
    tables = importlib.import_module(f"services.{service}.tables")
    store = importlib.import_module(f"services.{service}.store")
    usecases = importlib.import_module(f"services.{service}.usecases.imports")
    Workbench(checked, tables.chassis, tables.imports, store.STORE, usecases.IMPORTERS).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
