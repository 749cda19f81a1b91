"""Servers of the fault suite's own: nobody else works on them, so they may be killed.

They are made by the code that makes those of `make up`, in an installation root inside `.local/`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local import binaries, clean, postgres, processes, rabbitmq
from deploy.local.layout import Layout, locked
from deploy.local.servers import Servers
from deploy.local.talk import silent

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 60


class Database:
    """A PostgreSQL cluster that can be stopped as by a power cut."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def start(self) -> None:
        postgres.launch(self._layout, silent)
        postgres.until_ready(self._layout, silent)

    def stop_at_once(self) -> None:
        """What `pg_ctl stop -m immediate` does: no goodbye, recovery at the next start."""
        pidfile = postgres.pidfile(self._layout)
        processes.stop(pidfile, "PostgreSQL", STOP_SECONDS, silent, signal.SIGQUIT)


class Broker:
    """A RabbitMQ node that can be killed, frozen, and told by its own command line."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    @property
    def node(self) -> str:
        return f"kongbun_{self.layout.hash}@localhost"

    def launch(self) -> None:
        rabbitmq.launch(self.layout, silent)

    def start(self) -> None:
        self.launch()
        rabbitmq.until_ready(self.layout, silent)

    def kill(self) -> None:
        pidfile = rabbitmq.pidfile(self.layout)
        processes.stop(pidfile, "RabbitMQ", STOP_SECONDS, silent, signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        processes.ask(rabbitmq.pidfile(self.layout), number)

    def ctl(self, *command: str, tool: str = "rabbitmqctl") -> str:
        """Run rabbitmqctl (or another of its kind) against this node; what it said."""
        programs = binaries.rabbitmq()
        assert programs is not None
        home = self.layout.server("rabbitmq") / "home"
        told = subprocess.run(
            [programs.path(tool), "-q", "-n", self.node, *command],
            env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout


def layout_of(name: str) -> Layout:
    """A root of its own under this clone's `.local/`; whatever ran there before is stopped."""
    Layout.of(ROOT)
    root = ROOT / ".local" / "faults" / name
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    layout = Layout.of(root)
    end(layout)
    root.mkdir(mode=0o700, exist_ok=True)
    return Layout.of(root)


def end(layout: Layout) -> None:
    """End what runs under a root, at once, and delete it."""
    Broker(layout).kill()
    Database(layout).stop_at_once()
    clean.clean(layout.root, silent)
    shutil.rmtree(layout.root)


@contextmanager
def one_of_each() -> Iterator[tuple[Servers, Database, Broker]]:
    """One PostgreSQL and one RabbitMQ; skips where their programs are not installed."""
    if binaries.postgres() is None or binaries.rabbitmq() is None:
        pytest.skip("PostgreSQL and RabbitMQ are not installed here: none to kill")
    layout = layout_of("one")
    database, broker = Database(layout), Broker(layout)
    with locked(layout, silent):
        try:
            broker.launch()
            database.start()
            rabbitmq.until_ready(layout, silent)
            urls = (postgres.url(layout), rabbitmq.amqp_url(layout), rabbitmq.api_url(layout))
            yield Servers(*urls), database, broker
        finally:
            end(layout)
