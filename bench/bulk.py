"""Questions of the platform's own: 500 members at once, and one household, beside a raw echo.

The real services with their databases, on registers of a district's size; every id number and
every book is sealed, every reading recorded and committed before its reply. The households are
asked one after another by one caller: once for a purpose without names, once for one with, where
`logbook` asks `members` in the same call. The floor is a raw echo that carries out the statements.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sqlalchemy.engine import make_url

from bench.parts import peers, raw_household
from bench.parts.harness import Figures, in_turns, medians, percentile, processor_seconds
from bench.parts.raw import RawClient
from bench.parts.stage import Stage, stage
from kernel.client import Client, new_id
from kernel.contracts.members.common import BULK_MAX
from kernel.values.actors import EVERY_FUND, Actor
from kernel.values.citizen_id import check_digit
from kernel.values.money import Money
from kernel.values.thai_names import Name
from services.logbook.domain.households import Assessment, Household, Resident
from services.logbook.domain.indicators import Answer
from services.members.domain.persons import Membership, Person
from tests.units import Unit

FUNDS: Final = 20
MEMBERS: Final = 20_000
HOUSEHOLDS: Final = 3_000
RESIDENTS: Final = 4
QUESTIONS: Final = 30
AT_ONCE: Final = 4
HOUSES: Final = 200
# Many short turns: a shared machine's pace changes from one second to the next.
TURNS: Final = 9
BODY: Final = b'{"args":[],"kwargs":{"text":"' + b"x" * 64 + b'"}}'
ACTOR: Final = Actor("staff_bench", frozenset({"clerk", "volunteer"}), frozenset({EVERY_FUND}))


def main() -> None:
    figures = Figures("bulk")
    with stage() as here:
        for service in ("members", "logbook"):
            here.migrate(service)
        ids = keep_members(Unit("members", here.installation))
        houses = keep_households(Unit("logbook", here.installation), ids)
        here.start("logbook", "kernel.chassis.runner", "logbook")
        members = here.start("members", "kernel.chassis.runner", "members")
        url, token = here.installation.doors["cli"]["AMQP_URL"], here.token(ACTOR)
        with Client(url, "bench", token=token, seconds=60) as client:
            compare(here, client, [each for each, _ in ids], houses, figures)
            before = processor_seconds(members.pid)
            ids_a_second(client, [each for each, _ in ids], AT_ONCE)
            had = processor_seconds(members.pid) - before
        figures.add("processor of members (us/id)", had / (QUESTIONS * BULK_MAX) * 1e6)
    figures.show("ids a second, and milliseconds (medians of turns)")


def compare(
    here: Stage, ours: Client, ids: Sequence[str], houses: Sequence[str], figures: Figures
) -> None:
    server = peers.Server([sys.executable, "-m", "bench.parts.raw", here.admin_url])
    raw = RawClient(here.admin_url)
    url = make_url(here.installation.services["logbook"]["DATABASE_URL"])
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    floor_server = peers.Server(
        [sys.executable, "-m", "bench.parts.raw_household", here.admin_url, plain]
    )
    floor = RawClient(here.admin_url, raw_household.QUEUE)
    runs: dict[str, Callable[[], float]] = {
        "raw echo, p95 (ms)": lambda: percentile(raw.calls(1_000, 1, BODY), 0.95) * 1_000,
        "household without names, p95 (ms)": lambda: house_p95(ours, houses, "claim_review"),
        "household with names, p95 (ms)": lambda: house_p95(ours, houses, "case_management"),
        "its statements behind a raw echo, p95 (ms)": lambda: floor_p95(floor, houses),
        "members, one by one (ids/s)": lambda: ids_a_second(ours, ids, 1),
        f"members, {AT_ONCE} at once (ids/s)": lambda: ids_a_second(ours, ids, AT_ONCE),
    }
    for run in runs.values():
        run()
    taken = medians(in_turns(runs, TURNS))
    for client, its_server in ((raw, server), (floor, floor_server)):
        client.close()
        its_server.stop()
    for name, value in taken.items():
        figures.add(name, value, (">=", 25_000) if name.endswith("(ids/s)") else None)
    for name in ("household without names", "household with names"):
        ratio = taken[f"{name}, p95 (ms)"] / taken["raw echo, p95 (ms)"]
        figures.add(f"{name} / raw echo, p95", ratio, ("<=", 4.0))
    least = taken["its statements behind a raw echo, p95 (ms)"]
    figures.add(
        "its statements behind a raw echo / raw echo, p95", least / taken["raw echo, p95 (ms)"]
    )


def ids_a_second(client: Client, ids: Sequence[str], at_once: int) -> float:
    under_way = []
    began = time.perf_counter()
    for _ in range(QUESTIONS):
        if len(under_way) == at_once:
            assert len(under_way.pop(0).result()["members"]) == BULK_MAX
        order = {"membership_ids": random.sample(ids, BULK_MAX), "purpose": "membership_service"}
        under_way.append(client.send("members.get_members", order))
    for call in under_way:
        call.result()
    return QUESTIONS * BULK_MAX / (time.perf_counter() - began)


def house_p95(client: Client, houses: Sequence[str], purpose: str) -> float:
    took = []
    for household_id in random.sample(houses, HOUSES):
        began = time.perf_counter()
        client.call("logbook.get_household", household_id=household_id, purpose=purpose)
        took.append(time.perf_counter() - began)
    return percentile(took, 0.95) * 1_000


def floor_p95(floor: RawClient, houses: Sequence[str]) -> float:
    took = [floor.calls(1, 1, each.encode())[0] for each in random.sample(houses, HOUSES)]
    return percentile(took, 0.95) * 1_000


def keep_members(unit: Unit) -> list[tuple[str, str]]:
    """Funds with their members; their ids, each with the person's."""
    fund_ids = [new_id("fund") for _ in range(FUNDS)]
    ids = [(new_id("membership"), new_id("person")) for _ in range(MEMBERS)]
    with unit.work(ACTOR) as work:
        work.store.persons.add(
            (person_of(number, own) for number, (_, own) in enumerate(ids)), work.now
        )
        work.store.memberships.add(
            Membership(
                *(own, fund_ids[number % FUNDS], person_id, f"1-{number:05d}"),
                joined_on=dt.date(2009, 8, 3),
                house=f"บ้านเลขที่ {number % 400} หมู่ 6",
            )
            for number, (own, person_id) in enumerate(ids)
        )
    analyse(unit)
    return ids


