"""Where a scenario plays: servers that may be killed, the stand-ins on them, and the load."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.pool import NullPool

from deploy.local import bootstrap
from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from tests.faults import verdict
from tests.faults.load import Load
from tests.faults.own_servers import Broker, Database
from tests.faults.verdict import Row
from tests.kernel.chassis.conftest import lay
from tests.kernel.chassis.standin import contract, tables
from tests.processes import ServiceProcess, eventually

TIERS_MS = (200, 400, 2_000, 60_000)
UNREADABLE = ("json_malformed", "message_malformed", "event_malformed", "event_unknown")
STANDINS = {"speaker": contract.SPEAKER, "hearer": contract.HEARER}


class Crew:
    """Processes of the stand-ins, as a supervisor has them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._running: dict[ServiceProcess, str] = {}

    def start(self, which: str, **more: str) -> ServiceProcess:
        """Start one, without waiting for it; `more` changes its environment."""
        process = self._stage.process(which, **more)
        self._running[process] = which
        return process

    def killed(self, process: ServiceProcess) -> None:
        """See that a process was killed; it is not one of us any more."""
        assert process.wait() == -signal.SIGKILL
        process.kill()
        del self._running[process]

    def present(self) -> list[tuple[ServiceProcess, str]]:
        """Who runs now, and what each is."""
        return list(self._running.items())

    def kill(self, process: ServiceProcess) -> None:
        process.signal(signal.SIGKILL)
        self.killed(process)

    def retire(self, process: ServiceProcess) -> None:
        """Let one end as a deployment does."""
        del self._running[process]
        assert process.stop() == 0

    def stop(self) -> None:
        for process in self._running:
            process.signal(signal.SIGTERM)
        for process in self._running:
            process.stop()


@dataclass
class Stage:
    """An installation of the stand-ins on servers of the suite's own."""

    servers: Servers
    database: Database
    broker: Broker
    made: Installation
    logs: Path
    rows: list[Row]
    set_aside: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def door_url(self) -> str:
        return self.made.doors["cli"]["AMQP_URL"]

    def settings(self, which: str) -> Mapping[str, str]:
        return self.made.services[STANDINS[which]]

    def process(self, which: str, **more: str) -> ServiceProcess:
        log = self.logs / f"{which}-{next(self._numbers)}.log"
        told = {**self.settings(which), **more}
        return ServiceProcess(["-m", "tests.faults.run", which], told, log)

    @contextmanager
    def crew(self, *which: str, **more: str) -> Iterator[Crew]:
        """Stand-ins, ready (both, unless told which); stopped at the end."""
        crew = Crew(self)
        try:
            for process in [crew.start(each, **more) for each in which or STANDINS]:
                process.wait_until_ready()
            yield crew
        finally:
            crew.stop()

    @contextmanager
    def engines(self) -> Iterator[tuple[Engine, Engine]]:
        """The speaker's and the hearer's databases, as their owners."""
        owners = (self.made.owners[service] for service in STANDINS.values())
        pair = tuple(create_engine(url, poolclass=NullPool) for url in owners)
        yield pair[0], pair[1]

    def quarantined(self) -> int:
        """How many messages lie with the operator that the hearer could not read."""
        table = tables.chassis.parked
        unread = table.c.why.in_(UNREADABLE)
        with self.engines() as (_, heard_by), heard_by.connect() as connection:
            return int(connection.execute(select(func.count()).where(unread)).scalar_one())

    def judge(self, scenario: str, load: Load, *, parked: int = 0) -> Row:
        """Add the scenario's row to the table; it must be clean."""
        with self.engines() as (said_by, heard_by):
            row = verdict.of_standins(scenario, load, said_by, heard_by)
        if parked:
            eventually(lambda: self.quarantined() >= self.set_aside + parked, "the quarantine")
        row.parked += self.quarantined() - self.set_aside
        self.set_aside = self.quarantined()
        self.rows.append(row)
        row.must_be_clean(parked)
        return row


def prepared(
    servers: Servers, root: Path, name: str = "faults", tiers_ms: Sequence[int] = TIERS_MS
) -> Installation:
    """An installation whose commits are durable, with the stand-ins' queues and tables."""
    made = bootstrap.prepare(servers, name, root, durable=True, tiers_ms=tiers_ms)
    lay(made, servers, tiers_ms)
    return made
