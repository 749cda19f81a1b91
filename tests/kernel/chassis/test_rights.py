"""Rights: what the broker itself refuses, whatever a service's code would try."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import amqp
import pytest
from amqp import exceptions
from kombu.connection import Connection

from deploy.local import bootstrap
from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from kernel.chassis.topology import event_queue, retry_queue
from kernel.contracts.catalogue import DOORS, SERVICES, contracts
from kernel.wire.links import user_of
from tests.conftest import ROOT

pytestmark = pytest.mark.stack

PARTS = (*SERVICES, *sorted(DOORS))
Channel = Any
Deed = Callable[[Channel], Any]


@dataclass
class Part:
    """A service or a door, and its own connection to the broker."""

    name: str
    user: str
    connection: Any

    def is_refused(self, deed: Deed) -> bool:
        """Whether the broker refuses a deed for want of a right."""
        channel = self.connection.channel()
        try:
            deed(channel)
            channel.queue_declare("amq.rabbitmq.reply-to", passive=True)  # a round trip
        except exceptions.AccessRefused:
            return True
        channel.close()
        return False


@pytest.fixture(scope="module")
def installation(running_servers: Servers) -> Iterator[Installation]:
    """The platform's own topology and users; no service runs."""
    name = f"rights_{secrets.token_hex(3)}"
    listeners = {"reports": ("funds",), "archive": ("funds", "logbook")}
    callers = {"caseworks": {"logbook.get_household": frozenset({"case_management"})}}
    made = bootstrap.prepare(running_servers, name, ROOT, listeners=listeners, callers=callers)
    yield made
    bootstrap.drop(running_servers, name, ROOT)


@pytest.fixture(scope="module", params=PARTS)
def part(request: pytest.FixtureRequest, installation: Installation) -> Iterator[Part]:
    url = {**installation.services, **installation.doors}[request.param]["AMQP_URL"]
    connection = Connection(url).transport.establish_connection()
    yield Part(request.param, user_of(url), connection)
    connection.close()


def consume(queue: str) -> Deed:
    return lambda channel: channel.basic_consume(queue, callback=lambda _: None)


def publish(exchange: str, key: str, **properties: Any) -> Deed:
    message = amqp.Message(b"{}", **properties)
    return lambda channel: channel.basic_publish(message, exchange, key)


def bind(user: str, key: str) -> Deed:
    """Bind an own reply queue to a key of the calls' exchange."""

    def deed(channel: Channel) -> None:
        queue = f"rpc.reply-{user}-{secrets.token_hex(8)}"
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, "nameko-rpc", key)

    return deed


def stock_bind(mark: str, key: str) -> Deed:
    """Declare and bind the reply queue of a stock nameko client."""

    def deed(channel: Channel) -> None:
        queue = f"rpc.reply-standalone_rpc_client-{mark}"
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments={"x-expires": 9000})
        channel.queue_bind(queue, "amq.topic", key)

    return deed


def test_nobody_reads_what_is_another_services(part: Part) -> None:
    for other in set(SERVICES) - {part.name}:
        assert part.is_refused(consume(f"rpc-{other}")), other
    for source, hearer in _heard():
        if hearer != part.name:
            queue = event_queue(source, hearer)
            for each in (queue, f"parked.{queue}", retry_queue(1, queue)):
                assert part.is_refused(consume(each)), each


def test_nobody_announces_in_anothers_name(part: Part) -> None:
    for other in set(SERVICES) - {part.name}:
        announced = next(iter(contracts()[other].events))
        assert part.is_refused(publish(f"{other}.events", announced)), other
        assert part.is_refused(publish(f"{other}.retry", "any")), other
    assert part.is_refused(publish("kongbun.parked", "any"))


def test_a_service_announces_only_what_its_contract_tells(part: Part) -> None:
    if part.name in SERVICES:
        told = next(iter(contracts()[part.name].events))
        assert not part.is_refused(publish(f"{part.name}.events", told))
        assert part.is_refused(publish(f"{part.name}.events", "funds.told_by_nobody"))


def test_nobody_listens_to_others_calls(part: Part) -> None:
    assert not part.is_refused(bind(part.user, f"reply.{part.user}.{secrets.token_hex(8)}"))
    for key in ("#", "*.*", "members.*", "members.get_member", "reply.#", "reply.cli.*", "reply.x"):
        assert part.is_refused(bind(part.user, key)), key


