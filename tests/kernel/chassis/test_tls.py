"""TLS to the broker: what goes over a plain line goes over a sealed one, and over no other."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.local.bootstrap import Installation
from deploy.local.given import Given
from deploy.local.layout import Layout
from kernel.client import Client, new_id
from kernel.values.errors import Unavailable
from kernel.wire.links import CONNECT_SECONDS, Link
from tests.faults.own_servers import ROOT, Broker
from tests.kernel.chassis.conftest import start
from tests.kernel.chassis.sealed_doors import OTHERS, SealedDoors
from tests.kernel.chassis.standin import contract
from tests.processes import ServiceProcess, eventually
from tests.proxies import Proxy

pytestmark = pytest.mark.stack
THREADS, CALLS = 16, 25
LONG = "กองบุญ" * 20_000
"""Longer than twenty of TLS's records, none of which ends where a frame does."""


@pytest.fixture(scope="module")
def doors(
    standins: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SealedDoors]:
    if Given.by_environment().amqp_url:
        pytest.skip("the broker is given: no doors of it are ours to open")
    made = SealedDoors(tmp_path_factory.mktemp("tls"))
    with made.opened(Broker(Layout.of(ROOT))):
        yield made


@pytest.fixture(scope="module")
def speaker(standins: Installation, doors: SealedDoors, logs: Path) -> Iterator[ServiceProcess]:
    yield from started(standins, doors, logs, "speaker", contract.SPEAKER)


@pytest.fixture(scope="module")
def hearer(standins: Installation, doors: SealedDoors, logs: Path) -> Iterator[ServiceProcess]:
    yield from started(standins, doors, logs, "hearer", contract.HEARER)


def started(
    made: Installation, doors: SealedDoors, logs: Path, which: str, service: str
) -> Iterator[ServiceProcess]:
    url = doors.through(made.services[service]["AMQP_URL"])
    process = start(made, which, service, logs / f"sealed_{which}.log", AMQP_URL=url)
    process.wait_until_ready()
    yield process
    process.stop()


def hears_nothing(url: str, caplog: pytest.LogCaptureFixture, links: list[Link]) -> str:
    """What is said of a link that cannot be made."""
    link = Link(url, "tests", "refused", lambda _: None)
    links.append(link)
    link.start()
    said = eventually(
        lambda: [each for each in map(str, caplog.messages) if "broker_lost" in each], "its end"
    )
    assert not link.ready.is_set()
    return said[0]


@pytest.mark.usefixtures("speaker")
def test_many_threads_ask_a_service_over_sealed_lines(doors: SealedDoors, url: str) -> None:
    with Client(doors.through(url), "sealed", seconds=20) as client:

        def ask(number: int) -> list[str]:
            texts = [LONG[: 7 * number * each] for each in range(CALLS)]
            told = [client.call("members.echo", text=text)["text"] for text in texts]
            assert told == texts
            return told

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(ask, range(THREADS)))
    assert sum(map(len, answers)) == THREADS * CALLS


@pytest.mark.usefixtures("speaker")
def test_long_messages_come_and_go_whole(doors: SealedDoors, url: str) -> None:
    with Client(doors.through(url), "sealed", seconds=20) as client:
        pending = [client.send("members.echo", {"text": f"{each} {LONG}"}) for each in range(8)]
        assert [each.result()["text"] for each in pending] == [
            f"{each} {LONG}" for each in range(8)
        ]


def test_a_fact_is_announced_over_a_sealed_line(
    doors: SealedDoors, url: str, speaker: ServiceProcess, hearer: ServiceProcess
) -> None:
    before = hearer.metric("kongbun_events_handled_total")
    with Client(doors.through(url), "sealed", seconds=20) as client:
        order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "x"}
        assert client.call("members.say", order)["times"] == 1
    eventually(lambda: hearer.metric("kongbun_events_handled_total") > before, "the fact's effect")


@pytest.mark.usefixtures("speaker")
def test_a_sealed_line_that_breaks_is_made_anew(doors: SealedDoors, url: str) -> None:
    line = Proxy("127.0.0.1", doors.port)
    line.open()
    with Client(doors.through(url).replace(f":{doors.port}/", f":{line.port}/"), "again") as client:
        for _ in range(3):
            eventually(lambda: answers(client), "an answer")
            line.cut()
    line.close()


def answers(client: Client) -> bool:
    try:
        return bool(client.call("members.echo", text="x")["text"])
    except Unavailable:
        return False


def test_a_broker_whose_certificate_is_anothers_is_told_nothing(
    doors: SealedDoors, url: str, caplog: pytest.LogCaptureFixture, links: list[Link]
) -> None:
    said = hears_nothing(doors.through(url, authority=OTHERS), caplog, links)
    assert "SSLCertVerificationError" in said


def test_a_broker_of_another_name_is_told_nothing(
    doors: SealedDoors, url: str, caplog: pytest.LogCaptureFixture, links: list[Link]
) -> None:
    said = hears_nothing(doors.through(url, host="localhost"), caplog, links)
    assert "SSLCertVerificationError" in said


def test_who_must_show_a_certificate_and_has_none_is_not_let_in(
    doors: SealedDoors, url: str, caplog: pytest.LogCaptureFixture, links: list[Link]
) -> None:
    # By an alert after the handshake, if it is read before the broker has hung up.
    hears_nothing(doors.through_the_strict(url), caplog, links)


@pytest.mark.usefixtures("speaker")
def test_who_shows_a_certificate_is_let_in(doors: SealedDoors, url: str) -> None:
    strict = doors.through_the_strict(url, certfile="caller.pem", keyfile="caller.key")
    with Client(strict, "shown") as client:
        assert client.call("members.echo", text="x")["text"] == "x"


def test_a_handshake_nobody_answers_is_given_up(
    doors: SealedDoors, url: str, caplog: pytest.LogCaptureFixture, links: list[Link]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        address = silent.getsockname()
        said = hears_nothing(doors.at(url, *address, cacertfile="ca.pem"), caplog, links)
        assert time.monotonic() - began < CONNECT_SECONDS + 5
    assert "TimeoutError" in said or "timed out" in said


def test_a_service_told_of_certificates_that_are_not_there_ends_at_once(
    doors: SealedDoors, standins: Installation, logs: Path
) -> None:
    url = doors.through(standins.services[contract.SPEAKER]["AMQP_URL"], authority="gone.pem")
    process = start(standins, "speaker", contract.SPEAKER, logs / "gone.log", AMQP_URL=url)
    process.wait()
    assert process.stop() == 2
    assert "cacertfile" in (logs / "gone.log").read_text()
