"""The floor: py-amqp ping-pong over direct reply-to, no confirms, no contract, nothing.

`python -m bench.parts.raw URL` serves; the client below calls from the bench's own process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Final

import amqp
from amqp import spec
from kombu.connection import Connection

QUEUE: Final = "bench-raw-echo"
REPLY_TO: Final = "amq.rabbitmq.reply-to"


def connect(url: str) -> Any:
    return Connection(url).transport.establish_connection()


def send(
    channel: amqp.Channel, body: bytes, key: str, exchange: str = "", **properties: Any
) -> None:
    message = amqp.Message(body, **properties)
    channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, key, False, False), message)


def serve(
    url: str, queue: str = QUEUE, answer: Callable[[bytes], bytes] = lambda body: body
) -> None:
    """Answer until killed; what came, unless told otherwise."""
    connection = connect(url)
    channel = connection.channel()
    channel.auto_decode = False
    channel.queue_declare(queue, auto_delete=True)
    channel.basic_qos(0, 100, False)

    def echo(message: amqp.Message) -> None:
        told = message.properties
        body = answer(message.body)
        send(channel, body, told["reply_to"], correlation_id=told["correlation_id"])
        channel.basic_ack(message.delivery_tag)

    channel.basic_consume(queue, callback=echo)
    print("ready", flush=True)
    while True:
        connection.drain_events()


class RawClient:
    """One connection, one channel, one caller."""

    def __init__(self, url: str, queue: str = QUEUE) -> None:
        self._queue, self._connection = queue, connect(url)
        self._channel = self._connection.channel()
        self._channel.auto_decode = False
        self._channel.basic_consume(REPLY_TO, no_ack=True, callback=self._replied)
        self._replies = 0

    def calls(self, count: int, outstanding: int, body: bytes) -> list[float]:
        """Make calls, so many at once; the seconds each took if one by one."""
        sent, self._replies, taken = 0, 0, []
        while self._replies < count:
            began = time.perf_counter()
            while sent < count and sent - self._replies < outstanding:
                send(self._channel, body, self._queue, reply_to=REPLY_TO, correlation_id=str(sent))
                sent += 1
            self._connection.drain_events()
            if outstanding == 1:
                taken.append(time.perf_counter() - began)
        return taken

    def close(self) -> None:
        self._connection.close()

    def _replied(self, _: amqp.Message) -> None:
        self._replies += 1


if __name__ == "__main__":
    serve(sys.argv[1])
