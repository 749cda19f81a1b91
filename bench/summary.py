"""The national summary read over RPC while eight writers post, and held against a recount.

At 1 % of the nation and at all of it (or the share asked for: `python -m bench.summary 0.1`), in
turns on the same database and services:

    bare    writers alone, the tallies' triggers put off: what posting costs without them
    noted   writers alone, everything on
    read    writers, and a reader who asks ten times a second: nation, regions, provinces, districts

"The writers keep" is read / bare. After the turns the tallies are rebuilt (the bare turns went by
them), writers and reader go on once more, and `funds.prove_summary` compares all with a recount.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Final

import geothai
import psycopg

from bench.nation import say
from bench.parts.harness import Figures, medians, percentile, share_asked
from bench.parts.loading import database_url, load
from bench.parts.nation import HELPED, Nation
from bench.parts.stage import ROOT, Stage, stage
from kernel.client import Client
from kernel.values.actors import EVERY_FUND, Actor
from kernel.values.thai_calendar import bangkok_day
from kernel.wire.clock import SystemClock

SECONDS: Final = 8.0
TURNS: Final = 3
READS_A_SECOND: Final = 10
PROCESSES: Final = 2
EVERYBODY: Final = Actor(
    "staff_bench", frozenset({"clerk", "ministry", "operator"}), frozenset({EVERY_FUND})
)
PROVINCES: Final = [str(province.code) for province in geothai.provinces()]
PAUSE: Final = threading.Event()
TALLIED: Final = ("funds", "memberships", "claims", "postings")


@dataclass
class Told:
    """What one share of the nation showed."""

    rates: dict[str, list[float]] = field(default_factory=dict)
    reads: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        return percentile(self.reads, 0.95) * 1e3


def main(share: float) -> None:
    figures = Figures("summary")
    told = {each: measure(each, figures) for each in dict.fromkeys((0.01, share))}
    small, whole = told[0.01], told[share]
    kept = medians(whole.rates)
    figures.add("read p50 (ms)", percentile(whole.reads, 0.5) * 1e3)
    figures.add("read p95 (ms)", whole.p95, ("<=", 50))
    figures.add(f"read p95, {share:.0%} / 1 %", whole.p95 / small.p95, ("<=", 1.5))
    figures.add("writers keep, noted / bare", kept["noted"] / kept["bare"])
    figures.add("writers keep, read / bare", kept["read"] / kept["bare"], (">=", 0.9))
    figures.show(f"the national summary at {share:.0%} of the nation, {PROCESSES} processes")


def measure(share: float, figures: Figures) -> Told:
    nation, told = Nation(share, bangkok_day(SystemClock().now())), Told()
    with stage() as here:
        here.migrate("funds")
        loaded = load(here, nation, say=say)
        figures.add(f"{share:.0%}: loading (s)", loaded.seconds)
        figures.add(f"{share:.0%}: GB", loaded.bytes / 1e9)
        for _ in range(PROCESSES):
            here.start("funds", "kernel.chassis.runner", "funds")
        url, token = here.installation.doors["cli"]["AMQP_URL"], here.token(EVERYBODY)
        with Client(url, "bench", token=token, seconds=120) as client:
            in_turns(here, client, nation, told)
            client.call("funds.rebuild_summary")
            before = helped(client)
            run(here, client, nation, told, reads=True)
            began = time.perf_counter()
            proof = client.call("funds.prove_summary")
            figures.add(f"{share:.0%}: recount (s)", time.perf_counter() - began)
        assert before == round(HELPED * share), "the headline is told as it was loaded"
        figures.add(f"{share:.0%}: tallies compared", proof["compared"])
        figures.add(f"{share:.0%}: tallies that differ", proof["different"], ("<=", 0))
        for name, rate in medians(told.rates).items():
            figures.add(f"{share:.0%}: {name} (postings/s)", rate)
        figures.add(f"{share:.0%}: read p95 (ms)", told.p95)
    return told


def in_turns(here: Stage, client: Client, nation: Nation, told: Told) -> None:
    for turn in range(TURNS):
        say(f"turn {turn + 1} of {TURNS}")
        note(here, on=False)
        told.rates.setdefault("bare", []).append(run(here, client, nation, told, reads=False))
        note(here, on=True)
        told.rates.setdefault("noted", []).append(run(here, client, nation, told, reads=False))
        told.rates.setdefault("read", []).append(run(here, client, nation, told, reads=True))


def note(here: Stage, *, on: bool) -> None:
    """Put the tallies' triggers on or off."""
    with psycopg.connect(database_url(here, "funds"), autocommit=True) as connection:
        names = connection.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%_tallied'"
        ).fetchall()
        assert {table for table, _ in names} == set(TALLIED), "all of them are found"
        for table, name in names:
            how = "ENABLE" if on else "DISABLE"
            connection.execute(f"ALTER TABLE {table} {how} TRIGGER {name}".encode())


def run(here: Stage, client: Client, nation: Nation, told: Told, *, reads: bool) -> float:
    """Let the writers write, and the reader read; postings a second."""
    url, token = here.installation.doors["gateway"]["AMQP_URL"], here.token(EVERYBODY)
    arguments = [url, token, str(SECONDS), str(nation.share), nation.as_of.isoformat()]
    with subprocess.Popen(
        [sys.executable, "-m", "bench.parts.writers", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as writers:
        assert writers.stdin is not None, "a pipe was asked for"
        assert writers.stdout is not None, "a pipe was asked for"
        assert writers.stdout.readline() == "ready\n", "the writers are ready"
        writers.stdin.write("go\n")
        writers.stdin.flush()
        if reads:
            told.reads += read_for(client, SECONDS)
        return int(writers.stdout.readline()) / SECONDS


def read_for(client: Client, seconds: float) -> list[float]:
    """Ask at even moments; what each answer took."""
    chance, taken, began = random.Random(), [], time.perf_counter()
    for number in range(int(seconds * READS_A_SECOND)):
        wait = began + number / READS_A_SECOND - time.perf_counter()
        if wait > 0:
            PAUSE.wait(wait)
        level = ("nation", "region", "province", "district")[number % 4]
        area_code = chance.choice(PROVINCES) if level == "district" else ""
        asked = time.perf_counter()
        client.call("funds.get_national_summary", level=level, area_code=area_code)
        taken.append(time.perf_counter() - asked)
    return taken


def helped(client: Client) -> int:
    (nation,) = client.call("funds.get_national_summary", level="nation")["areas"]
    return int(nation["helped"])


if __name__ == "__main__":
    main(share_asked(1.0))
