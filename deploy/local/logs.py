"""The logs of all parts as one stream, each line with its part before it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from deploy.local.layout import Layout
from kernel.contracts.catalogue import SERVICES

_LAST_LINES: Final = 15
_COLOURS: Final = ("cyan", "magenta", "yellow", "green", "blue", "red")


def show(root: Path, console: Console, parts: list[str], *, follow: bool) -> None:
    """Print the last lines of each log, then (until interrupted) what comes."""
    folder = Layout.of(root).logs
    chosen = parts or [*SERVICES, "rabbitmq", "postgres"]
    followed = {}
    for part, colour in zip(chosen, _COLOURS * len(chosen), strict=False):
        followed[part] = _Log(folder / f"{part}.log", Text(f"{part:<12} ", colour))
        for line in followed[part].new_lines()[-_LAST_LINES:]:
            _print(console, followed[part], line)
    while follow:
        for log in followed.values():
            for line in log.new_lines():
                _print(console, log, line)
        time.sleep(0.3)


class _Log:
    """One log, and how much of it was shown."""

    def __init__(self, path: Path, name: Text) -> None:
        self.path = path
        self.name = name
        self._shown = max(0, path.stat().st_size - 65_536) if path.exists() else 0

    def new_lines(self) -> list[str]:
        if not self.path.exists():
            return []
        if self.path.stat().st_size < self._shown:  # started anew
            self._shown = 0
        with self.path.open("rb") as file:
            file.seek(self._shown)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]  # the rest of a line comes with its end
        self._shown += len(whole)
        return whole.decode(errors="replace").splitlines()


def _print(console: Console, log: _Log, line: str) -> None:
    console.print(log.name + Text(line), soft_wrap=True)
