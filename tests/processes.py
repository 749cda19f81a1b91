"""Service processes of the tests: started for real, killed for real, waited for by their facts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 30.0

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str, seconds: float = PATIENCE_SECONDS) -> Found:
    """What `look` finds, as soon as it is true; asks every few milliseconds, fails by name."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() >= until:
            raise AssertionError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class ServiceProcess:
    """One service in a process of its own, as an operator would run it."""

    def __init__(
        self, command: list[str], environment: Mapping[str, str], log: Path, port: int | None = None
    ) -> None:
        self.port = port or free_port()
        self.log = log
        told = {**os.environ, **environment, "KONGBUN_METRICS_PORT": str(self.port)}
        self._output = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=told,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_ready(self, seconds: float = PATIENCE_SECONDS) -> None:
        eventually(lambda: self.answers("/readyz") or self._gone(), "readiness", seconds)

    def answers(self, path: str) -> bool:
        return self.health(path)[0] == 200

    def health(self, path: str) -> tuple[int, Any]:
        """Status and JSON (or text) of a health path; 0 while nothing listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as reply:
                return reply.status, _told(reply.read())
        except urllib.error.HTTPError as error:
            return error.code, _told(error.read())
        except OSError:
            return 0, None

    def metric(self, name: str) -> float:
        """The sum of a metric over its labels."""
        text = str(self.health("/metrics")[1])
        return sum(
            float(line.rpartition(" ")[2])
            for line in text.splitlines()
            if line.startswith((f"{name}{{", f"{name} "))
        )

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._output.close()

    def stop(self, seconds: float = PATIENCE_SECONDS) -> int:
        """SIGTERM, as a deployment does; the exit status."""
        if self._process.poll() is None:
            self._process.terminate()
        status = self._process.wait(seconds)
        self._output.close()
        return status

    def wait(self, seconds: float = PATIENCE_SECONDS) -> int:
        return self._process.wait(seconds)

    def _gone(self) -> bool:
        status = self._process.poll()
        if status is not None:
            tail = self.log.read_text()[-2_000:]
            self._output.close()
            raise AssertionError(f"the service ended with {status}:\n{tail}")
        return False


def _told(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode()
