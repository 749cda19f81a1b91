"""aio-pika, direct reply-to: `server URL`, or `client URL COUNT OUTSTANDING` (prints calls/s)."""

import asyncio
import sys
import time

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

QUEUE = "bench-aio-pika-echo"
REPLY_TO = "amq.rabbitmq.reply-to"


async def serve(url: str) -> None:
    connection = await aio_pika.connect(url)
    channel = await connection.channel(publisher_confirms=False)
    await channel.set_qos(prefetch_count=100)
    queue = await channel.declare_queue(QUEUE, auto_delete=True)

    async def echo(message: AbstractIncomingMessage) -> None:
        reply = aio_pika.Message(message.body, correlation_id=message.correlation_id)
        await channel.default_exchange.publish(reply, routing_key=message.reply_to or "")
        await message.ack()

    await queue.consume(echo)
    print("ready", flush=True)
    await asyncio.Future()


async def call(url: str, count: int, outstanding: int) -> float:
    connection = await aio_pika.connect(url)
    channel = await connection.channel(publisher_confirms=False)
    waiting: dict[str, asyncio.Future[bytes]] = {}
    replies = await channel.get_queue(REPLY_TO, ensure=False)

    async def replied(message: AbstractIncomingMessage) -> None:
        waiting.pop(message.correlation_id or "").set_result(message.body)

    await replies.consume(replied, no_ack=True)
    turns = iter(range(count))

    async def caller() -> None:
        for each in turns:
            future = waiting[str(each)] = asyncio.get_running_loop().create_future()
            request = aio_pika.Message(b"x" * 64, correlation_id=str(each), reply_to=REPLY_TO)
            await channel.default_exchange.publish(request, routing_key=QUEUE)
            await future

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(outstanding)))
    seconds = time.perf_counter() - began
    await connection.close()
    return count / seconds


if __name__ == "__main__":
    if sys.argv[1] == "server":
        asyncio.run(serve(sys.argv[2]))
    else:
        print(asyncio.run(call(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
