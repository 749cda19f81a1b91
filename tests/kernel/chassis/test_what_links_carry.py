"""What links write and read is whole and alike: while they are set up, and from many threads."""

from __future__ import annotations

import secrets
import socket
import threading
import time

import amqp
import pytest

from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from kernel.wire.calls import EXCHANGE
from kernel.wire.links import Link, user_of
from kernel.wire.reading import Delivery
from kernel.wire.writing import publish
from tests.kernel.chassis import wire
from tests.processes import eventually

pytestmark = pytest.mark.stack


def test_what_comes_while_a_link_is_set_up_is_as_what_comes_later(
    url: str, links: list[Link], running_servers: Servers, standins: Installation
) -> None:
    """A consumer of what has waited is handed it while the next consumer is still being made."""
    key, queue = f"reply.{user_of(url)}.{secrets.token_hex(8)}", wire.reply_queue(url)
    arrived: list[object] = []
    during: list[int] = []
    bodies = [f"{number} ก".encode() for number in range(50)]

    def opened(connection: amqp.Connection) -> None:
        channel = connection.channel()
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, EXCHANGE, key)
        for body in bodies:
            publish(speaking[0], body, exchange=EXCHANGE, routing_key=key, content_encoding="utf-8")
        # Asked of the broker until all of it waits, so that it comes with the next answer.
        while channel.queue_declare(queue, passive=True).message_count < len(bodies):
            time.sleep(0.01)
        channel.basic_consume(queue, no_ack=True, callback=arrived.append)
        for _ in range(20):
            connection.channel()
        during.append(len(arrived))

    speaking: list[amqp.Channel] = []
    admins = wire.admins_url(running_servers, standins)
    speaker = Link(admins, "tests", "speaking", lambda made: speaking.append(made.channel()))
    listener = Link(url, "tests", "listening", opened)
    for link in (speaker, listener):
        links.append(link)
        link.start()
        assert link.ready.wait(20)
    eventually(lambda: len(arrived) == len(bodies), "all that waited")
    assert during[0] > 0
    assert all(isinstance(each, Delivery) and each.routing_key == key for each in arrived)
    assert [each.body for each in arrived if isinstance(each, Delivery)] == bodies


def test_what_many_threads_write_at_once_arrives_whole(
    url: str, links: list[Link], running_servers: Servers, standins: Installation
) -> None:
    key, arrived = f"reply.{user_of(url)}.{secrets.token_hex(8)}", list[bytes]()
    channels: list[amqp.Channel] = []

    def listen(connection: amqp.Connection) -> None:
        channel, queue = connection.channel(), wire.reply_queue(url)
        channel.auto_decode = False
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, EXCHANGE, key)
        channel.basic_consume(queue, no_ack=True, callback=lambda told: arrived.append(told.body))

    def speak_through_a_narrow_line(connection: amqp.Connection) -> None:
        connection.transport.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        channels.append(connection.channel())

    admins = wire.admins_url(running_servers, standins)
    listener = Link(url, "tests", "listening", listen)
    speaker = Link(admins, "tests", "speaking", speak_through_a_narrow_line)
    for link in (listener, speaker):
        links.append(link)
        link.start()
        assert link.ready.wait(10)
    bodies = [bytes([letter]) * 700_000 for letter in b"abcdefgh"]

    def speak(body: bytes) -> None:
        for _ in range(5):
            publish(channels[0], body, exchange=EXCHANGE, routing_key=key)

    threads = [threading.Thread(target=speak, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    eventually(lambda: len(arrived) == 5 * len(bodies), "every message")
    assert sorted(arrived) == sorted(bodies * 5)
