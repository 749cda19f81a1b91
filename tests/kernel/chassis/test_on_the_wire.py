"""What a call is on the wire and on the broker: its headers, its queues, its connections."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import amqp
import pytest
from kombu.connection import Connection

from deploy.local.bootstrap import Installation
from deploy.local.management import Management
from deploy.local.servers import Servers
from kernel.chassis import topology
from kernel.client import Client
from kernel.wire import headers
from kernel.wire.calls import EXCHANGE
from tests.kernel.chassis import wire
from tests.kernel.chassis.conftest import TIERS_MS
from tests.kernel.chassis.standin import contract
from tests.kernel.chassis.strangers import Stranger
from tests.processes import ServiceProcess, eventually

pytestmark = pytest.mark.stack


@pytest.fixture
def broker(running_servers: Servers) -> Management:
    return Management(running_servers.rabbitmq_api_url)


@pytest.fixture
def second_hops(running_servers: Servers, standins: Installation) -> Iterator[amqp.Channel]:
    """A channel of the administrator's, whose queue `spy` sees what is asked of the speaker."""
    with Connection(wire.admins_url(running_servers, standins)) as connection:
        channel = connection.channel()
        channel.queue_declare("spy", exclusive=True)
        channel.queue_bind("spy", EXCHANGE, "members.echo")
        yield channel
        channel.close()


def ours(broker: Management, made: Installation, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = broker.get(f"{kind}/{quote(made.vhost, safe='')}")
    return found


def test_a_hop_passes_on_four_headers_and_a_shorter_deadline(
    stranger: Stranger,
    second_hops: amqp.Channel,
    standins: Installation,
    speaker: ServiceProcess,
    hearer: ServiceProcess,
) -> None:
    deadline = int(time.time() * 1_000) + 9_000
    told = {
        headers.DEADLINE: deadline,
        headers.TRACE: f"00-{'a' * 32}-{'b' * 16}-01",
        "nameko.call_id_stack": ["somebody"],
        "nameko.user_id": "somebody",
        "x-death": [{"count": 1}],
    }
    body = json.dumps({"args": [], "kwargs": {"text": "on"}}).encode()
    answer = stranger.ask(body, told, method="funds.relay_echo")
    assert answer["error"] is None
    message = eventually(lambda: second_hops.basic_get("spy", no_ack=True), "the second hop")
    passed = message.properties["application_headers"]
    assert set(passed) == {headers.CALL, headers.DEADLINE, headers.TRACE, headers.VERSION}
    assert passed[headers.DEADLINE] <= deadline
    assert 0 < int(message.properties["expiration"]) <= 9_000
    assert passed[headers.TRACE].split("-")[1] == "a" * 32
    assert passed[headers.TRACE].split("-")[2] != "b" * 16
    assert message.properties["user_id"] == f"{contract.HEARER}@{standins.name}"
    assert message.properties["delivery_mode"] == 1


def test_a_reply_queue_is_classic_and_goes_with_its_connection(
    client: Client, speaker: ServiceProcess, broker: Management, standins: Installation
) -> None:
    client.call("members.echo", text="x")
    replies = [q for q in ours(broker, standins, "queues") if q["name"].startswith("rpc.reply-")]
    assert replies
    for queue in replies:
        assert (queue["type"], queue["exclusive"], queue["auto_delete"]) == ("classic", True, True)


def test_the_brokers_queues_are_those_of_the_contracts(
    broker: Management, standins: Installation, hearer: ServiceProcess, client: Client
) -> None:
    client.call("funds.list_effects")
    made = topology.definitions(standins.vhost, {}, contract.CONTRACTS, TIERS_MS)
    # The real services' queues lie beside the stand-ins': the installation was made for both.
    real = topology.definitions(standins.vhost, {}, None, TIERS_MS)
    known = {queue["name"] for queue in [*made["queues"], *real["queues"]]}
    there = {queue["name"] for queue in ours(broker, standins, "queues")}
    assert {name for name in there if not name.startswith("rpc.reply-")} <= known
    handlers = {"keep_what_was_said", "keep_the_list"}
    assert not any(handler in name for handler in handlers for name in there)


def test_a_service_has_five_connections_at_most(
    broker: Management, standins: Installation, hearer: ServiceProcess, client: Client
) -> None:
    client.call("funds.list_effects")

    def connected() -> set[str]:
        return {
            connection["client_properties"].get("connection_name", "")
            for connection in broker.get("connections")
            if connection["user"] == f"{contract.HEARER}@{standins.name}"
        }

    links = ("rpc", "publishing", "hearing", "requests", "replies")
    # The broker tells of connections every five seconds.
    eventually(lambda: connected() == {f"funds.{link}" for link in links}, "five connections")


def test_a_callers_many_calls_share_two_connections(
    broker: Management, standins: Installation, speaker: ServiceProcess
) -> None:
    name = f"sharing{secrets.token_hex(3)}"
    with Client(standins.doors["gateway"]["AMQP_URL"], name) as client:
        for pending in [client.send("members.echo", {"text": "x"}) for _ in range(40)]:
            assert pending.result()["text"] == "x"

        def connected() -> list[str]:
            names = [
                connection["client_properties"].get("connection_name", "")
                for connection in broker.get("connections")
            ]
            return sorted(found for found in names if found.startswith(f"{name}."))

        shared = [f"{name}.replies", f"{name}.requests"]
        eventually(lambda: connected() == shared, "two connections")
