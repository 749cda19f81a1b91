"""nameko's container, told its settings and its contract instead of reading a global."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

from eventlet import wsgi
from eventlet.greenpool import GreenPool
from nameko.containers import ServiceContainer

from kernel.chassis.health import Wsgi
from kernel.contracts.envelope import Contract
from kernel.telemetry.settings import Settings


class Container(ServiceContainer):  # type: ignore[misc] # nameko has no types
    """Hosts one service class."""

    def __init__(
        self, service_cls: type[Any], contracts: Mapping[str, Contract], settings: Settings
    ) -> None:
        super().__init__(service_cls)
        self.settings = settings
        self.contracts = contracts
        self.contract = contracts[settings.service]
        self.package = service_cls.__module__.rpartition(".")[0]
        self.max_workers = settings.workers
        self._worker_pool = GreenPool(size=settings.workers)

    def _run_worker(self, worker_ctx: Any, handle_result: Callable[..., Any]) -> None:
        """A worker's life as nameko has it, without its four clocks and six debug lines a call."""
        self._inject_dependencies(worker_ctx)
        self._worker_setup(worker_ctx)
        method = getattr(worker_ctx.service, worker_ctx.entrypoint.method_name)
        result = exc_info = None
        try:
            result = method(*worker_ctx.args, **worker_ctx.kwargs)
        except Exception:  # noqa: BLE001 - the caller is told what it was
            exc_info = sys.exc_info()
        result, exc_info = handle_result(worker_ctx, result, exc_info)
        self._worker_result(worker_ctx, result, exc_info)
        del exc_info  # it holds this frame
        self._worker_teardown(worker_ctx)

    def serve_http(self, listener: socket.socket, answer: Wsgi) -> None:
        """Answer what comes to a listener: no slow talkers, and not too many at once."""
        wsgi.server(
            listener,
            answer,
            log_output=False,
            debug=False,
            keepalive=False,
            socket_timeout=10,
            max_size=50,
        )

    @property
    def free_workers(self) -> int:
        return int(self._worker_pool.free())
