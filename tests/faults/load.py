"""Load with a memory: every command it sends has an id, is sent again until answered, and counted.

Each caller has things of its own and says 1, 2, 3 ... of each, the next only when the last was
confirmed; so whatever is lost, doubled or out of order shows in the databases afterwards.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import gt
from typing import Any, Protocol, Self

from kernel.client import Client, new_id
from kernel.values.errors import Unavailable
from tests.processes import eventually

THINGS_OF_A_CALLER = 4
CALL_SECONDS = 5.0
PATIENCE_SECONDS = 150.0
PAUSE_SECONDS = 0.2


class Script(Protocol):
    """What one caller asks for: the n-th request of one of its things."""

    def __call__(self, thing_id: str, number: int) -> tuple[str, dict[str, Any]]: ...


def say(thing_id: str, number: int) -> tuple[str, dict[str, Any]]:
    """Say `number` of a thing: one row at the speaker, one event, one effect at the hearer."""
    return "members.say", {"thing_id": thing_id, "text": str(number)}


@dataclass
class Counts:
    """What the callers know."""

    attempted: int = 0
    confirmed: int = 0
    calls: int = 0
    slowest: float = 0.0
    refusals: dict[str, int] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)


class Load:
    """Callers at work from `with` to its end; at the end every command begun has its answer."""

    def __init__(
        self,
        url: str,
        callers: int,
        script: Script = say,
        make_client: Callable[[str], Client] = lambda url: Client(url, "faults"),
        twice: bool = False,
    ) -> None:
        self._client = make_client(url)
        self._script, self._twice = script, twice
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self.counts = Counts()
        self.things = [[new_id("thing") for _ in range(THINGS_OF_A_CALLER)] for _ in range(callers)]
        self.said: dict[str, int] = {}
        self._confirmed = [0] * callers
        self._threads = [
            threading.Thread(target=self._call_on, args=(caller,), daemon=True)
            for caller in range(callers)
        ]

    def __enter__(self) -> Self:
        self._client.__enter__()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        self._client.close()
        assert not any(thread.is_alive() for thread in self._threads), "a caller hangs"
        assert not self.counts.failures, self.counts.failures

    def goes_on(self, more: int) -> None:
        """Wait until so many more commands have been confirmed than now."""
        aim = self.counts.confirmed + more

        def there() -> bool:
            assert not self.counts.failures, self.counts.failures
            return self.counts.confirmed >= aim

        eventually(there, f"{more} more commands confirmed", PATIENCE_SECONDS)

    def all_go_on(self) -> None:
        """Wait until each caller has had something confirmed since now: none is still caught in
        what was before."""
        before = list(self._confirmed)

        def there() -> bool:
            assert not self.counts.failures, self.counts.failures
            return all(map(gt, self._confirmed, before))

        eventually(there, "something of each caller confirmed", PATIENCE_SECONDS)

    def _call_on(self, caller: int) -> None:
        number = 0
        try:
            while not self._stopping.is_set():
                number += 1
                for thing_id in self.things[caller]:
                    self._confirm(thing_id, number)
                    self._confirmed[caller] += 1
        except BaseException as failure:  # noqa: BLE001 - told by whoever waits for the load
            self.counts.failures.append(failure)

    def _confirm(self, thing_id: str, number: int) -> None:
        target, fields = self._script(thing_id, number)
        order = {"command_id": new_id("command"), **fields}
        with self._lock:
            self.counts.attempted += 1
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._answered(target, order):
            assert time.monotonic() < until, f"{target} was not confirmed: {self.counts.refusals}"
            threading.Event().wait(PAUSE_SECONDS)
        if self._twice:
            self._answered(target, order)
        with self._lock:
            self.counts.confirmed += 1
            self.said[thing_id] = number

    def _answered(self, target: str, order: dict[str, Any]) -> bool:
        began = time.monotonic()
        refused = ""
        try:
            self._client.call(target, order, seconds=CALL_SECONDS)
        except Unavailable as error:
            refused = error.code
        with self._lock:
            self.counts.calls += 1
            self.counts.slowest = max(self.counts.slowest, time.monotonic() - began)
            if refused:
                self.counts.refusals[refused] = self.counts.refusals.get(refused, 0) + 1
        return not refused
