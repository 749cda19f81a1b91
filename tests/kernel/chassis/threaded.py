"""A spike: the same services on the system's threads, without eventlet (docs/decisions).

`python -m tests.kernel.chassis.threaded speaker|hearer|<service>` runs one in the foreground. Only
the container differs: workers are a pool of threads, and what `runner` patches stays as it is.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from eventlet import patcher
from nameko.containers import WorkerContext

from kernel.chassis.container import Container
from kernel.chassis.health import Wsgi
from kernel.contracts import catalogue
from kernel.contracts.envelope import Contract
from kernel.telemetry import log as logging
from kernel.telemetry import settings
from kernel.telemetry.settings import Settings
from tests.kernel.chassis.standin import contract, services


class ThreadedContainer(Container):
    """Hosts one service class on threads."""

    def __init__(
        self, service_cls: type[Any], contracts: Mapping[str, Contract], told: Settings
    ) -> None:
        super().__init__(service_cls, contracts, told)
        self._pool = ThreadPoolExecutor(told.workers)
        self._free, self._counting = told.workers, threading.Lock()
        self.ended = threading.Event()
        self.why: BaseException | None = None

    def start(self) -> None:
        for extension in list(self.extensions):
            extension.setup()
        for extension in list(self.extensions):
            extension.start()

    def stop(self) -> None:
        for entrypoint in list(self.entrypoints):
            entrypoint.stop()
        self._pool.shutdown()
        for extension in [*self.dependencies, *self.subextensions]:
            extension.stop()

    def kill(self, exc_info: Any = None) -> None:
        self.why = exc_info[1] if exc_info else None
        self.ended.set()

    def spawn_worker(
        self,
        entrypoint: Any,
        args: Any,
        kwargs: Any,
        context_data: Any = None,
        handle_result: Callable[..., Any] | None = None,
        alone: bool = False,  # noqa: ARG002 - threads begin by themselves
    ) -> None:
        worker = WorkerContext(self, self.service_cls(), entrypoint, args, kwargs, context_data)
        self._count(-1)
        self._pool.submit(self._run, worker, handle_result)

    def serve_http(self, listener: socket.socket, answer: Wsgi) -> None:
        server = _Server(listener.getsockname(), _Quiet, bind_and_activate=False)
        server.socket.close()
        server.socket = listener
        server.server_name, server.server_port = listener.getsockname()[:2]
        server.setup_environ()
        server.set_app(answer)
        server.serve_forever()

    @property
    def free_workers(self) -> int:
        return self._free

    def _run(self, worker: Any, handle_result: Any) -> None:
        try:
            self._run_worker(worker, handle_result)
        finally:
            self._count(+1)

    def _count(self, change: int) -> None:
        with self._counting:
            self._free += change


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, *_: Any) -> None:
        """Probes are not worth a line each."""


def main(which: str) -> int:
    """Run one service until it is told to stop."""
    if which in catalogue.SERVICES:
        service, contracts = (
            importlib.import_module(f"services.{which}.service").SERVICE,
            catalogue.contracts(),
        )
    else:
        service = {"speaker": services.SpeakerService, "hearer": services.HearerService}[which]
        contracts = contract.CONTRACTS
    checked = settings.read(service.name, os.environ)
    logging.start(service.name, checked.log_level)
    assert not patcher.already_patched, "this is the point"
    container = ThreadedContainer(service, contracts, checked)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: container.ended.set())
    container.start()
    container.ended.wait()
    container.stop()
    return 1 if container.why else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
