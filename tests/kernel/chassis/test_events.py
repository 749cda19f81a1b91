"""Events: announced with their cause, effective once and in sequence, never lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import insert

from deploy.local.bootstrap import Installation
from kernel.client import Client, new_id
from kernel.values.actors import Actor
from kernel.values.errors import Invalid, NotFound, Refused
from kernel.wire import clock, tokens
from tests.kernel.chassis import wire
from tests.kernel.chassis.standin import tables
from tests.processes import ServiceProcess, eventually

pytestmark = pytest.mark.stack
Services = pytest.mark.usefixtures("speaker", "hearer")


def effects_of(engine: Engine, thing_id: str) -> list[str]:
    with engine.connect() as connection:
        table = tables.effects
        rows = select(table.c.text).where(table.c.thing_id == thing_id).order_by(table.c.effect)
        return list(connection.execute(rows).scalars())


def say(client: Client, thing_id: str, text: str, **more: Any) -> Any:
    return client.call(
        "members.say",
        {"command_id": new_id("command"), "thing_id": thing_id, "text": text, **more},
    )


@pytest.fixture
def operator(standins: Installation) -> str:
    """The token of an operator, signed as a door signs it."""
    pem = Path(standins.doors["cli"]["KONGBUN_KEYS"], "actor.key").read_bytes()
    return tokens.sign(Actor("staff_1", frozenset({"operator"})), pem, clock.now_ms())


@pytest.fixture
def fault(heard_by: Engine) -> Any:
    """Make the hearer's handler fail on a text, until it is mended."""

    class Fault:
        def on(self, text: str) -> None:
            with heard_by.begin() as connection:
                connection.execute(insert(tables.faults).values(text=text))

        def mend(self) -> None:
            with heard_by.begin() as connection:
                connection.execute(tables.faults.delete())

    fault = Fault()
    yield fault
    fault.mend()


@Services
def test_what_is_announced_takes_effect(client: Client, heard_by: Engine) -> None:
    thing_id = new_id("thing")
    say(client, thing_id, "one")
    say(client, thing_id, "two")
    eventually(lambda: effects_of(heard_by, thing_id) == ["one", "two"], "both effects, in order")


@Services
def test_work_undone_announces_nothing(client: Client, said_by: Engine, heard_by: Engine) -> None:
    thing_id = new_id("thing")
    with pytest.raises(Refused):
        say(client, thing_id, "undone", fail_after=True)
    say(client, thing_id, "done")
    eventually(lambda: effects_of(heard_by, thing_id) == ["done"], "the one effect")
    with said_by.connect() as connection:
        outbox = tables.chassis.outbox
        bodies = connection.execute(select(outbox.c.body)).scalars()
        assert sum(thing_id.encode() in body for body in bodies) == 1


@Services
def test_an_event_delivered_again_has_one_effect(standins: Installation, heard_by: Engine) -> None:
    thing_id = new_id("thing")
    first = wire.said(thing_id, 1, "first")
    wire.publish_events(standins, [first, first, wire.said(thing_id, 2, "last"), first], times=5)
    eventually(lambda: "last" in effects_of(heard_by, thing_id), "the last effect")
    assert effects_of(heard_by, thing_id) == ["first", "last"]


@Services
def test_two_before_one_takes_effect_in_sequence(standins: Installation, heard_by: Engine) -> None:
    thing_id = new_id("thing")
    wire.publish_events(standins, [wire.said(thing_id, 2, "two")])
    wire.publish_events(standins, [wire.said(thing_id, 1, "one")])
    eventually(lambda: len(effects_of(heard_by, thing_id)) == 2, "both effects")
    assert effects_of(heard_by, thing_id) == ["one", "two"]


@Services
def test_events_of_a_kind_nobody_handles_keep_the_sequence(
    standins: Installation, heard_by: Engine
) -> None:
    thing_id = new_id("thing")
    dropped = wire.said(thing_id, 2, "-", wire.contract.THING_DROPPED)
    wire.publish_events(standins, [wire.said(thing_id, 1, "one")])
    wire.publish_events(standins, [dropped], name="thing_dropped")
    wire.publish_events(standins, [wire.said(thing_id, 3, "three")])
    eventually(lambda: effects_of(heard_by, thing_id) == ["one", "three"], "one and three")


