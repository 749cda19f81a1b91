"""Everybody speaks TLS to the broker: its lines are slow and cut, itself is killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.conftest import Size
from tests.faults.load import Load
from tests.faults.stage import STANDINS, Stage
from tests.kernel.chassis.sealed_doors import SealedDoors
from tests.proxies import Proxy, proxy_for, through

pytestmark = pytest.mark.stack

LATENCY_SECONDS = 0.02


@pytest.fixture
def doors(stage: Stage, tmp_path: Path) -> Iterator[SealedDoors]:
    doors = SealedDoors(tmp_path)
    with doors.opened(stage.broker):
        yield doors


@pytest.fixture
def lines(stage: Stage, doors: SealedDoors) -> Iterator[dict[str, tuple[Proxy, str]]]:
    """A line through the door for each who speaks, and what to call it by."""
    urls = {which: stage.settings(which)["AMQP_URL"] for which in STANDINS}
    with ExitStack() as open_lines:
        made = {}
        for name, url in {"caller": stage.door_url, **urls}.items():
            sealed = doors.through(url)
            line = proxy_for(sealed)
            line.open()
            open_lines.callback(line.close)
            made[name] = line, through(sealed, line.port)
        yield made


def test_sealed_lines_are_slow_and_cut_and_the_broker_is_killed(
    stage: Stage, size: Size, doors: SealedDoors, lines: dict[str, tuple[Proxy, str]]
) -> None:
    with ExitStack() as crews:
        for which in STANDINS:
            crews.enter_context(stage.crew(which, AMQP_URL=lines[which][1]))
        with Load(lines["caller"][1], size.callers) as load:
            load.goes_on(size.commands)
            for line, _ in lines.values():
                line.latency = LATENCY_SECONDS
                load.goes_on(size.callers)
                line.latency = 0.0
                line.cut()
                load.goes_on(size.callers)
            for _ in range(size.rounds):
                stage.broker.kill()
                stage.broker.start()
                doors.open(stage.broker)
                load.goes_on(size.commands)
        stage.judge("TLS: lines slow, cut, broker killed", load)
