"""Speaking to a person at a terminal, or to the log of a machine that has none."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from deploy.local.trouble import TooLate

Say = Callable[[str], None]
T = TypeVar("T")

_PATIENCE = 10.0  # seconds between two lines of a wait where no spinner can turn


class Talker:
    """Prints lines; while something is waited for, a spinner where a terminal can show one."""

    def __init__(self) -> None:
        self.console = Console(highlight=False)
        # TERM=dumb and CI logs keep every frame of a spinner.
        self._spins = self.console.is_terminal and not self.console.is_dumb_terminal

    def __call__(self, line: str) -> None:
        text = Text(line)
        for mark, style in (("✓", "green"), ("✗", "red")):
            if line.startswith(mark):
                text.stylize(style, 0, 1)
        self.console.print(text, soft_wrap=True)

    @contextmanager
    def working(self, what: str) -> Iterator[Callable[[str], bool]]:
        """Show that `what` takes a while; the yielded function changes the words, and is False
        where nobody can see them."""
        if not self._spins:
            yield lambda _words: False
            return
        with self.console.status(Text(what)) as status:

            def update(words: str) -> bool:
                status.update(Text(words))
                return True

            yield update


def silent(_line: str) -> None:
    """Where nobody listens."""


@contextmanager
def working(say: Say, what: str) -> Iterator[Callable[[str], bool]]:
    """`Talker.working` where `say` is a Talker; elsewhere nothing moves."""
    if isinstance(say, Talker):
        with say.working(what) as update:
            yield update
    else:
        yield lambda _words: False


def until(
    fact: Callable[[], T | None], what: str | Callable[[], str], seconds: float, say: Say
) -> T:
    """Wait for `fact` to be something; `TooLate` after `seconds`. Polls, as there is no event."""
    start, told = time.monotonic(), 0.0
    with working(say, "") as update:
        while (found := fact()) is None:
            name = what if isinstance(what, str) else what()
            waited = time.monotonic() - start
            if waited > seconds:
                raise TooLate(f"gave up after {seconds:.0f} s of waiting for {name}")
            if not update(f"waiting for {name} ({waited:.0f} s)") and waited > told + _PATIENCE:
                told = waited
                say(f"still waiting for {name} ({waited:.0f} of {seconds:.0f} s)")
            time.sleep(0.05)
    return found


def relative(path: os.PathLike[str] | str) -> str:
    """A path as one would type it from here."""
    shown = os.path.relpath(path)
    return os.fspath(path) if shown.startswith("..") else shown
