"""The four services with money in their hands: funds that take contributions, members who enrol."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.local import bootstrap
from deploy.local.bootstrap import Installation
from gateway.doors import Door
from kernel.client import Client, new_id
from kernel.contracts.catalogue import SERVICES
from kernel.values.actors import EVERY_FUND, Actor
from tests.faults.load import CALL_SECONDS, Load
from tests.faults.stage import Stage
from tests.faults.verdict import SETTLING_SECONDS, Row, told_refusals
from tests.processes import ROOT, ServiceProcess, eventually

DAY = "2025-09-30"
PAID_SATANG = 3_000
CLERK = Actor("staff_faults", frozenset({"clerk", "ministry"}), frozenset({EVERY_FUND}))


@dataclass
class House:
    """All four services on servers that may be killed."""

    stage: Stage
    made: Installation
    running: dict[str, ServiceProcess] = field(default_factory=dict)
    _started: int = 0

    def start(self, service: str) -> ServiceProcess:
        """Start a service, without waiting for it; it takes the place of the one before."""
        self._started += 1
        log = self.stage.logs / f"{service}-{self._started}.log"
        command = ["-m", "kernel.chassis.runner", service]
        self.running[service] = ServiceProcess(command, self.made.services[service], log)
        return self.running[service]

    def kill(self, service: str) -> None:
        process = self.running.pop(service)
        process.signal(signal.SIGKILL)
        process.kill()

    def replace(self, service: str) -> None:
        """A new process beside the old one, then the old one ends, as a deployment does it."""
        old = self.running[service]
        self.start(service).wait_until_ready()
        assert old.stop() == 0

    def client(self, _: str = "") -> Client:
        told = self.made.doors["cli"]
        door = Door("cli", told["AMQP_URL"], Path(told["KONGBUN_KEYS"]), told["KONGBUN_FILES"])
        return door.client(CLERK, CALL_SECONDS)

    def ask(self, service: str, query: str, **values: Any) -> list[Any]:
        """What a service's database says to its owner: the first column."""
        engine = create_engine(self.made.owners[service], poolclass=NullPool)
        with engine.connect() as connection:
            return list(connection.execute(text(query), values).scalars())


@contextmanager
def house(stage: Stage) -> Iterator[House]:
    made = bootstrap.prepare(stage.servers, "ledger", stage.broker.layout.root, durable=True)
    for service in SERVICES:
        command = [sys.executable, "-m", "kernel.chassis.migrations", service]
        told = {"DATABASE_URL": made.owners[service]}
        subprocess.run(command, cwd=ROOT, env=told, check=True, stdout=subprocess.DEVNULL)
    built = House(stage, made)
    try:
        for process in [built.start(service) for service in SERVICES]:
            process.wait_until_ready()
        yield built
    finally:
        for process in built.running.values():
            process.stop()


@dataclass
class Books:
    """The funds of one load: one for each caller, and in it the members that are its things."""

    funds: dict[str, str] = field(default_factory=dict)

    def script(self, thing_id: str, number: int) -> tuple[str, dict[str, Any]]:
        """By turns a member pays, and another person enrols."""
        fund_id = self.funds[thing_id]
        if number % 2:
            payment = {"membership_id": member(thing_id), "amount_satang": PAID_SATANG}
            collection = {"collection_id": new_id("collection"), "payments": [payment]}
            return "funds.record_contributions", {"fund_id": fund_id, "day": DAY, **collection}
        return "members.enrol_member", enrolment(fund_id, new_id("membership"))

    def open(self, house: House, load: Load) -> None:
        """Open the funds and enrol their first members; wait until `funds` knows them all."""
        with house.client() as client:
            for things in load.things:
                fund_id = new_id("fund")
                told = {"fund_id": fund_id, "name": "กองทุนตัวอย่าง", "level": "tambon"}
                told |= {"area_codes": ["650801"]}
                client.call("funds.open_fund", command_id=new_id("command"), **told)
                for thing_id in things:
                    self.funds[thing_id] = fund_id
                    order = enrolment(fund_id, member(thing_id))
                    client.call("members.enrol_member", command_id=new_id("command"), **order)
        known = "SELECT count(*) FROM memberships WHERE membership_id = ANY(:ids)"
        ids = [member(thing_id) for thing_id in self.funds]
        eventually(lambda: house.ask("funds", known, ids=ids) == [len(ids)], "the members' copies")


