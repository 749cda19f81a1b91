"""What a service's class is written with: `@rpc`, `@on(event)`, `UnitOfWork`, `Ask`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, Final, TypeVar, cast

from nameko.extensions import DependencyProvider, Entrypoint

from kernel.chassis.machinery import Machinery
from kernel.chassis.tables import ChassisTables
from kernel.chassis.work import Context, Work
from kernel.contracts.envelope import Event
from kernel.wire import clock, headers
from kernel.wire.calls import Pending

Method = TypeVar("Method", bound=Callable[..., Any])
Begin = Callable[[], AbstractContextManager[Work]]
_OPEN: Final = "kongbun_work_is_open"


class Rpc(Entrypoint):  # type: ignore[misc] # nameko has no types
    """A method that answers calls. It gets the request as one mapping, still to be read."""

    machinery = Machinery()

    def setup(self) -> None:
        method = self.method_name
        assert method in self.container.contract.requests, f"{method} is in no contract"
        self.machinery.methods[method] = self

    def stop(self) -> None:
        self.machinery.stop_serving()


class On(Entrypoint):  # type: ignore[misc]
    """A method that hears an event. It gets the unit of work and the event, or all that came
    together; what it raises undoes the work, and the events are retried or parked each alone."""

    machinery = Machinery()

    def __init__(self, event: Event, together: bool = False) -> None:
        super().__init__()
        self.event, self.together = event, together

    def setup(self) -> None:
        self.machinery.handlers[self.event.service, self.event.name] = self

    def stop(self) -> None:
        self.machinery.stop_serving()


class UnitOfWork(DependencyProvider):  # type: ignore[misc]
    """`with self.unit_of_work() as work:` - one transaction for the message under way."""

    machinery = Machinery()

    def __init__(self, store: Callable[..., Any], tables: ChassisTables) -> None:
        super().__init__()
        self._store, self._tables = store, tables

    def setup(self) -> None:
        self.machinery.store, self.machinery.tables = self._store, self._tables

    def get_dependency(self, worker_ctx: Any) -> Begin:
        return partial(_begun, self.machinery, worker_ctx)


@contextmanager
def _begun(machinery: Machinery, worker_ctx: Any) -> Iterator[Work]:
    """A unit of work, noted as open while it is: nobody is asked from within."""
    with machinery.begin(context_of(worker_ctx)) as work:
        worker_ctx.data[_OPEN] = True
        try:
            yield work
        finally:
            worker_ctx.data[_OPEN] = False


class Ask(DependencyProvider):  # type: ignore[misc]
    """`self.ask("members.match_roster", fund_id=..., lines=...)`, within the call's own budget.

    Never inside a unit of work, which is a bug and ends as one: a transaction that waits for
    another service holds its locks and its connection as long.
    """

    machinery = Machinery()

    def setup(self) -> None:
        self.machinery.asks = True

    def get_dependency(self, worker_ctx: Any) -> Asking:
        return Asking(self.machinery, worker_ctx)


class Asking:
    """Asks other services for one message: its actor, its trace, what is left of its time."""

    def __init__(self, machinery: Machinery, worker_ctx: Any) -> None:
        self._machinery, self._context = machinery, context_of(worker_ctx)
        self._data = worker_ctx.data

    def __call__(self, target: str, **fields: Any) -> Any:
        """Ask and wait for the answer."""
        return self.send(target, fields).result()

    def send(self, target: str, fields: Mapping[str, Any]) -> Pending:
        """Begin to ask; many may be under way at once."""
        assert not self._data.get(_OPEN), f"{target} is asked inside a unit of work"
        calls, context = self._machinery.calls, self._context
        assert calls is not None, "the machinery calls for who asks"
        deadline = context.deadline_ms or clock.now_ms() + headers.DEFAULT_BUDGET_MS
        return calls.send(
            target,
            fields,
            deadline_ms=deadline,
            token=context.token,
            traceparent=context.traceparent,
        )


def context_of(worker_ctx: Any) -> Context:
    """The message a worker works on."""
    context = worker_ctx.data.get("kongbun")
    return context if isinstance(context, Context) else Context()


def rpc(method: Method) -> Method:
    """Let a method answer calls; its request stands in the service's contract."""
    return cast("Method", Rpc.decorator(method))


def on(event: Event) -> Callable[[Method], Method]:
    """Let a method hear an event of another service."""
    return cast("Callable[[Method], Method]", On.decorator(event))


def on_many(event: Event) -> Callable[[Method], Method]:
    """Let a method hear those that came together: a list in their order, often of one.

    For effects that one statement can have of many. Several events may share a method: then the
    list has all of them, as they came.
    """
    return cast("Callable[[Method], Method]", On.decorator(event, together=True))