@Services
def test_items_of_a_bulk_event_share_their_aggregates_sequence(
    client: Client, heard_by: Engine
) -> None:
    first, second = new_id("thing"), new_id("thing")
    say(client, first, "before")
    client.call("members.say_many", command_id=new_id("command"), thing_ids=[first, second])
    say(client, second, "after")
    eventually(lambda: effects_of(heard_by, first) == ["before", "many"], "the first's effects")
    eventually(lambda: effects_of(heard_by, second) == ["many", "after"], "the second's effects")


@Services
def test_a_failing_handlers_event_is_parked_and_not_lost(
    client: Client, heard_by: Engine, fault: Any, operator: str, hearer: ServiceProcess
) -> None:
    thing_id, text = new_id("thing"), new_id("text")
    fault.on(text)
    say(client, thing_id, text)
    (parked,) = eventually(lambda: parked_of(client, operator, thing_id), "the parked event")
    assert (parked["why"], parked["sequence"]) == ("RuntimeError", 1)
    assert effects_of(heard_by, thing_id) == []
    assert "ตัวอย่าง" not in hearer.log.read_text()
    assert "1-0000-12345-67-8" not in hearer.log.read_text()
    fault.mend()
    told = client.call("funds.retry_parked", event_id=parked["event_id"], token=operator)
    assert told == {"done": 1, "left": 0}
    assert effects_of(heard_by, thing_id) == [text]
    assert parked_of(client, operator, thing_id) == []


@Services
def test_one_parked_and_replayed_after_three_keeps_the_sequence(
    client: Client, heard_by: Engine, fault: Any, operator: str
) -> None:
    thing_id, text = new_id("thing"), new_id("text")
    fault.on(text)
    for told in (text, "two", "three"):
        say(client, thing_id, told)
    eventually(lambda: len(parked_of(client, operator, thing_id)) == 3, "all three parked")
    fault.mend()
    event_id = parked_of(client, operator, thing_id)[-1]["event_id"]
    told = client.call("funds.retry_parked", event_id=event_id, token=operator)
    assert told == {"done": 3, "left": 0}
    assert effects_of(heard_by, thing_id) == [text, "two", "three"]


@Services
def test_a_parked_event_given_up_lets_the_next_go_on(
    client: Client, heard_by: Engine, fault: Any, operator: str
) -> None:
    thing_id, text = new_id("thing"), new_id("text")
    fault.on(text)
    say(client, thing_id, text)
    say(client, thing_id, "next")
    eventually(lambda: len(parked_of(client, operator, thing_id)) == 2, "both parked")
    first, following = parked_of(client, operator, thing_id)
    told = client.call("funds.get_parked", event_id=first["event_id"], token=operator)
    assert told == {**first, "data": {"thing_id": thing_id, "text": text}}
    early = {"command_id": new_id("command"), "event_id": following["event_id"], "reason": "x"}
    with pytest.raises(Refused) as refused:
        client.call("funds.discard_parked", early, token=operator)
    assert refused.value.details == {"first_parked": first["event_id"]}
    order = {"command_id": new_id("command"), "event_id": first["event_id"], "reason": "a test"}
    client.call("funds.discard_parked", order, token=operator)
    client.call("funds.retry_parked", event_id=following["event_id"], token=operator)
    assert effects_of(heard_by, thing_id) == ["next"]
    with pytest.raises(NotFound):
        client.call("funds.retry_parked", event_id=first["event_id"], token=operator)


@Services
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"type":"kongbun.members.thing_said"}', b'{"type":"kongbun.funds.x"}'],
)
def test_what_cannot_be_read_is_set_aside_and_stops_nothing(
    standins: Installation, heard_by: Engine, hearer: ServiceProcess, body: bytes
) -> None:
    refused = hearer.metric("kongbun_poison_messages_total")
    thing_id = new_id("thing")
    wire.publish_events(standins, [body, wire.said(thing_id, 1, "well")])
    eventually(lambda: effects_of(heard_by, thing_id) == ["well"], "the next event's effect")
    assert hearer.metric("kongbun_poison_messages_total") == refused + 1


