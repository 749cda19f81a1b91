"""nameko's container, told its settings and its contract instead of reading a global."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

import eventlet
from eventlet import wsgi
from eventlet.greenthread import GreenThread
from eventlet.hubs import get_hub
from nameko.containers import ServiceContainer, WorkerContext
from nameko.exceptions import ContainerBeingKilled

from kernel.chassis.health import Wsgi
from kernel.chassis.hub import begin_now, begin_soon
from kernel.contracts.envelope import Contract
from kernel.telemetry.settings import Settings

_LOOK_SECONDS: Final = 0.01


class Worker(WorkerContext):  # type: ignore[misc] # nameko has no types
    """One message's worker. It has no ids of nameko's: a call has its own, of the wire."""

    def _make_call_id(self) -> str:
        return ""

    def _make_call_id_stack(self) -> list[str]:
        return []


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
        self._worker_pool = self  # nameko's `stop` waits for it

    def spawn_worker(
        self,
        entrypoint: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        context_data: dict[str, Any] | None = None,
        handle_result: Callable[..., Any] | None = None,
        alone: bool = False,
    ) -> Worker:
        """nameko's, without the ids it would make up. A worker that is alone, with nothing to be
        taken after it, begins at once; of many the hub begins one after another."""
        if self._being_killed:
            raise ContainerBeingKilled
        worker = Worker(self, self.service_cls(), entrypoint, args, kwargs, data=context_data)
        thread = GreenThread(get_hub().greenlet)
        thread.link(self._handle_worker_thread_exited, worker)
        alone = alone and not self._worker_threads
        self._worker_threads[worker] = thread
        begin = begin_now if alone else begin_soon
        begin(thread, self._run_worker, (worker, handle_result), {})
        return worker

    def waitall(self) -> None:
        """Wait until every worker has ended."""
        while self._worker_threads:
            eventlet.sleep(_LOOK_SECONDS)

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
        return int(self.max_workers - len(self._worker_threads))
