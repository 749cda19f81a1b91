"""Threads of a process: green ones where the runner has patched, the system's own elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


def in_thread(run: Callable[..., Any], *arguments: Any) -> None:
    """Run something beside everything else; it ends with its process."""
    name = getattr(run, "__qualname__", "thread")
    threading.Thread(target=run, args=arguments, name=name, daemon=True).start()