def person_of(number: int, person_id: str) -> Person:
    first = f"30000{number:07d}"  # office 0000 does not exist
    name = Name("นาง", f"ตัวอย่าง{number}", "สมมุติ")
    cid = first + str(check_digit(first))
    return Person(person_id, name, cid, dt.date(1963, 9, 30), phone="0800000000")


def keep_households(unit: Unit, ids: Sequence[tuple[str, str]]) -> list[str]:
    """Books of houses, each with its residents and two assessments."""
    persons = iter([person_id for _, person_id in ids])
    houses = [household_of(number, persons) for number in range(HOUSEHOLDS)]
    answers = tuple(Answer.FAILED if each == 8 else Answer.PASSED for each in range(31))
    rounds = [("2567", dt.date(2024, 6, 1)), ("2568", dt.date(2025, 6, 1))]
    with unit.work(ACTOR) as work:
        work.store.households.add(houses, ACTOR.actor_id, work.now)
        assessments = [
            Assessment(new_id("assessment"), house.household_id, round_, day, answers)
            for house in houses
            for round_, day in rounds
        ]
        work.store.assessments.add(assessments, ACTOR.actor_id, work.now)
    analyse(unit)
    return [house.household_id for house in houses]


def household_of(number: int, persons: Iterator[str]) -> Household:
    residents = tuple(
        Resident(next(persons), "บุตร", dt.date(1990, 1, 1), groups=("ELDERLY_60",))
        for _ in range(RESIDENTS)
    )
    return Household(
        household_id=new_id("household"),
        house_code=f"{number:011d}",
        area_code="650801",
        address=f"{number} หมู่ 6",
        tenure="เช่า",
        income_month=Money(300_000),
        debt=Money(12_000_000),
        debt_source="กองทุนหมู่บ้าน",
        needs="เงินทุนประกอบอาชีพ",
        residents=residents,
    )


def analyse(unit: Unit) -> None:
    """What autovacuum would soon do."""
    with unit.owned.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    unit.close()


if __name__ == "__main__":
    main()