def test_only_a_door_calls_as_stock_nameko_does_and_hears_none_but_its_own(part: Part) -> None:
    own, exchange = str(uuid.uuid4()), "amq.topic"
    may = part.name in DOORS
    assert part.is_refused(stock_bind(own, own)) is not may
    assert part.is_refused(publish(exchange, "logbook.get_household")) is not may
    for key in ("#", "*", "*.*", "logbook.*", "logbook.get_household", f"reply.{part.user}.00"):
        assert part.is_refused(stock_bind(own, key)), key
    assert part.is_refused(publish(exchange, own)), "a reply nobody asked for"
    for queue in (f"rpc.reply-{part.user}", f"evt-reports-{own}", f"rpc-funds-{own}"):
        assert part.is_refused(lambda channel, name=queue: channel.queue_declare(name)), queue
    for deed in (
        lambda channel: channel.exchange_delete(exchange),
        lambda channel: channel.exchange_bind(exchange, "nameko-rpc", "#"),
        lambda channel: channel.exchange_bind("nameko-rpc", exchange, "#"),
    ):
        assert part.is_refused(deed)


def test_a_listener_reads_its_own_queues_and_does_nothing_else(installation: Installation) -> None:
    connection = Connection(installation.listeners["reports"]).transport.establish_connection()
    reports = Part("reports", f"reports@{installation.name}", connection)
    assert not reports.is_refused(consume("evt-funds--reports"))
    assert reports.is_refused(consume("evt-funds--archive"))
    assert reports.is_refused(publish("nameko-rpc", "logbook.get_household"))
    assert reports.is_refused(publish("funds.events", "claim_paid"))
    for deed in (
        bind(reports.user, f"reply.{reports.user}.00"),
        lambda channel: channel.queue_bind("evt-funds--reports", "logbook.events", "#"),
        lambda channel: channel.queue_purge("evt-funds--archive"),
        lambda channel: channel.queue_delete("evt-funds--reports"),
        consume("rpc-funds"),
        consume("evt-funds--integrations"),
    ):
        assert reports.is_refused(deed)
    connection.close()


def test_a_caller_not_built_here_asks_what_it_was_let_and_does_nothing_else(
    installation: Installation,
) -> None:
    connection = Connection(installation.callers["caseworks"]).transport.establish_connection()
    caseworks = Part("caseworks", f"caseworks@{installation.name}", connection)
    assert not caseworks.is_refused(publish("nameko-rpc", "logbook.get_household"))
    assert not caseworks.is_refused(bind(caseworks.user, f"reply.{caseworks.user}.00"))
    for deed in (
        publish("nameko-rpc", "logbook.find_household"),
        publish("nameko-rpc", "logbookXget_household"),
        publish("nameko-rpc", "reply.gateway.00"),
        publish("amq.topic", "logbook.get_household"),
        publish("logbook.events", "household_registered"),
        bind(caseworks.user, "reply.gateway.00"),
        bind(caseworks.user, "#"),
        consume("rpc-logbook"),
        consume("evt-funds--reports"),
        lambda channel: channel.queue_declare("rpc.reply-gateway-00", exclusive=True),
    ):
        assert caseworks.is_refused(deed)
    connection.close()


def test_nobody_speaks_as_another(part: Part) -> None:
    channel = part.connection.channel()
    key = "reply.x" if part.name in SERVICES else "members.get_member"
    publish("nameko-rpc", key, user_id="integrations")(channel)
    with pytest.raises(exceptions.PreconditionFailed):
        channel.queue_declare("amq.rabbitmq.reply-to", passive=True)


def test_a_service_asks_only_whom_it_may_ask(part: Part) -> None:
    for other, contract in contracts().items():
        may = any(part.name in request.callers for request in contract.requests.values())
        method = next(iter(contract.requests))
        expected = not (may or part.name in DOORS)
        assert part.is_refused(publish("nameko-rpc", f"{other}.{method}")) is expected, other


def test_nobody_makes_or_removes_what_the_administrator_made(part: Part) -> None:
    service = part.name if part.name in SERVICES else "funds"
    for deed in (
        lambda channel: channel.exchange_delete("nameko-rpc"),
        lambda channel: channel.exchange_declare("mine", "fanout"),
        lambda channel: channel.queue_declare("mine"),
        lambda channel: channel.queue_delete(f"rpc-{service}"),
        lambda channel: channel.queue_bind(f"rpc-{service}", "nameko-rpc", "members.*"),
        lambda channel: channel.queue_declare("rpc.reply-another-00", exclusive=True),
    ):
        assert part.is_refused(deed)


def _heard() -> list[tuple[str, str]]:
    """Every queue of events: its source and its hearer."""
    return sorted(
        {
            (source, hearer)
            for source, contract in contracts().items()
            for event in contract.events.values()
            for hearer in event.hearers
        }
    )
