"""Hear a service's events with nothing but an AMQP library: what docs/contracts.md tells.

    AMQP_URL=amqp://reports:...@broker:5672/kongbun python hear_with_pika.py evt-funds--reports 3

Prints three events, one JSON object a line, and ends. Needs: pip install pika.
"""

import json
import os
import sys

import pika

# (kind of thing, its id) -> the last sequence that took effect; a real program keeps it
HEARD = {}


def take_effect(event):
    """Once, and in sequence: `done`, `begun`, `repeated` or `missing`.

    `begun`: the first heard of something that was there before; what came of it until then is
    asked for by a call. `missing`: of a gap; look again later, or ask what it is now.
    """
    thing, sequence = event["subject"], int(event["sequence"])
    if thing not in HEARD:
        HEARD[thing] = sequence
        return "done" if sequence == 1 else "begun"
    if sequence <= HEARD[thing]:
        return "repeated"
    if sequence > HEARD[thing] + 1:
        return "missing"
    HEARD[thing] = sequence
    return "done"


def hear(url, queue, count):
    """Consume `count` events; acknowledge each only once it has taken effect."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=100)
    heard = 0
    for method, properties, body in channel.consume(queue):
        if properties.content_type != "application/cloudevents+json":
            channel.basic_reject(method.delivery_tag, requeue=False)
            continue
        event = json.loads(body)
        told = {name: event[name] for name in ("id", "type", "subject", "sequence", "data")}
        print(json.dumps({**told, "effect": take_effect(event)}, ensure_ascii=False), flush=True)
        channel.basic_ack(method.delivery_tag)
        heard += 1
        if heard == count:
            break
    channel.cancel()
    connection.close()


if __name__ == "__main__":
    hear(os.environ["AMQP_URL"], sys.argv[1], int(sys.argv[2]))
