"""Processes that outlive us, known by pid *and* start time: a recycled pid is a stranger."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from deploy.local.talk import Say, until
from deploy.local.trouble import TooLate, Trouble

_LAUNCH: Final = Path(__file__).with_name("launch.py")
# Referenced for ever, or Python would warn that what is meant to outlive us still runs.
_started: list[subprocess.Popen[bytes]] = []


def spawn(
    argv: Sequence[str],
    *,
    pidfile: Path,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    user: str = "-",
) -> int:
    """Start `argv` in a session of its own, its output to a new `log`; return its pid."""
    for folder in (pidfile.parent, log.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists():
        log.rename(log.with_suffix(".before.log"))  # one start back is as far as anyone looks
    pidfile.unlink(missing_ok=True)  # of a process that runs no more
    command = [sys.executable, "-I", str(_LAUNCH), str(pidfile), user, *argv]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
    _started.append(process)
    # Its own note may take a moment; ours says the same, for whoever asks at once.
    started = _start_time(process.pid)
    if started is not None and not pidfile.exists():
        fresh = pidfile.with_suffix(".fresh")
        fresh.write_text(f"{process.pid} {started}\n")
        fresh.rename(pidfile)
    return process.pid


def running(pidfile: Path) -> int | None:
    """The pid noted in `pidfile`, if that very process still runs."""
    try:
        pid, started = pidfile.read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return int(pid) if _start_time(int(pid)) == started else None


def stop(
    pidfile: Path, name: str, seconds: float, say: Say, how: signal.Signals = signal.SIGTERM
) -> bool:
    """Ask the process to end, and see that it does; False if it did not run."""
    if not ask(pidfile, how):
        return False
    await_end(pidfile, name, seconds, say)
    return True


def ask(pidfile: Path, how: signal.Signals = signal.SIGTERM) -> bool:
    """Ask the process to end; False if it does not run."""
    pid = running(pidfile)
    if pid is None:
        pidfile.unlink(missing_ok=True)
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
    return True


def await_end(pidfile: Path, name: str, seconds: float, say: Say) -> None:
    """Wait until the process has ended; after `seconds` kill it and all of its group."""

    def ended() -> bool | None:
        return True if running(pidfile) is None else None

    try:
        until(ended, f"{name} to stop", seconds, say)
    except TooLate:
        say(f"{name} did not stop within {seconds:.0f} s and is killed")
        pid = running(pidfile)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        until(ended, f"{name} to stop, killed", 10, say)
    pidfile.unlink(missing_ok=True)


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, indented, for a message."""
    if not log.exists():
        return "    (no log)"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        text = file.read().decode(errors="replace")
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:]) or "    (log is empty)"


def _start_time(pid: int) -> str | None:
    """When `pid` started, in clock ticks since boot; None if it is gone or a zombie."""
    ending = _ends(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" and not ending else fields[19]


def _ends(pid: int) -> bool:
    """Whether it is a child of ours that cannot be reaped yet: killed, it looks like a zombie
    while threads of it still hold its ports."""
    return any(process.pid == pid and process.poll() is None for process in _started)


def require_linux() -> None:
    """`Trouble` elsewhere: processes are told apart by /proc."""
    if not Path("/proc/self/stat").exists():
        raise Trouble(
            "the local stack runs on Linux; elsewhere use "
            "`docker compose -f deploy/compose.yml up --build`"
        )


def elapsed(since: float) -> str:
    """Seconds since a monotonic moment, as people read them."""
    return f"{time.monotonic() - since:.1f} s"
