"""The client for threads: many share one, and a line that breaks costs them time, not answers."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from deploy.local.bootstrap import Installation
from kernel.client import Client, new_id
from kernel.values.errors import Unavailable
from tests.kernel.chassis.standin import contract
from tests.processes import ServiceProcess, eventually
from tests.proxies import proxy_for, through

pytestmark = pytest.mark.stack
THREADS = 32


def test_threads_share_a_client_over_a_broken_line(
    standins: Installation, speaker: ServiceProcess
) -> None:
    """Each repeats its command until it is answered: done once, whatever was lost on the way."""
    url = standins.doors["cli"]["AMQP_URL"]
    line, enough = proxy_for(url), threading.Event()
    line.open()
    with Client(through(url, line.port), "threads", seconds=5) as client:

        def work(_: int) -> tuple[int, int]:
            asked = troubles = 0
            while not enough.is_set():
                order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "x"}
                while True:
                    began = time.monotonic()
                    try:
                        told = client.call(f"{contract.SPEAKER}.say", order)
                        break
                    except Unavailable:
                        troubles += 1
                        time.sleep(0.05)
                    finally:
                        assert time.monotonic() - began < 7
                assert told == {"thing_id": order["thing_id"], "text": "x", "times": 1}
                asked += 1
            return asked, troubles

        with ThreadPoolExecutor(THREADS) as pool:
            workers = [pool.submit(work, number) for number in range(THREADS)]
            for _ in range(2):
                time.sleep(1)
                line.cut()
            time.sleep(1)
            enough.set()
            outcomes = [worker.result() for worker in workers]
    line.close()
    assert all(asked for asked, _ in outcomes)
    assert any(troubles for _, troubles in outcomes)


@pytest.mark.parametrize("waits", [True, False], ids=["waited for", "not yet waited for"])
def test_a_call_under_way_when_the_line_breaks_is_told_so(
    standins: Installation, speaker: ServiceProcess, waits: bool
) -> None:
    url = standins.doors["cli"]["AMQP_URL"]
    line = proxy_for(url)
    line.open()
    with Client(through(url, line.port), "told") as client:
        before = speaker.metric("kongbun_rpc_inflight")
        pending = client.send("members.echo", {"text": "x", "wait_seconds": 20}, seconds=30)
        eventually(lambda: speaker.metric("kongbun_rpc_inflight") > before, "the call under way")
        began = time.monotonic()
        cutting = threading.Timer(0.5 if waits else 0, line.cut)
        cutting.start()
        if not waits:
            cutting.join()
        with pytest.raises(Unavailable) as ended:
            pending.result()
        assert ended.value.code == "broker_down"
        assert time.monotonic() - began < 10
    line.close()


def test_who_waits_for_long_loses_no_line_for_want_of_heartbeats(
    standins: Installation, speaker: ServiceProcess
) -> None:
    """The broker gives up on who was silent for twice the heartbeat, and who waits only reads."""
    url = standins.doors["cli"]["AMQP_URL"]
    with Client(f"{url}?heartbeat=2", "patient") as client:
        assert client.call("members.echo", text="x", wait_seconds=7, seconds=20)
        assert client.call("members.echo", text="x")


def test_a_service_that_is_not_there_is_told_at_once(
    standins: Installation, speaker: ServiceProcess
) -> None:
    """By the line that asks, while its answer is waited for on the other."""
    with Client(standins.doors["cli"]["AMQP_URL"], "astray", seconds=20) as client:
        for _ in range(3):
            client.call("members.echo", text="x")
            began = time.monotonic()
            with pytest.raises(Unavailable) as ended:
                client.call("nobody.asks")
            assert ended.value.code == "unknown_service"
            assert time.monotonic() - began < 5
