"""The fault suite: servers of its own, one row of a table for each scenario.

Every scenario plays twice: in short in `make test`, long in `make faults`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.own_servers import one_of_each
from tests.faults.stage import Stage, prepared
from tests.faults.verdict import Row, as_table

_rows: list[Row] = []


@dataclass(frozen=True)
class Size:
    """How much load a scenario has: callers, commands before and after each fault, rounds."""

    name: str
    callers: int
    commands: int
    rounds: int


SHORT = Size("short", callers=4, commands=40, rounds=1)
LONG = Size("long", callers=16, commands=400, rounds=3)


@pytest.fixture(
    params=[
        pytest.param(SHORT, id="short"),
        pytest.param(LONG, id="long", marks=[pytest.mark.faults, pytest.mark.timeout(900)]),
    ]
)
def size(request: pytest.FixtureRequest) -> Size:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with one_of_each() as (servers, database, broker):
        made = prepared(servers, broker.layout.root)
        yield Stage(servers, database, broker, made, tmp_path_factory.mktemp("faults"), _rows)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _rows:
        terminalreporter.section("faults: what was done, and what became of it")
        for line in as_table(_rows):
            terminalreporter.write_line(line)
