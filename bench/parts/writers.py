"""Eight clerks who post all the time, in a process of their own.

`python -m bench.parts.writers URL TOKEN SECONDS SHARE DAY` prints how many postings were answered.
Each is `funds.record_contributions` with five members' payments, of a fund drawn by chance.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bench.parts.nation import Nation, made_id
from kernel.client import Client, new_id

WRITERS: Final = 8
PAYMENTS: Final = 5


def post(client: Client, nation: Nation, until: float) -> int:
    """One clerk's postings until the time is over; how many."""
    chance, done = random.Random(), 0
    while time.perf_counter() < until:
        fund = chance.randrange(nation.funds)
        first, count, _, _ = nation.sizes[fund]
        members = {chance.randrange(count) for _ in range(PAYMENTS)}
        client.call(
            "funds.record_contributions",
            command_id=new_id("command"),
            collection_id=new_id("collection"),
            fund_id=made_id("fund", fund),
            day=nation.as_of.isoformat(),
            payments=[
                {"membership_id": made_id("membership", first + each), "amount_satang": 100}
                for each in members
            ],
        )
        done += 1
    return done


def main(url: str, token: str, seconds: str, share: str, day: str) -> None:
    nation = Nation(float(share), dt.date.fromisoformat(day))
    assert nation.sizes, "made before the clock runs"
    with Client(url, "writers", token=token, seconds=60) as client:
        post(client, nation, time.perf_counter() + 0.5)
        print("ready", flush=True)
        sys.stdin.readline()
        until = time.perf_counter() + float(seconds)
        with ThreadPoolExecutor(WRITERS) as pool:
            done = pool.map(lambda _: post(client, nation, until), range(WRITERS))
            print(sum(done), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:6])
