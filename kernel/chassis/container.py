"""nameko's container, told its settings and its contract instead of reading a global."""

from __future__ import annotations

import select
import socket
import sys
from collections.abc import Callable, Generator, Mapping
from typing import Any, Final, TypeVar

from eventlet import patcher, wsgi
from eventlet.greenpool import GreenPool
from eventlet.hubs import trampoline
from nameko.containers import ServiceContainer
from psycopg.waiting import Ready, Wait, wait_select

from kernel.chassis.health import Wsgi
from kernel.contracts.envelope import Contract
from kernel.telemetry.settings import Settings

Told = TypeVar("Told")

_poll: Final = patcher.original("select").poll  # the system's own, which the patch takes away


def wait_in_hub(
    gen: Generator[Wait, Ready | int, Told],
    fileno: int,
    interval: float = 0.0,
    timeout: float | None = None,
) -> Told:
    """psycopg's wait for the database, with no more of the hub than it needs.

    `wait_select` under eventlet makes two timers and two listeners of each wait. A socket can
    nearly always be written to, so that is asked of the system; only for an answer others run.
    """
    if timeout is not None:
        return wait_select(gen, fileno, interval, timeout)
    try:
        wanted = next(gen)
        while True:
            wanted = gen.send(_ready(fileno, wanted))
    except StopIteration as ended:
        told: Told = ended.value
        return told


def _ready(fileno: int, wanted: Wait) -> int:
    """What of `wanted` a socket is ready for, as psycopg numbers it; waits until it is any."""
    if not wanted & Wait.W:
        trampoline(fileno, read=True)
        return int(Ready.R)
    reads = wanted & Wait.R
    now = _poll()
    now.register(fileno, select.POLLOUT | (select.POLLIN if reads else 0))
    for _, found in now.poll(0):
        # What is neither, an error or a hang-up, is read: then psycopg says what it is.
        return _both(found & ~select.POLLOUT, found & select.POLLOUT)
    readable, writable, _ = select.select([fileno] if reads else [], [fileno], [])
    return _both(readable, writable)


def _both(readable: object, writable: object) -> int:
    return (Ready.R if readable else 0) | (Ready.W if writable else 0)


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
