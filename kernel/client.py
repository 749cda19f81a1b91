"""Asking Kongbun from outside it: thread-safe, without eventlet, every call within its budget.

    with Client("amqp://gateway:...@broker/kongbun") as kongbun:
        book = kongbun.call("logbook.get_household", household_id=..., purpose="case_management")

A call returns the reply's plain JSON. It raises one of `kernel.values.errors` (its `code` says why;
`Unavailable` may be repeated, with the same command id), or `Unexpected` for a bug over there.
Make one client for a process and share it: its two connections come back by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from kernel.values.errors import Unavailable
from kernel.wire import clock, headers
from kernel.wire.calls import Calls, Pending
from kernel.wire.clock import new_id
from kernel.wire.failures import Unexpected

__all__ = ["Client", "Pending", "Unavailable", "Unexpected", "new_id"]


class Client:
    """A caller. `token` is the signed actor behind the calls, where a person stands behind them;
    a function gives one that is still good at every call."""

    def __init__(
        self,
        amqp_url: str,
        name: str = "client",
        *,
        token: str | Callable[[], str] = "",
        seconds: float = headers.DEFAULT_BUDGET_MS / 1_000,
    ) -> None:
        self._calls = Calls(amqp_url, name)
        self._token = token
        self._seconds = seconds

    def __enter__(self) -> Self:
        self._calls.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._calls.stop()

    def call(
        self,
        target: str,
        /,
        fields: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        seconds: float | None = None,
        traceparent: str = "",
        **more: Any,
    ) -> Any:
        """Ask `target` ("funds.get_fund") and wait for its answer, at most `seconds`.

        Fields are given by name, or as a mapping where a field is called like an argument here.
        """
        return self.send(
            target,
            {**(fields or {}), **more},
            token=token,
            seconds=seconds,
            traceparent=traceparent,
        ).result()

    def send(
        self,
        target: str,
        fields: Mapping[str, Any],
        *,
        token: str | None = None,
        seconds: float | None = None,
        traceparent: str = "",
    ) -> Pending:
        """Begin a call; its `result()` waits. For many calls under way at once."""
        budget_ms = int((self._seconds if seconds is None else seconds) * 1_000)
        return self._calls.send(
            target,
            fields,
            deadline_ms=clock.now_ms() + budget_ms,
            token=self._own_token() if token is None else token,
            traceparent=traceparent,
        )

    def _own_token(self) -> str:
        return self._token if isinstance(self._token, str) else self._token()
