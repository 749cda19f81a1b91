"""Services killed where it hurts most, and replaced under load."""

from __future__ import annotations

import signal
import threading

import pytest

from tests.faults.conftest import LONG, Size
from tests.faults.load import Load
from tests.faults.stage import Stage

pytestmark = pytest.mark.stack

FROZEN_SECONDS = 75.0  # longer than heartbeats bear, and than PostgreSQL bears an idle transaction


@pytest.mark.parametrize(
    ("which", "point", "name"),
    [
        ("speaker", "replied", "kill -9 between commit and reply"),
        ("speaker", "ticked", "kill -9 between publish and tick"),
        ("hearer", "acknowledged", "kill -9 between commit and ack"),
    ],
)
def test_a_service_killed_between_two_steps_goes_on(
    stage: Stage, size: Size, which: str, point: str, name: str
) -> None:
    other = "hearer" if which == "speaker" else "speaker"
    with stage.crew(other) as crew:
        with Load(stage.door_url, size.callers) as load:
            for each in range(1, size.rounds + 1):
                crew.killed(crew.start(which, FAULT_DIES=f"{point}:{3 * each}"))
            crew.start(which)
            load.goes_on(size.commands)
        stage.judge(name, load)


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_the_hearer_at_work_is_killed_and_the_next_goes_on(stage: Stage) -> None:
    with stage.crew("speaker", "hearer", "hearer") as crew:
        with Load(stage.door_url, LONG.callers) as load:
            for _ in range(LONG.rounds):
                for old, which in crew.present():
                    if which == "hearer":
                        load.goes_on(LONG.commands)
                        crew.kill(old)
                        crew.start(which).wait_until_ready()
            load.goes_on(LONG.commands)
        stage.judge("hearer at work kill -9, the next takes over", load)


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.parametrize("which", ["speaker", "hearer"])
def test_one_of_two_replicas_freezes_and_comes_back(stage: Stage, which: str) -> None:
    with stage.crew("speaker", "speaker", "hearer", "hearer") as crew:
        with Load(stage.door_url, LONG.callers) as load:
            for frozen, each in crew.present():
                if each == which:
                    load.goes_on(LONG.commands)
                    frozen.signal(signal.SIGSTOP)
                    threading.Event().wait(FROZEN_SECONDS)
                    frozen.signal(signal.SIGCONT)
            load.goes_on(LONG.commands)
        stage.judge(f"one of two replicas of the {which} frozen", load)


def test_every_service_is_replaced_under_load(stage: Stage, size: Size) -> None:
    with stage.crew("speaker", "speaker", "hearer", "hearer") as crew:
        with Load(stage.door_url, size.callers) as load:
            for _ in range(size.rounds):
                load.goes_on(size.commands // 2)
                for old, which in crew.present():
                    crew.start(which).wait_until_ready()
                    crew.retire(old)
            load.goes_on(size.commands)
        stage.judge("rolling restart of every service", load)
        assert "database_down" not in load.counts.refusals, "who is not ready takes no requests"
