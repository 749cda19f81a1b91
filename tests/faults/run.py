"""Run a stand-in that can be told to go wrong: `python -m tests.faults.run speaker|hearer`.

FAULT_DIES   `acknowledged:3`: at the third time it would get there, the process is killed
FAULT_CLOCK  a file with milliseconds by which this process's clock is wrong; read at each look
"""

from kernel.chassis import runner  # first: it patches

# ruff: isort: split
import datetime as dt
import itertools
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from kernel.chassis import hearing
from kernel.chassis.outbox import OutboxReader
from kernel.chassis.serving import Server
from kernel.wire import clock
from tests.kernel.chassis.standin import contract
from tests.kernel.chassis.standin.services import HearerService, SpeakerService

POINTS: dict[str, tuple[Any, str]] = {
    "replied": (Server, "reply"),  # after the commit, before the reply
    "ticked": (OutboxReader, "tick"),  # after the broker's confirms, before they are noted
    "acknowledged": (hearing, "acknowledge"),  # after the commit, before the acknowledgement
}


def die_at(point: str, times: int) -> None:
    """Kill this process just before it gets to a point for the n-th time."""
    owner, name = POINTS[point]
    go_on, count = getattr(owner, name), itertools.count(1)

    def die(*arguments: Any, **more: Any) -> Any:
        if next(count) == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return go_on(*arguments, **more)

    setattr(owner, name, die)


def mislead(path: Path) -> None:
    """Let the process's clock be wrong by what the file says."""

    def now_ms() -> int:
        return time.time_ns() // 1_000_000 + int(path.read_text() or 0)

    def now(_: Any) -> dt.datetime:
        return dt.datetime.fromtimestamp(now_ms() / 1_000, dt.UTC)

    clock.now_ms, clock.SystemClock.now = now_ms, now  # type: ignore[method-assign]


if __name__ == "__main__":
    if told := os.environ.get("FAULT_DIES"):
        where, _, nth = told.partition(":")
        die_at(where, int(nth))
    if told := os.environ.get("FAULT_CLOCK"):
        mislead(Path(told))
    service = {"speaker": SpeakerService, "hearer": HearerService}[sys.argv[1]]
    raise SystemExit(runner.run(service, contract.CONTRACTS, os.environ))
