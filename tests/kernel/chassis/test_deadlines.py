"""No work for callers that are gone: not begun late, not gone on with, not waited for."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from deploy.local.bootstrap import Installation
from kernel.client import Client
from kernel.values.errors import Unavailable
from kernel.wire import headers
from tests.kernel.chassis.conftest import start
from tests.kernel.chassis.standin import contract
from tests.kernel.chassis.strangers import Stranger
from tests.processes import ServiceProcess, eventually

pytestmark = pytest.mark.stack


def asked_of(process: ServiceProcess) -> int:
    """How many calls a service has answered, by its log."""
    return process.log.read_text().count('"event":"call"')


def body(**fields: object) -> bytes:
    return json.dumps({"args": [], "kwargs": {"text": "x", **fields}}).encode()


def test_a_request_that_comes_late_is_not_begun(
    stranger: Stranger, speaker: ServiceProcess
) -> None:
    began = time.monotonic()
    late = {headers.DEADLINE: int(time.time() * 1_000) - 1}
    error = stranger.ask(body(wait_seconds=20), late)["error"]
    assert (error["exc_type"], error["exc_args"][0]) == ("Unavailable", "deadline_exceeded")
    assert time.monotonic() - began < 10


def test_what_waited_on_the_queue_past_its_deadline_is_never_begun(
    standins: Installation, client: Client, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable) as ended:
        client.call("funds.list_effects", seconds=0.3)
    assert ended.value.code == "deadline_exceeded"
    process = start(standins, "hearer", contract.HEARER, tmp_path / "log")
    try:
        process.wait_until_ready()
        client.call("funds.list_effects", seconds=10)
        eventually(lambda: asked_of(process) > 0, "the answer in the log")
        assert asked_of(process) == 1
    finally:
        process.stop()


def test_a_deadline_far_away_is_brought_near() -> None:
    now = 1_000_000
    call = headers.read({headers.DEADLINE: now + 10**9}, "cli@x", now)
    assert call.left_ms(now) == headers.BUDGET_MAX_MS


def test_a_statement_nobody_waits_for_is_cancelled(
    client: Client, speaker: ServiceProcess, standins: Installation
) -> None:
    # As the service itself: nobody else sees what it asks its database.
    engine = create_engine(standins.services[contract.SPEAKER]["DATABASE_URL"])

    def sleeping() -> int:
        with engine.connect() as connection:
            return connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%'"
                    " AND state = 'active' AND pid <> pg_backend_pid()"
                )
            ).scalar_one()

    asked = client.send("members.echo", {"text": "x", "query_seconds": 25}, seconds=1.5)
    eventually(lambda: sleeping() == 1, "the statement under way")
    with pytest.raises(Unavailable):
        asked.result()
    eventually(lambda: sleeping() == 0, "the statement cancelled", 10)
    eventually(lambda: speaker.metric("kongbun_rpc_inflight") == 0, "the worker free", 10)
    assert client.call("members.echo", text="again", query_seconds=0.01)["text"] == "again"
    engine.dispose()
