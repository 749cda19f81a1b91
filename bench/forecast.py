"""Forecasts of all funds: the early-warning list read to its end over RPC, by two callers at once.

Everything is on: ages are asked of `members`, books and regulations read, ten years reckoned for
each fund. It is read twice: of one process of `funds`, which can keep one processor busy, and of
two replicas, one for each of the machine's. `python -m bench.forecast 0.1` does a share of the
nation; the seconds for all 5,997 funds are then reckoned from it, and said to be. Without a share
it is the whole nation.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from bench.nation import say
from bench.parts.harness import Figures, percentile, share_asked
from bench.parts.loading import load
from bench.parts.nation import FUNDS, Nation, made_id
from bench.parts.stage import Stage, stage
from kernel.client import Client
from kernel.contracts.funds import LOOKED_AT_MAX
from kernel.values.actors import EVERY_FUND, Actor
from kernel.values.thai_calendar import bangkok_day
from kernel.wire.clock import SystemClock

CALLERS = 2
REPLICAS = 2
MINISTRY = Actor("staff_bench", frozenset({"ministry"}), frozenset({EVERY_FUND}))


def main(share: float) -> None:
    figures = Figures("forecast")
    nation = Nation(share, bangkok_day(SystemClock().now()))
    with stage() as here:
        for service in ("funds", "members"):
            here.migrate(service)
        loaded = load(here, nation, members=True, say=say)
        figures.add("share of the nation", share)
        figures.add("loading (s)", loaded.seconds)
        here.start("members", "kernel.chassis.runner", "members")
        for replicas in range(1, REPLICAS + 1):
            here.start("funds", "kernel.chassis.runner", "funds")
            measure(here, nation, figures, f"funds x {replicas}: ")
    figures.show("forecasts, ten years ahead, over RPC")


def measure(here: Stage, nation: Nation, figures: Figures, of: str) -> None:
    began = time.perf_counter()
    url, token = here.installation.doors["cli"]["AMQP_URL"], here.token(MINISTRY)
    ends = [nation.funds * part // CALLERS for part in range(CALLERS + 1)]
    with (
        Client(url, "bench", token=token, seconds=60) as client,
        ThreadPoolExecutor(CALLERS) as pool,
    ):
        told = list(pool.map(lambda ends: warnings_of(client, *ends), pairwise(ends)))
    seconds = time.perf_counter() - began
    looked_at = sum(each[0] for each in told)
    assert looked_at == nation.funds, "every fund is looked at once"
    pages = [took for each in told for took in each[2]]
    figures.add(f"{of}funds looked at", looked_at)
    figures.add(f"{of}funds warned of", sum(each[1] for each in told))
    figures.add(f"{of}seconds", seconds)
    figures.add(f"{of}a page, p95 (ms)", percentile(pages, 0.95) * 1e3)
    name = "seconds for 5,997 funds" if nation.funds == FUNDS else "reckoned for 5,997 funds (s)"
    figures.add(f"{of}{name}", seconds * FUNDS / looked_at, ("<=", 60))


def warnings_of(client: Client, first: int, end: int) -> tuple[int, int, list[float]]:
    """The list of these funds, in pages: funds looked at, funds warned of, seconds of each page."""
    looked_at, warned, taken = 0, 0, []
    after = made_id("fund", first - 1) if first else ""
    while looked_at < end - first:
        began = time.perf_counter()
        most = min(LOOKED_AT_MAX, end - first - looked_at)
        page = client.call("funds.list_early_warnings", after=after, limit=most)
        taken.append(time.perf_counter() - began)
        looked_at += page["looked_at"]
        warned += len(page["early_warnings"])
        after = page["after"]
    return looked_at, warned, taken


if __name__ == "__main__":
    main(share_asked(1.0))
