"""A service waits for what is not there yet, says so, goes on by itself, and leaves politely."""

from __future__ import annotations

import json
import signal
import threading
import time
from pathlib import Path

import pytest

from deploy.local.bootstrap import Installation
from kernel.client import Client, Pending, new_id
from kernel.values.errors import Unavailable
from kernel.wire import headers
from tests.kernel.chassis.conftest import start
from tests.kernel.chassis.standin import contract
from tests.kernel.chassis.strangers import Stranger
from tests.processes import ServiceProcess, eventually
from tests.proxies import proxy_for, through

pytestmark = pytest.mark.stack


def started(made: Installation, log: Path, **more: str) -> ServiceProcess:
    return start(made, "speaker", contract.SPEAKER, log, **more)


def test_without_a_database_the_service_waits_and_then_works(
    standins: Installation, client: Client, tmp_path: Path
) -> None:
    url = standins.services[contract.SPEAKER]["DATABASE_URL"]
    proxy = proxy_for(url)
    process = started(standins, tmp_path / "log", DATABASE_URL=through(url, proxy.port))
    try:
        eventually(lambda: process.health("/readyz")[0] == 503, "red readiness")
        assert process.health("/readyz")[1]["database"] is False
        assert process.answers("/livez")
        assert "database_waits" in process.log.read_text()
        with pytest.raises(Unavailable) as ended:
            client.call("members.echo", text="x")
        assert ended.value.code == "database_down"
        proxy.open()
        process.wait_until_ready()
        assert client.call("members.echo", text="there")["text"] == "there"
        proxy.close()
        eventually(lambda: not process.answers("/readyz"), "red readiness again")
        proxy.open()
        process.wait_until_ready()
        assert client.call("members.echo", text="back")["text"] == "back"
    finally:
        process.stop()
        proxy.close()


def test_without_a_broker_the_service_waits_and_then_works(
    standins: Installation, client: Client, tmp_path: Path
) -> None:
    url = standins.services[contract.SPEAKER]["AMQP_URL"]
    proxy = proxy_for(url)
    process = started(standins, tmp_path / "log", AMQP_URL=through(url, proxy.port))
    try:
        eventually(lambda: process.health("/readyz")[0] == 503, "red readiness")
        assert process.health("/readyz")[1]["broker"] is False
        eventually(lambda: "broker_lost" in process.log.read_text(), "the reason told")
        proxy.open()
        process.wait_until_ready()
        assert client.call("members.echo", text="there")["text"] == "there"
        proxy.close()
        eventually(lambda: not process.answers("/readyz"), "red readiness again")
        proxy.open()
        process.wait_until_ready()
        assert client.call("members.echo", text="back")["text"] == "back"
    finally:
        process.stop()
        proxy.close()


def test_asked_to_stop_the_service_answers_what_it_has_begun(
    standins: Installation, client: Client, tmp_path: Path
) -> None:
    process = started(standins, tmp_path / "log")
    process.wait_until_ready()
    call = client.send("members.echo", {"text": "begun", "wait_seconds": 1.5}, seconds=10)
    eventually(lambda: process.metric("kongbun_rpc_inflight") == 1, "the call under way")
    ended: list[int] = []
    waiter = threading.Thread(target=lambda: ended.append(process.stop()))
    began = time.monotonic()
    waiter.start()
    assert call.result()["text"] == "begun"
    waiter.join()
    assert ended == [0]
    assert time.monotonic() - began < 10


