"""What a service that takes in register files inherits: begin, how far, how did the rows end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import Any, Final

from nameko.extensions import DependencyProvider, SharedExtension

from kernel.chassis.entrypoints import context_of, rpc
from kernel.chassis.imports import ImportStore
from kernel.chassis.machinery import Machinery
from kernel.chassis.tables import ImportTables
from kernel.chassis.threads import in_thread
from kernel.chassis.work import Context
from kernel.contracts import imports as contract
from kernel.telemetry import metrics
from kernel.telemetry.log import log
from kernel.values.actors import EVERY_FUND
from kernel.values.errors import Invalid, KongbunError

LOOK_SECONDS: Final = 5.0
POLL_SECONDS: Final = 0.05


class ImportClerk(SharedExtension):  # type: ignore[misc] # nameko has no types
    """Sees to it that a process works off what waits; never more than one for each replica."""

    machinery = Machinery()

    def __init__(self) -> None:
        super().__init__()
        self.tables: ImportTables | None = None
        self._hinted = threading.Event()
        self._leaving = threading.Event()
        self._child: Any = None

    def start(self) -> None:
        if self.tables is not None:
            in_thread(self._run, died=self.machinery.die)

    def stop(self) -> None:
        self._leaving.set()
        self._hinted.set()
        if self._child is not None and self._child.poll() is None:
            # What it has under way is one transaction: undone now, begun again later.
            self._child.terminate()

    def hint(self) -> None:
        """A file waits: look now."""
        self._hinted.set()

    def _run(self) -> None:
        while not self._leaving.is_set():
            self._hinted.wait(LOOK_SECONDS)
            self._hinted.clear()
            try:
                if self._something_waits():
                    self._work_off()
            except KongbunError as error:
                log.warning("imports_wait", why=error.code)

    def _something_waits(self) -> bool:
        assert self.tables is not None, "only a service with imports has a clerk"
        with self.machinery.begin(Context()) as work:
            return ImportStore(work.connection, self.tables).any_waiting()

    def _work_off(self) -> None:
        service = self.container.settings.service
        environment = {**os.environ}
        environment.pop("PSYCOPG_WAIT_FUNC", None)  # a process of its own has no hub to block
        command = [sys.executable, "-m", "kernel.chassis.importing", service]
        self._child = subprocess.Popen(command, env=environment)  # noqa: S603 - a module of ours
        while (status := self._child.poll()) is None:
            time.sleep(POLL_SECONDS)  # noqa: TID251 - waiting for it would hold the whole hub
        if status and not self._leaving.is_set():
            log.error("import_process_died", status=status)
            self._leaving.wait(LOOK_SECONDS)


class Imports(DependencyProvider):  # type: ignore[misc]
    """The imports of a service, for the message under way."""

    machinery = Machinery()
    clerk = ImportClerk()

    def __init__(self, tables: ImportTables) -> None:
        super().__init__()
        self._tables = tables

    def setup(self) -> None:
        self.clerk.tables = self._tables

    def get_dependency(self, worker_ctx: Any) -> Desktop:
        return Desktop(self.machinery, self.clerk, self._tables, context_of(worker_ctx))


class Desktop:
    """Begin, ask, list."""

    def __init__(
        self, machinery: Machinery, clerk: ImportClerk, tables: ImportTables, context: Context
    ) -> None:
        self._machinery, self._clerk = machinery, clerk
        self._tables, self._context = tables, context

    def begin(self, asked: dict[str, Any]) -> Any:
        service, actor = self._machinery.container.settings.service, self._context.actor
        if asked["kind"] not in contract.KINDS[service]:
            raise Invalid("import_kind_unknown", {"kinds": list(contract.KINDS[service])})
        actor.must_act_for(asked["fund_id"] or EVERY_FUND)
        with self._machinery.begin(self._context) as work:
            store = ImportStore(work.connection, self._tables)
            reply = work.reply(store.begin(asked, actor.actor_id, work.now))
        self._clerk.hint()
        metrics.imports_begun.labels(service, asked["kind"]).inc()
        return reply

    def get(self, import_id: str) -> Any:
        with self._machinery.begin(self._context) as work:
            return work.reply(self._own(ImportStore(work.connection, self._tables), import_id))

    def rows(self, import_id: str, after: int, limit: int, decisions: list[str]) -> Any:
        with self._machinery.begin(self._context) as work:
            store = ImportStore(work.connection, self._tables)
            self._own(store, import_id)
            rows = store.rows(import_id, after, limit, decisions)
            last = rows[-1]["place"] if len(rows) == limit else None
            return work.reply({"rows": rows, "after": last})

    def _own(self, store: ImportStore, import_id: str) -> dict[str, Any]:
        found = store.get(import_id)
        self._context.actor.must_act_for(found["fund_id"] or EVERY_FUND)
        return found


class TakesImports:
    """Inherited by a service that has `imports = Imports(tables.imports)`."""

    imports: Any

    @rpc
    def start_import(self, request: dict[str, Any]) -> Any:
        return self.imports.begin(contract.StartImport.read(request))

    @rpc
    def get_import(self, request: dict[str, Any]) -> Any:
        return self.imports.get(**contract.GetImport.read(request))

    @rpc
    def list_import_rows(self, request: dict[str, Any]) -> Any:
        return self.imports.rows(**contract.ListImportRows.read(request))
