"""Monthly sheets posted: lines a second beside a raw COPY of the same lines, at growing shares.

A sheet is one fund's month. It is posted as an import posts it once its file is read and its lines
are matched: one unit of work with `post_collection` for its fund, that is the lines, the entry, the
balances, the tallies, the event, the commit. What comes before (reading the file, asking
`members`) is not in it. The raw COPY goes into a logged table with the same columns, key and
index, a transaction a sheet as well; one process and one connection each, in turns of sheets.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import create_engine

from bench.nation import say
from bench.parts.harness import Figures
from bench.parts.loading import database_url
from bench.parts.nation import MEMBERS, Nation, made_id
from bench.parts.stage import CLERK, Stage, stage
from kernel.chassis.sealing import SealingKeys, unlock
from kernel.chassis.work import Context, UnitsOfWork, Work
from kernel.values.money import ZERO, Money
from kernel.values.thai_calendar import bangkok_day
from kernel.wire.clock import SystemClock, new_id
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.store.collections import Collection, ContributionLine
from services.funds.store.funds import Fund
from services.funds.usecases import money

SHARES: Final = (0.01, 0.03, 0.1)
MONTHS: Final = 12
COLUMNS: Final = (
    "collection_id, line, fund_id, period, membership_id, amount_satang, entry_fee_satang,"
    " arrears_satang"
)


def main() -> None:
    figures = Figures("contributions")
    rates: dict[float, float] = {}
    with stage() as here:
        here.migrate("funds")
        with psycopg.connect(database_url(here, "funds"), autocommit=True) as admin:
            admin.execute("CREATE TABLE raw_lines (LIKE contributions INCLUDING ALL)")
            for share in SHARES:
                rates[share] = measure(here, admin, share, figures)
            told = admin.execute(
                "SELECT pg_total_relation_size('contributions')::float8 / count(*)"
                " FROM contributions"
            ).fetchone()
            assert told is not None, "a count has one row"
    figures.add("10 % / 1 %", rates[SHARES[-1]] / rates[SHARES[0]], (">=", 0.8))
    figures.add("bytes a line, with its keys", told[0])
    figures.add("GB a national year, reckoned", told[0] * MEMBERS * MONTHS / 1e9)
    figures.show("a month's sheets posted")


def measure(here: Stage, admin: psycopg.Connection, share: float, figures: Figures) -> float:
    """Post a share of the nation's month and copy it raw, in turns; lines a second posted."""
    say(f"{share:.0%}")
    nation = Nation(share, bangkok_day(SystemClock().now()), seed=int(share * 1_000))
    works, posted, copied, lines = units_of_work(here), 0.0, 0.0, 0
    ids = open_funds(works, nation)
    for turn in (range(at, min(at + 10, nation.funds)) for at in range(0, nation.funds, 10)):
        sheets = {ids[number]: sheet(nation, number) for number in turn}
        posted += timed(lambda sheets=sheets: [post(works, *each) for each in sheets.items()])
        raw = [as_text(*each) for each in sheets.items()]
        copied += timed(lambda raw=raw: [copy(admin, text) for text in raw])
        lines += sum(map(len, sheets.values()))
    assert lines == nation.members, "everybody has paid"
    rate, floor = lines / posted, lines / copied
    figures.add(f"{share:.0%}: lines", lines)
    figures.add(f"{share:.0%}: posted (lines/s)", rate)
    figures.add(f"{share:.0%}: raw COPY (lines/s)", floor)
    figures.add(f"{share:.0%}: posted / raw COPY", rate / floor, (">=", 0.15))
    return rate


def units_of_work(here: Stage) -> UnitsOfWork:
    """The service's units of work, as its own role."""
    told = here.installation.services["funds"]
    engine = create_engine(told["DATABASE_URL"])
    with engine.begin() as connection:
        keys = SealingKeys.read(Path(told["KONGBUN_KEYS"]))
        sealing = unlock(connection, tables.chassis, keys, SystemClock().now())
    return UnitsOfWork(engine, tables.chassis, FundsStore, sealing, SystemClock())


def open_funds(works: UnitsOfWork, nation: Nation) -> list[str]:
    ids = [new_id("fund") for _ in range(nation.funds)]
    with begun(works) as work:
        for number, fund_id in enumerate(ids):
            level, code = nation.areas[number]
            work.store.funds.add(Fund(fund_id, f"{number}", level, (code,), "certified"), work.now)
    return ids


def sheet(nation: Nation, number: int) -> list[ContributionLine]:
    """One fund's month: everybody pays a baht a day."""
    first, count, _, _ = nation.sizes[number]
    return [
        ContributionLine(
            place + 1, made_id("membership", first + place), Money(3_000), ZERO, Money(0)
        )
        for place in range(count)
    ]


def post(works: UnitsOfWork, fund_id: str, lines: list[ContributionLine]) -> None:
    with begun(works) as work:
        work.store.act_for(fund_id)
        fund = work.store.funds.get(fund_id)
        told = Collection(new_id("collection"), fund_id, f"{work.today:%Y-%m}", None)
        money.post_collection(work, fund, told, work.today, lines)


def as_text(fund_id: str, lines: list[ContributionLine]) -> str:
    """The same lines as COPY's text."""
    collection_id = new_id("collection")
    return "".join(
        f"{collection_id}\t{line.line}\t{fund_id}\t2025-09\t{line.membership_id}"
        f"\t{line.amount.satang}\t0\t0\n"
        for line in lines
    )


def copy(admin: psycopg.Connection, text: str) -> None:
    with admin.cursor() as cursor, cursor.copy(f"COPY raw_lines ({COLUMNS}) FROM STDIN") as raw:
        raw.write(text)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def begun(works: UnitsOfWork) -> Iterator[Work]:
    with works.begin(Context(caller="funds", actor=CLERK, call_id=new_id("call"))) as work:
        yield work


if __name__ == "__main__":
    main()
