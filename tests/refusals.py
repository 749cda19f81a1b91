"""Whatever a test is refused with must stand in the contract of the method that refuses.

Watched where tests ask: the unit of work around a use case (`tests/units.py`) and the clients of a
platform (`tests/platform.py`). What is refused undeclared fails the test that saw it, at once.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

from kernel.client import Client, Pending
from kernel.contracts import catalogue
from kernel.contracts.envelope import Contract
from kernel.values.errors import KongbunError

SERVICES = Path(__file__).resolve().parents[1] / "services"
_contract = cache(catalogue.contract)


def must_be_declared(contract: Contract, method: str, error: KongbunError) -> None:
    """`AssertionError` for a code that the method's request does not declare."""
    request = contract.requests[method]
    assert error.code in request.may_refuse(), (
        f"{contract.service}.{method} refused with {type(error).__name__}({error.code!r}), which "
        f"its callers are not told of: name it in {request.__name__}.refuses, {request.__module__}"
    )


@contextmanager
def of_use_cases(service: str) -> Iterator[None]:
    """Watch what a service's use cases refuse with; a use case is called like its method."""
    try:
        yield
    except KongbunError as error:
        method = _use_case(service, error)
        if method:
            must_be_declared(_contract(service), method, error)
        raise


@contextmanager
def of_call(target: str) -> Iterator[None]:
    """Watch what a call is refused with."""
    service, _, method = target.partition(".")
    try:
        yield
    except KongbunError as error:
        if service in catalogue.SERVICES and method in _contract(service).requests:
            must_be_declared(_contract(service), method, error)
        raise


class Watched:
    """A client, each of its calls watched; else the client itself."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def call(self, target: str, /, *told: Any, **more: Any) -> Any:
        with of_call(target):
            return self._client.call(target, *told, **more)

    def send(self, target: str, *told: Any, **more: Any) -> WatchedPending:
        return WatchedPending(self._client.send(target, *told, **more))


class WatchedPending:
    """A call under way, watched."""

    def __init__(self, pending: Pending) -> None:
        self._pending = pending

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pending, name)

    def result(self) -> Any:
        with of_call(self._pending.target):
            return self._pending.result()


def watched(client: Client) -> Client:
    """The client, each of its calls watched."""
    return cast("Client", Watched(client))


def _use_case(service: str, error: KongbunError) -> str | None:
    """The outermost use case the error came through, if it is a method's."""
    folder = SERVICES / service / "usecases"
    for frame, _ in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        if folder in Path(code.co_filename).parents and code.co_name in _contract(service).requests:
            return code.co_name
    return None
