"""Publishing with confirms: what the broker has not confirmed is never taken for published."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from deploy.local.bootstrap import Installation
from kernel.chassis.publishing import Outgoing, Publisher
from kernel.client import new_id
from kernel.contracts.envelope import CONTENT_TYPE
from kernel.values.errors import Unavailable
from tests.kernel.chassis import wire
from tests.kernel.chassis.standin import contract
from tests.processes import eventually
from tests.proxies import Proxy, proxy_for, through

pytestmark = pytest.mark.stack
PATIENCE = 1.0
HEARD = (f"{contract.SPEAKER}.events", "thing_said")
UNHEARD = (f"{contract.SPEAKER}.retry", "retry.9.nowhere")


@pytest.fixture
def line(standins: Installation) -> Iterator[Proxy]:
    """The line between the publisher and the broker."""
    made = proxy_for(standins.services[contract.SPEAKER]["AMQP_URL"])
    made.open()
    yield made
    made.close()


@pytest.fixture
def publisher(standins: Installation, line: Proxy) -> Iterator[Publisher]:
    url = through(standins.services[contract.SPEAKER]["AMQP_URL"], line.port)
    made = Publisher(url, contract.SPEAKER, pytest.fail, PATIENCE)
    made.link.start()
    assert made.link.ready.wait(10)
    yield made
    line.flow()
    made.link.stop()


def outgoing(to: tuple[str, str] = HEARD, *, mandatory: bool = True) -> Outgoing:
    body = wire.said(new_id("thing"), 1, "published")
    return Outgoing(new_id("event"), *to, body, CONTENT_TYPE, {}, mandatory)


def test_what_the_broker_confirms_is_published(publisher: Publisher) -> None:
    messages = [outgoing() for _ in range(300)]
    assert publisher.publish(messages) == {message.message_id for message in messages}


def test_a_confirm_that_does_not_come_is_not_waited_for_and_not_made_up(
    publisher: Publisher, line: Proxy
) -> None:
    line.stall()
    began = time.monotonic()
    assert publisher.publish([outgoing()]) == set()
    assert time.monotonic() - began < PATIENCE + 5
    line.flow()

    def again() -> bool:
        message = outgoing()
        try:
            return publisher.publish([message]) == {message.message_id}
        except Unavailable:
            return False  # the link was cut, since a late confirm could be taken for another's

    eventually(again, "a new link that confirms")


def test_what_nobody_hears_is_not_published(publisher: Publisher) -> None:
    heard, unheard = outgoing(), outgoing(UNHEARD)
    assert publisher.publish([unheard, heard]) == {heard.message_id}
    optional = outgoing(UNHEARD, mandatory=False)
    assert publisher.publish([optional]) == {optional.message_id}