def test_what_was_begun_before_a_stop_is_done_once_and_answered_once(
    standins: Installation, stranger: Stranger, client: Client, tmp_path: Path
) -> None:
    """A request that was not acknowledged would go to the next replica, ahead of all others."""
    first = started(standins, tmp_path / "first")
    first.wait_until_ready()
    body = json.dumps({"args": [], "kwargs": {"text": "begun", "wait_seconds": 2}}).encode()
    until = {headers.DEADLINE: int(time.time() * 1_000) + 90_000}
    stranger.send(body, until, reply_to=stranger.reply_to, correlation_id="1")
    eventually(lambda: first.metric("kongbun_rpc_inflight") == 1, "the call under way")
    assert first.stop() == 0
    second = started(standins, tmp_path / "second")
    try:
        second.wait_until_ready()
        assert client.call("members.echo", text="after", seconds=20)["text"] == "after"
        assert second.metric("kongbun_rpc_inflight") == 0
        assert second.metric("kongbun_rpc_requests_total") == 1
    finally:
        second.stop()
    assert [reply["result"]["text"] for reply in stranger.replies()] == ["begun"]


def test_killed_in_the_middle_the_work_is_begun_again(
    standins: Installation, client: Client, tmp_path: Path
) -> None:
    first = started(standins, tmp_path / "first")
    first.wait_until_ready()
    order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "x"}
    call = client.send("members.echo", {"text": "again", "wait_seconds": 2}, seconds=20)
    eventually(lambda: first.metric("kongbun_rpc_inflight") == 1, "the call under way")
    first.signal(signal.SIGKILL)
    second = started(standins, tmp_path / "second")
    try:
        assert call.result()["text"] == "again"
        assert client.call("members.say", order)["times"] == 1
    finally:
        first.wait()
        first.kill()
        second.stop()


def test_work_that_will_not_end_does_not_hold_the_process(
    standins: Installation, client: Client, tmp_path: Path
) -> None:
    process = started(standins, tmp_path / "log", KONGBUN_DRAIN_SECONDS="1")
    process.wait_until_ready()
    client.send("members.echo", {"text": "x", "wait_seconds": 60}, seconds=1)
    eventually(lambda: process.metric("kongbun_rpc_inflight") == 1, "the call under way")
    began = time.monotonic()
    assert process.stop() == 4
    assert time.monotonic() - began < 25
    assert "drain_cut" in process.log.read_text()


def test_a_full_house_says_so_at_once(
    standins: Installation, client: Client, tmp_path: Path
) -> None:
    process = started(standins, tmp_path / "log", KONGBUN_WORKERS="2")
    try:
        process.wait_until_ready()
        asked = [
            client.send("members.echo", {"text": "x", "wait_seconds": 3}, seconds=20)
            for _ in range(40)
        ]
        told = [_outcome(pending) for pending in asked]
        assert told.count("x") >= 2
        assert told.count("busy") >= 30
        assert set(told) == {"x", "busy"}
    finally:
        process.stop()


def _outcome(pending: Pending) -> str:
    try:
        return str(pending.result()["text"])
    except Unavailable as trouble:
        return trouble.code


@pytest.mark.parametrize(
    ("setting", "value", "status"),
    [
        ("DATABASE_URL", "mysql://x", 2),
        ("KONGBUN_KEYS", "/nowhere", 2),
        ("KONGBUN_WORKERS", "many", 2),
        ("AMQP_URL", "", 2),
    ],
)
def test_a_wrong_setting_ends_the_process_with_one_line(
    standins: Installation, tmp_path: Path, setting: str, value: str, status: int
) -> None:
    process = started(standins, tmp_path / "log", **{setting: value})
    assert process.wait() == status
    process.kill()
    lines = process.log.read_text().splitlines()
    assert len(lines) == 1
    assert setting in lines[0]


def test_a_missing_key_ends_the_process(standins: Installation, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    process = started(standins, tmp_path / "log", KONGBUN_KEYS=str(keys))
    assert process.wait() == 3
    process.kill()
    assert "actor.pub" in process.log.read_text()


def test_another_installations_key_ends_the_process(standins: Installation, tmp_path: Path) -> None:
    hearers = standins.services[contract.HEARER]["KONGBUN_KEYS"]
    process = started(standins, tmp_path / "log", KONGBUN_KEYS=hearers)
    assert process.wait() == 3
    process.kill()
    assert "is not the key this database" in process.log.read_text()
