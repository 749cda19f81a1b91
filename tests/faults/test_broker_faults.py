"""The broker killed, out of memory, and behind a bad network, all under load."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.conftest import Size
from tests.faults.load import CALL_SECONDS, Load
from tests.faults.stage import Stage
from tests.processes import eventually
from tests.proxies import Proxy, proxy_for, through

pytestmark = pytest.mark.stack

LATENCY_SECONDS = 0.02
BEYOND_HEARTBEATS_SECONDS = 75.0


def test_the_broker_is_killed_and_started_again(stage: Stage, size: Size) -> None:
    with stage.crew():
        with Load(stage.door_url, size.callers) as load:
            for _ in range(size.rounds):
                load.goes_on(size.commands)
                stage.broker.kill()
                stage.broker.start()
            load.goes_on(size.commands)
        stage.judge("broker kill -9 and restart", load)


def test_the_broker_has_no_memory_left_for_a_while(stage: Stage, size: Size) -> None:
    with stage.crew("speaker") as crew, stage.crew("hearer"):
        speaker = next(iter(crew.present()))[0]
        with Load(stage.door_url, size.callers) as load:
            for _ in range(size.rounds):
                load.goes_on(size.commands)
                stage.broker.ctl("set_vm_memory_high_watermark", "0.0001")
                try:
                    eventually(lambda: not speaker.answers("/readyz"), "red readiness")
                    eventually(lambda: "broker_blocked" in load.counts.refusals, "a refusal")
                finally:
                    stage.broker.ctl("set_vm_memory_high_watermark", "absolute", "1GB")
                speaker.wait_until_ready()
            load.goes_on(size.commands)
        stage.judge("memory alarm and back", load)


@pytest.fixture
def lines(stage: Stage) -> Iterator[dict[str, Proxy]]:
    """The network: one line from each process to each server, open."""
    urls = {
        "caller": stage.door_url,
        "speaker": stage.settings("speaker")["AMQP_URL"],
        "hearer": stage.settings("hearer")["AMQP_URL"],
        "speaker's database": stage.settings("speaker")["DATABASE_URL"],
        "hearer's database": stage.settings("hearer")["DATABASE_URL"],
    }
    made = {name: proxy_for(url) for name, url in urls.items()}
    for line in made.values():
        line.open()
    yield made
    for line in made.values():
        line.close()


def test_lines_are_slow_cut_half_closed_and_stalled(
    stage: Stage, size: Size, lines: dict[str, Proxy]
) -> None:
    with ExitStack() as stack:
        for which in ("speaker", "hearer"):
            told = stage.settings(which)
            amqp = through(told["AMQP_URL"], lines[which].port)
            database = through(told["DATABASE_URL"], lines[f"{which}'s database"].port)
            stack.enter_context(stage.crew(which, AMQP_URL=amqp, DATABASE_URL=database))
        with Load(through(stage.door_url, lines["caller"].port), size.callers) as load:
            load.goes_on(size.commands)
            for line in lines.values():
                line.latency = LATENCY_SECONDS
            load.goes_on(size.commands)
            for line in lines.values():
                line.latency = 0.0
            for line in lines.values():
                line.cut()
                load.goes_on(size.callers)
                for end in ("client", "server"):
                    line.half_close(end)
                    load.goes_on(size.callers)
            _stall(load, lines, size)
            load.goes_on(size.commands)
        stage.judge("lines slow, cut, half-closed, stalled", load)


def _stall(load: Load, lines: dict[str, Proxy], size: Size) -> None:
    """To the broker, then to the databases: for longer than a call may take; in long for longer
    than heartbeats bear."""
    databases = {name for name in lines if "database" in name}
    for stalled in (set(lines) - databases, databases):
        for name in stalled:
            lines[name].stall()
        seconds = CALL_SECONDS + 1 if size.rounds == 1 else BEYOND_HEARTBEATS_SECONDS
        threading.Event().wait(seconds)
        for name in stalled:
            lines[name].flow()
        load.all_go_on()
