"""Links to the broker: alive while busy, back by themselves, not all at once, or loudly ended."""

from __future__ import annotations

import secrets
import socket
import threading
import time

import amqp
import pytest
from amqp import exceptions

from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from kernel.wire.calls import EXCHANGE
from kernel.wire.links import BACKOFF_SECONDS, CONNECT_SECONDS, Link, user_of
from kernel.wire.writing import publish
from tests.kernel.chassis import wire
from tests.processes import eventually
from tests.proxies import proxy_for, through

pytestmark = pytest.mark.stack


def test_a_queue_declared_otherwise_is_fatal_and_says_so(url: str, links: list[Link]) -> None:
    queue, refused = wire.reply_queue(url), threading.Event()
    told: list[Exception] = []

    def opened(connection: amqp.Connection) -> None:
        connection.channel().queue_declare(queue, exclusive=True)
        connection.channel().queue_declare(queue, exclusive=True, arguments={"x-max-length": 1})

    def fatal(error: Exception) -> None:
        told.append(error)
        refused.set()

    link = Link(url, "tests", "declaring", opened, on_fatal=fatal)
    links.append(link)
    link.start()
    assert refused.wait(10)
    assert not link.ready.is_set()
    (error,) = told
    assert isinstance(error, exceptions.PreconditionFailed)
    assert queue in str(error)


def test_a_link_that_only_listens_beats_all_the_same(
    url: str, links: list[Link], running_servers: Servers, standins: Installation
) -> None:
    key, arrived, lost = f"reply.{user_of(url)}.{secrets.token_hex(8)}", [0], threading.Event()

    def listen(connection: amqp.Connection) -> None:
        channel, queue = connection.channel(), wire.reply_queue(url)
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, EXCHANGE, key)
        channel.basic_consume(queue, no_ack=True, callback=count)

    def count(_: amqp.Message) -> None:
        arrived[0] += 1

    speaking: list[amqp.Channel] = []
    listener = Link(f"{url}?heartbeat=2", "tests", "listening", listen, lost.set)
    admins = wire.admins_url(running_servers, standins)
    speaker = Link(admins, "tests", "speaking", lambda made: speaking.append(made.channel()))
    for link in (listener, speaker):
        links.append(link)
        link.start()
        assert link.ready.wait(10)
    until = time.monotonic() + 7  # the broker gives up on who was silent for twice the heartbeat
    while time.monotonic() < until and not lost.is_set():
        publish(speaking[0], b"x", exchange=EXCHANGE, routing_key=key)
        time.sleep(0.01)
    assert not lost.is_set()
    assert arrived[0] > 100


def test_a_link_gives_up_after_fifteen_seconds_of_lost_packets(url: str, links: list[Link]) -> None:
    told: dict[str, int] = {}

    def opened(connection: amqp.Connection) -> None:
        sock = connection.transport.sock
        told["lost"] = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        told["kept"] = sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)

    link = Link(url, "tests", "patient", opened)
    links.append(link)
    link.start()
    assert link.ready.wait(10)
    assert told == {"lost": 15_000, "kept": 1}


def refusing(moments: list[float]) -> socket.socket:
    """A port whose callers are noted and sent away."""
    listener = socket.create_server(("127.0.0.1", 0))

    def send_away() -> None:
        while True:
            try:
                listener.accept()[0].close()
            except OSError:
                return
            moments.append(time.monotonic())

    threading.Thread(target=send_away, daemon=True).start()
    return listener


def test_pauses_before_coming_back_grow_and_are_uneven(url: str, links: list[Link]) -> None:
    """A busy machine makes pauses longer, only chance makes some shorter than they are told."""
    tries, doors = [list[float]() for _ in range(8)], []
    for number, moments in enumerate(tries):
        doors.append(refusing(moments))
        link = Link(
            through(url, doors[-1].getsockname()[1]), "tests", f"away{number}", lambda _: None
        )
        links.append(link)
        link.start()
    try:
        eventually(lambda: all(len(moments) > 4 for moments in tries), "four pauses of each link")
    finally:
        for link in links:
            link.stop()
        for door in doors:
            door.close()
    told = [BACKOFF_SECONDS[0] * 2**step for step in range(4)]
    shares = [
        (after - before) / pause
        for moments in tries
        for pause, before, after in zip(told, moments, moments[1:], strict=False)
    ]
    assert min(shares) > 0.45
    assert sum(share < 0.9 for share in shares) > 3


def test_links_that_were_cut_come_back(url: str, links: list[Link]) -> None:
    proxy = proxy_for(url)
    proxy.open()
    try:
        for number in range(8):
            link = Link(through(url, proxy.port), "tests", f"cut{number}", lambda _: None)
            links.append(link)
            link.start()
        eventually(lambda: all(link.ready.is_set() for link in links), "all links")
        proxy.close()
        eventually(lambda: not any(link.ready.is_set() for link in links), "all links cut")
        proxy.open()
        eventually(lambda: all(link.ready.is_set() for link in links), "all links back")
    finally:
        proxy.close()


def test_a_queue_whose_node_is_down_is_waited_for(url: str, links: list[Link]) -> None:
    words = "NOT_FOUND - home node 'a@b' of durable queue 'rpc-members' is down or inaccessible"
    refusals = [exceptions.NotFound(words, (60, 20), "Basic.consume", 404) for _ in range(2)]
    fatal: list[Exception] = []

    def opened(_: amqp.Connection) -> None:
        if refusals:
            raise refusals.pop()

    link = Link(url, "tests", "consuming", opened, on_fatal=fatal.append)
    links.append(link)
    link.start()
    eventually(link.ready.is_set, "the link, when the node is back")
    assert not fatal


def test_who_asks_from_outside_goes_on_trying_where_a_service_would_end(
    url: str, links: list[Link]
) -> None:
    refusals = [
        exceptions.AccessRefused("ACCESS_REFUSED - not yet", (60, 20), "Basic.consume", 403),
        RuntimeError("nobody thought of this"),
    ]

    def opened(_: amqp.Connection) -> None:
        if refusals:
            raise refusals.pop()

    link = Link(url, "tests", "asking", opened)
    links.append(link)
    link.start()
    assert link.ready.wait(BACKOFF_SECONDS[1] * 2)
    assert not refusals


def test_a_broker_that_falls_silent_while_a_link_is_set_up_is_not_waited_for(
    url: str, links: list[Link]
) -> None:
    proxy = proxy_for(url)
    proxy.open()
    tries: list[float] = []

    def opened(connection: amqp.Connection) -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            proxy.stall()
        connection.channel()

    link = Link(through(url, proxy.port), "tests", "silent", opened)
    links.append(link)
    try:
        link.start()
        eventually(lambda: tries != [], "the first try")
        time.sleep(CONNECT_SECONDS + 1)
        proxy.cut()  # what was said into the silence is not said again
        proxy.flow()
        eventually(link.ready.is_set, "the link, at a broker that answers")
        assert len(tries) >= 2
    finally:
        proxy.close()