def member(thing_id: str) -> str:
    return thing_id.replace("thing_", "membership_")


def enrolment(fund_id: str, membership_id: str) -> dict[str, Any]:
    person = {"person_id": new_id("person"), "first": "ตัวอย่าง", "last": membership_id[-8:]}
    told = {"membership_id": membership_id, "fund_id": fund_id, "member_no": membership_id[-20:]}
    return {**told, "person": person, "joined_on": DAY}


def of_ledger(scenario: str, house: House, load: Load, books: Books) -> Row:
    """Wait until all has come through, then hold the callers' counts against every database."""
    funds = sorted(set(books.funds.values()))
    paid = sum((last + 1) // 2 for last in load.said.values())
    enrolled = sum(last // 2 for last in load.said.values()) + len(books.funds)
    copies = "SELECT count(*) FROM memberships WHERE fund_id = ANY(:funds)"
    logged = (
        "SELECT convert_from(body, 'UTF8')::json->>'subject' FROM event_log "
        "WHERE type LIKE '%contributions_recorded' "
        "AND convert_from(body, 'UTF8')::json->>'fundid' = ANY(:funds)"
    )

    def through() -> bool:
        known = house.ask("funds", copies, funds=funds)[0] >= enrolled
        return known and len(house.ask("integrations", logged, funds=funds)) >= paid

    try:
        eventually(through, "all that was announced", SETTLING_SECONDS)
    except AssertionError:
        pass  # the row says what is missing
    entries = house.ask("funds", "SELECT subject FROM entries WHERE fund_id = ANY(:f)", f=funds)
    members = house.ask("members", copies, funds=funds)[0]
    told = house.ask("integrations", logged, funds=funds)
    known = house.ask("funds", copies, funds=funds)[0]
    applied = len(set(entries)) + members - len(books.funds)
    return Row(
        scenario=scenario,
        attempted=load.counts.attempted,
        confirmed=load.counts.confirmed,
        applied=applied,
        lost=max(0, paid - len(set(told))) + max(0, enrolled - known),
        twice=len(entries) - paid + (members - enrolled) + (len(told) - len(set(told))),
        gaps=_gaps(house, funds),
        parked=sum(house.ask(service, "SELECT count(*) FROM parked")[0] for service in SERVICES),
        slowest=load.counts.slowest,
        imbalance=_imbalance(house, funds, paid),
        note=told_refusals(load),
    )


def _gaps(house: House, funds: list[str]) -> int:
    """Memberships of which `funds` has not heard as much as `members` has announced."""
    of_ours = "(SELECT membership_id FROM memberships WHERE fund_id = ANY(:funds))"
    said, heard = (
        set(
            house.ask(
                service,
                f"SELECT partition_key || {column}::text FROM {table} "
                f"WHERE partition_key IN {of_ours}",
                funds=funds,
            )
        )
        for service, table, column in (
            ("members", "sequences", "last"),
            ("funds", "heard", "sequence"),
        )
    )
    return len(said ^ heard)


def _imbalance(house: House, funds: list[str], paid: int) -> int:
    """What the ledger is off by: in itself, against its balances, against what was paid in."""
    total = "SELECT coalesce(sum(amount_satang), 0)::bigint FROM {} WHERE fund_id = ANY(:funds)"
    cash = total + " AND account = 'cash'"
    (whole,) = house.ask("funds", total.format("postings"), funds=funds)
    (posted,) = house.ask("funds", cash.format("postings"), funds=funds)
    (balance,) = house.ask("funds", cash.format("balances"), funds=funds)
    return abs(whole) + abs(posted - balance) + abs(posted - paid * PAID_SATANG)
