"""The two services."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from kernel.chassis.entrypoints import Ask, UnitOfWork, on, on_many, rpc
from kernel.chassis.operations import Operated
from kernel.chassis.work import Store, Work
from kernel.contracts.envelope import Heard
from kernel.values.errors import Refused
from kernel.wire.serializer import MESSAGE_BYTES_MAX
from tests.kernel.chassis.standin import contract, tables


class SpeakerService(Operated):
    name = contract.SPEAKER
    unit_of_work = UnitOfWork(Store, tables.chassis)

    @rpc
    def say(self, request: dict[str, Any]) -> Any:
        order = contract.Say.read(request)
        with self.unit_of_work() as work:
            fresh = insert(tables.things).values(thing_id=order["thing_id"], times=1)
            times = work.connection.execute(
                fresh.on_conflict_do_update(
                    index_elements=["thing_id"], set_={"times": tables.things.c.times + 1}
                ).returning(tables.things.c.times)
            ).scalar_one()
            said = {"thing_id": order["thing_id"], "text": order["text"]}
            work.announce(contract.THING_SAID, order["thing_id"], said, area_code="650801")
            if order["fail_after"]:
                raise Refused("told_to_fail")
            return work.reply({**said, "times": times})

    @rpc
    def say_many(self, request: dict[str, Any]) -> Any:
        order = contract.SayMany.read(request)
        with self.unit_of_work() as work:
            drawn = work.next_sequences(order["thing_ids"])
            things = [
                {"thing_id": thing_id, "sequence": drawn[thing_id], "text": "many"}
                for thing_id in order["thing_ids"]
            ]
            work.announce(contract.THINGS_LISTED, work.new_id("list"), {"things": things})
            first = order["thing_ids"][0]
            return work.reply({"thing_id": first, "text": "many", "times": len(things)})

    @rpc
    def echo(self, request: dict[str, Any]) -> Any:
        order = contract.Echo.read(request)
        if order["wait_seconds"]:
            time.sleep(order["wait_seconds"])
        if order["query_seconds"]:
            with self.unit_of_work() as work:
                work.connection.execute(select(func.pg_sleep(order["query_seconds"])))
        return self._echo(order["text"])

    @rpc
    def echo_for_clerks(self, request: dict[str, Any]) -> Any:
        return self._echo(contract.EchoForClerks.read(request)["text"])

    @rpc
    def echo_for_services(self, request: dict[str, Any]) -> Any:
        return self._echo(contract.EchoForServices.read(request)["text"])

    @rpc
    def go_wrong(self, request: dict[str, Any]) -> Any:
        how = contract.GoWrong.read(request)["how"]
        if how == "undumped":
            return {"text": object()}
        if how == "too_large":
            return {"text": "x" * MESSAGE_BYTES_MAX}
        raise RuntimeError(f"a bug that knows too much: {how}")

    def _echo(self, text: str) -> Any:
        with self.unit_of_work() as work:
            told = {"text": text, "actor_id": work.actor.actor_id, "caller": work.caller}
            return work.reply(told)


class HearerService(Operated):
    name = contract.HEARER
    unit_of_work = UnitOfWork(Store, tables.chassis)
    ask = Ask()

    @rpc
    def relay_echo(self, request: dict[str, Any]) -> Any:
        order = contract.RelayEcho.read(request)
        if order.pop("inside"):
            with self.unit_of_work():
                return self.ask("members.echo", **order)
        return self.ask("members.echo", **order)

    @rpc
    def list_effects(self, request: dict[str, Any]) -> Any:
        contract.ListEffects.read(request)
        with self.unit_of_work() as work:
            table = tables.effects
            rows = work.connection.execute(
                select(table.c.thing_id, table.c.text).order_by(table.c.effect)
            )
            return work.reply({"effects": [list(row) for row in rows]})

    @on_many(contract.THING_SAID)
    def keep_what_was_said(self, work: Work, heard: Sequence[Heard]) -> None:
        for each in heard:
            self._keep(work, each.data["thing_id"], each.data["text"])

    @on(contract.THINGS_LISTED)
    def keep_the_list(self, work: Work, heard: Heard) -> None:
        for thing in heard.data["things"]:
            self._keep(work, thing["thing_id"], thing["text"])

    def _keep(self, work: Work, thing_id: str, text: str) -> None:
        values = {"thing_id": thing_id, "text": text}
        work.connection.execute(insert(tables.effects).values(**values))
        faulty = select(func.count()).where(tables.faults.c.text == text)
        if work.connection.execute(faulty).scalar_one():
            raise RuntimeError("a handler's bug; it knows นางตัวอย่าง and 1-0000-12345-67-8")
