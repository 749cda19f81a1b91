"""Processes that outlive us: exactly what was started is found again, and stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import processes

SLEEPS = [sys.executable, "-c", "import time; print('slept', flush=True); time.sleep(60)"]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for pidfile in tmp_path.glob("*.pid"):
        processes.stop(pidfile, pidfile.stem, 0, print)


def spawn(place: Path, argv: list[str]) -> Path:
    pidfile = place / "it.pid"
    processes.spawn(argv, pidfile=pidfile, log=place / "it.log", env=dict(os.environ), cwd=place)
    return pidfile


def wait_for_output(place: Path) -> str:
    deadline = time.monotonic() + 20
    while not (text := (place / "it.log").read_text()):
        assert time.monotonic() < deadline, "the process said nothing"
        time.sleep(0.02)
    return text


def test_what_was_started_is_found_and_stopped(place: Path) -> None:
    pidfile = spawn(place, SLEEPS)
    pid = processes.running(pidfile)
    assert pid is not None
    assert wait_for_output(place) == "slept\n"
    assert processes.running(pidfile) == pid, "the pid is the program's, whatever started it"
    assert os.getsid(pid) == pid, "Ctrl-C in our terminal is not meant for it"
    assert processes.stop(pidfile, "it", 10, print)
    assert processes.running(pidfile) is None
    assert not pidfile.exists()


def test_stopping_twice_is_no_mistake(place: Path) -> None:
    pidfile = spawn(place, SLEEPS)
    assert processes.stop(pidfile, "it", 10, print)
    assert not processes.stop(pidfile, "it", 10, print)


def test_a_recycled_pid_is_a_stranger_and_survives(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        pidfile = tmp_path / "funds.pid"
        pidfile.write_text(f"{stranger.pid} 1\n")  # that pid, but started in another life
        assert processes.running(pidfile) is None
        assert not processes.stop(pidfile, "funds", 1, print)
        assert stranger.poll() is None
        assert not pidfile.exists()
    finally:
        stranger.communicate(b"\n")


def test_who_does_not_stop_is_killed_with_its_children(place: Path) -> None:
    pidfile = spawn(place, [sys.executable, "-c", STUBBORN])
    child = int(wait_for_output(place))
    said: list[str] = []
    assert processes.stop(pidfile, "funds", 0.3, said.append)
    assert said == ["funds did not stop within 0 s and is killed"]
    deadline = time.monotonic() + 10
    while processes._start_time(child) is not None:
        assert time.monotonic() < deadline, "the child lives on"
        time.sleep(0.02)


def test_what_cannot_start_leaves_its_reason(place: Path) -> None:
    pidfile = spawn(place, ["/no/such/program"])
    processes.await_end(pidfile, "it", 10, print)
    assert "No such file or directory" in processes.tail(place / "it.log")


def test_a_new_start_keeps_the_log_before(place: Path) -> None:
    for _ in range(2):
        pidfile = spawn(place, SLEEPS)
        wait_for_output(place)
        processes.stop(pidfile, "it", 10, print)
    assert (place / "it.before.log").read_text() == (place / "it.log").read_text() == "slept\n"