@Services
def test_what_cannot_be_read_lies_with_the_operator_and_holds_its_place(
    standins: Installation, client: Client, heard_by: Engine, operator: str
) -> None:
    thing_id = new_id("thing")
    unread = wire.said(thing_id, 2, "two").replace(b'"data":{"thing_id"', b'"data":{"thing"')
    wire.publish_events(
        standins, [wire.said(thing_id, 1, "one"), unread, wire.said(thing_id, 3, "three")]
    )
    eventually(lambda: len(parked_of(client, operator, thing_id)) == 2, "the unread and the next")
    second, third = parked_of(client, operator, thing_id)
    assert (second["sequence"], second["why"]) == (2, "message_malformed")
    whole = client.call("funds.get_parked", event_id=second["event_id"], token=operator)
    assert whole["data"] == {}
    with pytest.raises(Invalid):
        client.call("funds.retry_parked", event_id=second["event_id"], token=operator)
    order = {"command_id": new_id("command"), "event_id": second["event_id"], "reason": "a test"}
    client.call("funds.discard_parked", order, token=operator)
    told = client.call("funds.retry_parked", event_id=third["event_id"], token=operator)
    assert told == {"done": 1, "left": 0}
    assert effects_of(heard_by, thing_id) == ["one", "three"]
    with heard_by.connect() as connection:
        given_up = connection.execute(select(tables.chassis.discarded)).all()
    kept = [(each.reason, each.discarded_by) for each in given_up if each.partition_key == thing_id]
    assert kept == [("a test", "staff_1")]


@Services
def test_what_will_never_come_is_given_up_in_so_many_words(
    standins: Installation, client: Client, heard_by: Engine, operator: str
) -> None:
    thing_id = new_id("thing")
    wire.publish_events(standins, [wire.said(thing_id, n, str(n)) for n in (1, 4, 5)])
    eventually(lambda: len(parked_of(client, operator, thing_id)) == 2, "both behind the gap")
    fourth, fifth = parked_of(client, operator, thing_id)
    order = {"command_id": new_id("command"), "event_id": fourth["event_id"], "reason": "x"}
    with pytest.raises(Refused) as refused:
        client.call("funds.discard_parked", order, token=operator)
    assert refused.value.code == "event_waits_for_missing"
    told = client.call("funds.retry_parked", event_id=fifth["event_id"], token=operator)
    assert told == {"done": 0, "left": 2}
    more = {"event_id": fifth["event_id"], "over_gap": True}
    told = client.call("funds.retry_parked", more, token=operator)
    assert told == {"done": 2, "left": 0}
    assert effects_of(heard_by, thing_id) == ["1", "4", "5"]


@Services
def test_a_gap_of_one_thing_keeps_no_other_of_its_batch_waiting(
    standins: Installation, heard_by: Engine, hearer: ServiceProcess
) -> None:
    gap, others = new_id("thing"), [new_id("thing") for _ in range(40)]
    bodies = [wire.said(gap, 2, "late")]
    bodies += [wire.said(each, 1, "well") for each in others]
    wire.publish_events(standins, bodies)
    eventually(lambda: all(effects_of(heard_by, each) for each in others), "the others' effects")
    wire.publish_events(standins, [wire.said(gap, 1, "first")])
    eventually(lambda: len(effects_of(heard_by, gap)) == 2, "both of the gap")
    assert effects_of(heard_by, gap) == ["first", "late"]


@Services
def test_the_outbox_is_ticked_off(client: Client, said_by: Engine) -> None:
    say(client, new_id("thing"), "ticked")

    def waiting() -> int:
        with said_by.connect() as connection:
            outbox = tables.chassis.outbox
            unpublished = select(func.count()).where(outbox.c.published_at.is_(None))
            return connection.execute(unpublished).scalar_one()

    eventually(lambda: waiting() == 0, "an empty outbox")


def parked_of(client: Client, operator: str, thing_id: str) -> list[dict[str, Any]]:
    parked = client.call("funds.list_parked", token=operator)["parked"]
    return sorted(
        (each for each in parked if each["partition_key"] == thing_id),
        key=lambda each: each["sequence"],
    )
