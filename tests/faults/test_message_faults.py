"""Messages that come again and again, make no sense, or tell another time, all under load."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.faults.conftest import Size
from tests.faults.load import Load
from tests.faults.stage import Stage
from tests.kernel.chassis import wire
from tests.kernel.chassis.standin import tables
from tests.processes import eventually

pytestmark = pytest.mark.stack

AGAIN = 5
DAY_MS = 86_400_000
DEEP = b"[" * 50_000 + b"]" * 50_000


def test_every_message_comes_again_and_again(stage: Stage, size: Size) -> None:
    with stage.crew(), stage.engines() as (said_by, _):
        with Load(stage.door_url, size.callers, twice=True) as load:
            for _ in range(size.rounds):
                load.goes_on(size.commands)
                outbox = tables.chassis.outbox
                latest = select(outbox.c.body).order_by(outbox.c.outbox_id.desc()).limit(200)
                with said_by.connect() as connection:
                    bodies = list(connection.execute(latest).scalars())
                storm = bodies * AGAIN
                random.shuffle(storm)
                wire.publish_events(stage.made, storm)
            load.goes_on(size.commands)
        stage.judge("duplicate storm", load)


def test_poison_is_set_aside_while_the_rest_goes_on(stage: Stage, size: Size) -> None:
    events = [
        b"",
        b"\xff\xfe",
        b"null",
        b"[1]",
        DEEP,
        b'{"type": "kongbun.members.thing_said"}',
        b'{"type": "kongbun.funds.thing_said"}',
        wire.said("thing_none", 1, "x").replace(b'"specversion"', b'"spec"', 1)[:-2],
        b" " * 900_000,
    ]
    requests = [b"", b"{", b"[1]", DEEP, b'{"args": [1], "kwargs": {}}', b" " * 900_000]
    with stage.crew():
        with Load(stage.door_url, size.callers) as load:
            for number in range(size.rounds):
                load.goes_on(size.commands)
                # Never the same bytes: what came twice would be parked once.
                wire.publish_events(stage.made, [each + b" " * number for each in events])
                for way_back in ({}, {"reply_to": "nowhere"}, {"correlation_id": "1"}):
                    wire.publish(
                        stage.made, "cli", "nameko-rpc", "members.say", requests, **way_back
                    )
            load.goes_on(size.commands)
        stage.judge("poison among the rest", load, parked=len(events) * size.rounds)


def test_the_clocks_of_the_services_jump(stage: Stage, size: Size, tmp_path: Path) -> None:
    clocks = {which: tmp_path / which for which in ("speaker", "hearer")}
    for path in clocks.values():
        path.write_text("0")
    told = {which: {"FAULT_CLOCK": str(path)} for which, path in clocks.items()}
    with stage.crew("speaker", **told["speaker"]), stage.crew("hearer", **told["hearer"]):
        with Load(stage.door_url, size.callers) as load:
            for _ in range(size.rounds):
                for which, jump_ms in (
                    ("speaker", DAY_MS),
                    ("hearer", DAY_MS),
                    ("speaker", -DAY_MS),
                ):
                    load.goes_on(size.commands)
                    clocks[which].write_text(str(jump_ms))
                    _is_answered(load, size.commands)
                    clocks[which].write_text("0")
            load.goes_on(size.commands)
        stage.judge("clocks jump a day and back", load)


def _is_answered(load: Load, more: int) -> None:
    """Wait for so many more answers, whatever they say."""
    aim = load.counts.calls + more
    eventually(lambda: load.counts.calls >= aim, f"{more} more answers")
