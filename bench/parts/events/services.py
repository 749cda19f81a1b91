"""The two services: one announces, one lets each event take effect by an INSERT."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

import eventlet
from sqlalchemy import insert

from bench.parts.events import contract, tables
from kernel.chassis import hearing
from kernel.chassis.bulk import columns_of
from kernel.chassis.entrypoints import UnitOfWork, on_many, rpc
from kernel.chassis.work import Store, Work
from kernel.contracts.envelope import Event, Heard
from kernel.wire.clock import new_id

EFFECTIVE: dict[str, float] = {}
"""When each event was committed with its effect, by the number of the member it told of."""


class TimedEffects(hearing.Effects):
    """Notes when a batch was committed: what a bench may know, and a service need not."""

    def apply(
        self, arrived: Sequence[tuple[Event, Heard]], release: Sequence[str] = ()
    ) -> frozenset[str]:
        early = super().apply(arrived, release)
        now = time.time()
        done = (heard for _, heard in arrived if heard.event_id not in early)
        EFFECTIVE.update((heard.data["member_no"], now) for heard in done)
        return early


class SpeakerService:
    name = contract.SPEAKER
    unit_of_work = UnitOfWork(Store, tables.chassis)

    @rpc
    def announce(self, request: dict[str, Any]) -> Any:
        order = contract.Announce.read(request)
        facts = [fact() for _ in range(order["aggregates"])]
        with self.unit_of_work() as work:
            for number in range(order["count"]):
                announce(work, facts[number % len(facts)], str(number))
        return contract.Announced.write({"moments": [time.time()]})

    @rpc
    def announce_steadily(self, request: dict[str, Any]) -> Any:
        order = contract.AnnounceSteadily.read(request)
        moments = [0.0] * order["count"]

        def one(number: int) -> None:
            with self.unit_of_work() as work:
                announce(work, fact(), str(number))
            moments[number] = time.time()

        pool, due = eventlet.GreenPool(10), time.monotonic()
        for number in range(order["count"]):
            time.sleep(max(0.0, due - time.monotonic()))
            due += 1 / order["a_second"]
            pool.spawn(one, number)
        pool.waitall()
        return contract.Announced.write({"moments": moments})


class HearerService:
    name = contract.HEARER
    unit_of_work = UnitOfWork(Store, tables.chassis)

    @rpc
    def get_effects(self, request: dict[str, Any]) -> Any:
        order = contract.GetEffects.read(request)
        told = {
            "count": len(EFFECTIVE),
            "last": max(EFFECTIVE.values(), default=0.0),
            "moments": dict(EFFECTIVE) if order["moments"] else {},
        }
        if order["forget"]:
            EFFECTIVE.clear()
        return contract.Effective.write(told)

    @on_many(contract.TOLD)
    def keep_effects(self, work: Work, heard: Sequence[Heard]) -> None:
        names = [column.name for column in tables.effects.c]
        columns = {name: [each.data.get(name, each.event_id) for each in heard] for name in names}
        rows = columns_of(tables.effects, **columns)
        work.connection.execute(insert(tables.effects).from_select(names, rows))


def fact() -> dict[str, Any]:
    return {
        "membership_id": new_id("membership"),
        "fund_id": new_id("fund"),
        "person_id": new_id("person"),
        "joined_on": dt.date(2009, 8, 3),
        "status": "active",
        "died_on": None,
    }


def announce(work: Work, told: dict[str, Any], member_no: str) -> None:
    data = {**told, "member_no": member_no}
    work.announce(contract.TOLD, told["membership_id"], data, fund_id=told["fund_id"])
