"""Events: from the outbox to their effect, beside raw py-amqp and psycopg, in one run.

One relay, one hearer, each a service's process with everything on; the floor publishes the same
bytes in confirmed batches of the same size to a queue of the same kind, and does the same two
INSERTs for each, in transactions of the same size, in a process of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import psycopg
from sqlalchemy.engine import make_url

from bench.parts import peers
from bench.parts.events import contract, raw
from bench.parts.harness import Figures, in_turns, medians, percentile, processor_seconds
from bench.parts.raw import connect
from bench.parts.stage import Stage, stage
from kernel.client import Client
from tests.processes import ServiceProcess

EVENTS: Final = 10_000
AGGREGATES: Final = 2_000
WARM: Final = 1_000
TURNS: Final = 5
STEADY: Final = 3_000
STEADY_A_SECOND: Final = 200.0
LOOK_SECONDS: Final = 0.02
RAW_QUEUE: Final = "bench-raw-events"


def main() -> None:
    figures = Figures("events")
    with stage() as here:
        here.load(contract.CONTRACTS)
        for service in (contract.SPEAKER, contract.HEARER):
            here.migrate(service, "bench.parts.events")
        speaker = start(here, contract.SPEAKER, "speaker")
        hearer = start(here, contract.HEARER, "hearer")
        url = here.installation.doors["cli"]["AMQP_URL"]
        with Client(url, "bench", seconds=60) as client, Tables(here) as tables:
            ours = Ours(client, tables, speaker.pid, hearer.pid)
            compare(ours, here, figures)
            figures.add("processor of the relay's service (us/event)", ours.relay_us)
            figures.add("processor of the hearer's service (us/event)", ours.hearer_us)
            steady(client, figures)
    figures.show(
        "events a second (medians of turns), ratios, and milliseconds from commit to effect"
    )


def start(here: Stage, service: str, which: str) -> ServiceProcess:
    return here.start(service, "bench.parts.events.run", which)


class Tables:
    """The databases of both, as their owner."""

    def __init__(self, here: Stage) -> None:
        self._urls = {name: plain(url) for name, url in here.installation.owners.items()}

    def __enter__(self) -> Tables:
        self.said = psycopg.connect(self._urls[contract.SPEAKER], autocommit=True)
        self.heard = psycopg.connect(self._urls[contract.HEARER], autocommit=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.said.close()
        self.heard.close()

    def bodies(self) -> list[bytes]:
        found = self.said.execute("SELECT body FROM outbox ORDER BY outbox_id LIMIT %s", [EVENTS])
        return [bytes(body) for (body,) in found]

    def empty(self) -> None:
        self.heard.execute("TRUNCATE effects, inbox")

    def wait_for_effects(self, count: int) -> None:
        while self._effects() < count:
            time.sleep(LOOK_SECONDS)
        assert self._effects() == count, "an event took effect twice"

    def _effects(self) -> int:
        row = self.heard.execute("SELECT count(*) FROM effects").fetchone()
        return int(row[0]) if row else 0


@dataclass
class Ours:
    """The two services."""

    client: Client
    tables: Tables
    relay: int
    hearer: int
    relay_us: float = 0.0
    hearer_us: float = 0.0

    def rate(self, count: int = EVENTS) -> float:
        self.tables.empty()
        order = {"count": count, "aggregates": AGGREGATES}
        (began,) = self.client.call("members.announce", order)["moments"]
        before = processor_seconds(self.relay), processor_seconds(self.hearer)
        self.tables.wait_for_effects(count)
        seconds = time.time() - float(began)
        self.relay_us = (processor_seconds(self.relay) - before[0]) / count * 1e6
        self.hearer_us = (processor_seconds(self.hearer) - before[1]) / count * 1e6
        return count / seconds


class Floor:
    """The same without us."""

    def __init__(self, here: Stage, tables: Tables) -> None:
        self._tables, self._bodies = tables, tables.bodies()
        assert len(self._bodies) == EVENTS
        self._connection = connect(here.admin_url)
        self._channel = self._connection.channel()
        self._channel.queue_declare(
            RAW_QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
        )
        self._channel.queue_bind(RAW_QUEUE, "amq.topic", RAW_QUEUE)
        self._channel.confirm_select()
        self._published = 0
        database = plain(here.installation.services[contract.HEARER]["DATABASE_URL"])
        command = [sys.executable, "-m", "bench.parts.events.raw"]
        self.server = peers.Server([*command, here.admin_url, database, RAW_QUEUE])

    def rate(self) -> float:
        self._tables.empty()
        began = time.perf_counter()
        raw.publish(self._channel, "amq.topic", RAW_QUEUE, self._bodies, self._published)
        self._published += EVENTS
        self._tables.wait_for_effects(EVENTS)
        return EVENTS / (time.perf_counter() - began)

    def stop(self) -> None:
        self.server.stop()
        self._connection.close()


def compare(ours: Ours, here: Stage, figures: Figures) -> None:
    ours.rate(WARM)
    ours.rate()
    floor = Floor(here, ours.tables)
    runs: dict[str, Callable[[], float]] = {"raw": floor.rate, "ours": ours.rate}
    taken = medians(in_turns(runs, TURNS))
    floor.stop()
    figures.add("raw py-amqp and psycopg (events/s)", taken["raw"])
    figures.add("outbox to effect (events/s)", taken["ours"], (">=", 2_000))
    figures.add("ours / raw", taken["ours"] / taken["raw"], (">=", 0.4))


def steady(client: Client, figures: Figures) -> None:
    """How long from a commit to its effect's, at a steady pace: one event in each transaction."""
    client.call("funds.get_effects", forget=True)
    order = {"count": STEADY, "a_second": STEADY_A_SECOND}
    committed = client.call("members.announce_steadily", order)["moments"]
    figures.add("pace kept (events/s)", STEADY / (max(committed) - min(committed)))
    effective: dict[str, float] = {}
    while len(effective) < STEADY:
        effective = client.call("funds.get_effects", moments=True)["moments"]
    took = [(effective[str(number)] - began) * 1_000 for number, began in enumerate(committed)]
    for share, bar in ((0.5, None), (0.95, None), (0.99, ("<=", 250.0))):
        name = f"commit to effect at {STEADY_A_SECOND:.0f} events/s, p{share * 100:.0f} (ms)"
        figures.add(name, percentile(took, share), bar)


def plain(url: str) -> str:
    """A URL of SQLAlchemy's, as psycopg reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
