"""The way out of eventlet: the same code on threads answers, announces, hears and drains."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from deploy.local.bootstrap import Installation
from kernel.client import Client, new_id
from kernel.values.errors import Refused
from tests.kernel.chassis.standin import contract, tables
from tests.processes import ServiceProcess, eventually

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def threaded(standins: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Speaker and hearer, each on threads."""
    logs: Path = tmp_path_factory.mktemp("threaded")
    running = []
    for which, service in (("speaker", contract.SPEAKER), ("hearer", contract.HEARER)):
        command = ["-m", "tests.kernel.chassis.threaded", which]
        running.append(ServiceProcess(command, standins.services[service], logs / which))
    for process in running:
        process.wait_until_ready()
    yield
    assert [process.stop() for process in running] == [0, 0]


@pytest.mark.usefixtures("threaded")
def test_calls_events_and_refusals_on_threads(client: Client, heard_by: Engine) -> None:
    def say(number: int) -> str:
        thing_id = new_id("thing")
        order = {"command_id": new_id("command"), "thing_id": thing_id, "text": f"said {number}"}
        assert client.call("members.say", order) == client.call("members.say", order)
        return thing_id

    with ThreadPoolExecutor(16) as pool:
        things = list(pool.map(say, range(200)))
    refused = {"command_id": new_id("command"), "thing_id": things[0], "text": "no"}
    with pytest.raises(Refused):
        client.call("members.say", {**refused, "fail_after": True})
    assert client.call("funds.relay_echo", text="on")["caller"] == contract.HEARER

    def effects() -> list[str]:
        with heard_by.connect() as connection:
            table = tables.effects
            asked = select(table.c.thing_id).where(table.c.thing_id.in_(things))
            return sorted(connection.execute(asked).scalars())

    eventually(lambda: effects() == sorted(things), "every effect, each once")
