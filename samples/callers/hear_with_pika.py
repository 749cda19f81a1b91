"""Hear a service's events with nothing but an AMQP library: what docs/contracts.md tells.

    AMQP_URL=amqp://reports:...@broker:5672/kongbun python hear_with_pika.py evt-funds--reports 3

Prints three events, one JSON object a line, and ends. Needs: pip install pika.
"""

import json
import os
import sys

import pika

FUNDS = {}  # partition key -> the last sequence that took effect; a real program keeps it


def take_effect(event):
    """Once, and in sequence: `repeated`, `missing` (of a gap; look again later) or `done`."""
    key, sequence = event["partitionkey"], int(event["sequence"])
    expected = FUNDS.get(key, 0) + 1
    if sequence < expected:
        return "repeated"
    if sequence > expected:
        return "missing"
    FUNDS[key] = sequence
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
