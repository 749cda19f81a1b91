"""The nation made up and loaded: how long it takes, what it weighs, whether its totals are exact.

`python -m bench.nation 1.0` loads the whole nation; without a share 1 % of it.
"""

from __future__ import annotations

import hashlib
import time

from bench.parts.harness import Figures, share_asked
from bench.parts.loading import counted, database_url, load
from bench.parts.nation import Nation
from bench.parts.stage import stage
from kernel.values.thai_calendar import bangkok_day
from kernel.wire.clock import SystemClock


def main(share: float) -> None:
    figures = Figures("nation")
    nation = Nation(share, bangkok_day(SystemClock().now()))
    figures.add("share of the nation", share)
    figures.add("made alike twice (1 is yes)", float(digest(nation) == digest(nation)), (">=", 1))
    with stage() as here:
        for service in ("funds", "members"):
            here.migrate(service)
        loaded = load(here, nation, members=True, say=say)
        found = counted(database_url(here, "funds"))
    wanted = (nation.funds, nation.members, nation.helped)
    for name, there, should in zip(("funds", "members", "helped"), found, wanted, strict=True):
        figures.add(f"{name} there", there)
        figures.add(f"{name} off the headline", abs(there - should), ("<=", 0))
    figures.add("rows", loaded.rows)
    figures.add("seconds", loaded.seconds)
    figures.add("rows/s", loaded.rows / loaded.seconds)
    figures.add("GB, both databases", loaded.bytes / 1e9)
    figures.show("the nation, made up and loaded")


def digest(nation: Nation) -> str:
    """What the first funds' rows hash to."""
    told = hashlib.sha256()
    for number in range(min(20, nation.funds)):
        for table, lines in sorted(nation.rows(number).items()):
            told.update(f"{table}\n".encode() + "\n".join(lines).encode())
    return told.hexdigest()


def say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


if __name__ == "__main__":
    main(share_asked(0.01))
