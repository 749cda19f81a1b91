"""Threads of a process: green ones where the runner has patched, the system's own elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from kernel.telemetry.log import log


def in_thread(
    run: Callable[..., Any], *arguments: Any, died: Callable[[Exception], None] | None = None
) -> None:
    """Run something beside everything else; it ends with its process.

    What it raises is logged as everything is, without personal data, and told to `died`: a process
    that goes on without one of its threads looks well and is not.
    """
    name = getattr(run, "__qualname__", "thread")

    def guarded() -> None:
        try:
            run(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever it was, it must not end in silence
            log.error("thread_died", thread=name, exc_info=error)
            if died is not None:
                died(error)

    threading.Thread(target=guarded, name=name, daemon=True).start()
