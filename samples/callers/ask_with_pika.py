"""Ask a service with nothing but an AMQP library: what docs/contracts.md tells, and no more.

    AMQP_URL=amqp://gateway:...@broker:5672/kongbun ACTOR_TOKEN=... python ask_with_pika.py \\
        logbook.get_household household_id=household_... purpose=case_management

Prints the reply's JSON, or the error's, and ends with 1 for an error. ACTOR_TOKEN is of the
person behind the call, signed by a door. Needs: pip install pika.
"""

import json
import os
import sys
import time
import uuid
from urllib.parse import unquote, urlsplit

import pika

SECONDS = 5


def ask(url, target, fields, actor_token=""):
    """One call on a connection of its own; a program that asks often keeps both open."""
    user = unquote(urlsplit(url).username)
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.confirm_delivery()
    mark = uuid.uuid4().hex[:16]
    queue, reply_key = f"rpc.reply-{user}-{mark}", f"reply.{user}.{mark}"
    channel.queue_declare(
        queue, exclusive=True, auto_delete=True, arguments={"x-queue-type": "classic"}
    )
    channel.queue_bind(queue, "nameko-rpc", reply_key)
    headers = {
        "x-rpc-version": "1",
        "kongbun-call": mark,
        "kongbun-deadline": int(time.time() * 1000) + SECONDS * 1000,
    }
    if actor_token:
        headers["kongbun-actor"] = actor_token
    properties = pika.BasicProperties(
        content_type="application/json",
        content_encoding="utf-8",
        reply_to=reply_key,
        correlation_id=mark,
        user_id=user,
        expiration=str(SECONDS * 1000),
        delivery_mode=1,
        headers=headers,
    )
    body = json.dumps({"args": [], "kwargs": fields}).encode()
    try:
        channel.basic_publish("nameko-rpc", target, body, properties, mandatory=True)
        replies = channel.consume(queue, auto_ack=True, inactivity_timeout=SECONDS)
        for _, told, reply in replies:
            if told is None:
                raise SystemExit("deadline_exceeded")
            if told.correlation_id == mark:
                return json.loads(reply)
    except pika.exceptions.UnroutableError:
        raise SystemExit(f"unknown_service: nobody answers {target}") from None
    finally:
        connection.close()


if __name__ == "__main__":
    fields = dict(each.split("=", 1) for each in sys.argv[2:])
    answer = ask(os.environ["AMQP_URL"], sys.argv[1], fields, os.environ.get("ACTOR_TOKEN", ""))
    print(json.dumps(answer["error"] or answer["result"], ensure_ascii=False, indent=2))
    sys.exit(1 if answer["error"] else 0)
