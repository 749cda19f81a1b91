"""Services killed where it hurts most, and replaced under load."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Size
from tests.faults.load import Load
from tests.faults.stage import Stage

pytestmark = pytest.mark.stack


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
