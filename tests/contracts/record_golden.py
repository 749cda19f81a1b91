"""Record the golden messages: `python -m tests.contracts.record_golden` adds what is missing.

`... anew` records all of them again, which is a change of the wire: say in the commit who must
follow. A golden message that is in use outside is not recorded again, it is read for ever.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local import servers
from docs.make_contracts import messages
from kernel.chassis.publishing import Outgoing
from kernel.contracts import catalogue, envelope
from kernel.contracts.envelope import Event
from kernel.values.errors import Refused, Unavailable
from tests.contracts import golden_broker
from tests.contracts.golden_broker import LISTENER, Json, Stage, caller_of, filled, golden

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "golden"
CALLS, REFUSALS, EVENTS = (FOLDER / f"{name}.json" for name in ("calls", "refusals", "events"))
ULID = "01K6BZQ5G0ABCDEFGHJKMNPQRS"
# What a method may end with: each is told once, of the same request.
FAILING = {
    "fund_balance_too_low": Refused("fund_balance_too_low", {"needed_satang": 150000}),
    "database_down": Unavailable("database_down", {"retry_after_ms": 1000}),
    "a bug": RuntimeError("knows too much"),
}


def keys() -> tuple[bytes, bytes]:
    """The key of a door that exists for these messages alone."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private, key.public_key().public_bytes(serialization.Encoding.PEM, form)


def load(path: Path) -> Json:
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def outgoing(event: Event, body: bytes) -> Outgoing:
    """An event as the relay hands it to the publisher."""
    event_id = json.loads(body)["id"]
    return Outgoing(event_id, event.exchange, event.name, body, envelope.CONTENT_TYPE, {})


def ask(stage: Stage, caller: str, request: Json) -> Any:
    """Send a golden request as it stands; the reply's message."""
    with stage.wire(caller) as wire:
        queue, key = wire.reply_queue(stage.users[caller])
        wire.send(*filled(request, **stage.values(caller, key)))
        return wire.take(queue)


def taken(stage: Stage, target: str, fields: Json) -> Any:
    """What our client sends."""
    service, caller = target.partition(".")[0], caller_of(target)
    with stage.wire(service) as wire, stage.asking(caller) as client:
        client.send(target, fields)
        return wire.take(f"rpc-{service}")


def announced(stage: Stage, event: Event, body: bytes) -> Any:
    """What our publisher sends, as a listener gets it."""
    with stage.wire(LISTENER) as wire, stage.publishing(event.service) as publisher:
        assert publisher.publish([outgoing(event, body)])
        return wire.take(f"evt-{event.service}--{LISTENER}")


def calls(stage: Stage, kept: Json) -> Json:
    for service, contract in catalogue.contracts().items():
        results = {name: dict(each.answers.example) for name, each in contract.requests.items()}
        missing = [name for name in contract.requests if f"{service}.{name}" not in kept]
        asked = {}
        for name in missing:
            message = taken(stage, f"{service}.{name}", dict(contract.requests[name].example))
            asked[name] = golden(message)
        with stage.serving(service, results):
            for name, request in asked.items():
                reply = golden(ask(stage, caller_of(f"{service}.{name}"), request))
                kept[f"{service}.{name}"] = {"request": request, "reply": reply}
    return kept


def wrong(asked: Json) -> Iterator[tuple[str, Json]]:
    """Requests that are answered no, made from a good one."""
    sound = asked["logbook.get_household"]["request"]
    headers, body = sound["headers"], json.loads(sound["body"])
    yield "unknown_method", {**sound, "routing_key": "logbook.told_by_nobody"}
    yield "caller_not_allowed", {**sound, "routing_key": "members.match_roster"}
    yield "rpc_version_not_served", {**sound, "headers": {**headers, "x-rpc-version": "2"}}
    yield "actor_token_invalid", {**sound, "headers": {**headers, "kongbun-actor": "a.b.c"}}
    unsigned = {name: value for name, value in headers.items() if name != "kongbun-actor"}
    yield "role_missing", {**sound, "headers": unsigned, "routing_key": "logbook.find_household"}
    yield "positional_arguments", {**sound, "body": json.dumps({**body, "args": ["x"]})}
    yield "envelope_malformed", {**sound, "body": "[]"}
    yield "json_malformed", {**sound, "body": "{"}
    yield "message_malformed", {**sound, "routing_key": "logbook.register_household"}
    yield from ((name, sound) for name in FAILING)


def refusals(stage: Stage, kept: Json, asked: Json) -> Json:
    for name, request in wrong(asked):
        if name not in kept:
            service = request["routing_key"].partition(".")[0]
            with stage.serving(service, {"get_household": FAILING.get(name)}):
                reply = golden(ask(stage, "gateway", request))
            kept[name] = {"request": request, "reply": reply}
    return kept


def events(stage: Stage, kept: Json) -> Json:
    for number, event in enumerate(catalogue.events().values()):
        if event.type not in kept:
            own = f"{ULID[:-2]}{number:02d}"  # a hearer takes an id it knows for a repetition
            body = messages.envelope_of(event).replace(ULID.encode(), own.encode())
            kept[event.type] = golden(announced(stage, event, body))
    return kept


def main(anew: bool) -> None:
    private, public = keys()
    running = servers.start(ROOT, print)
    with golden_broker.stage(running, private, public) as stage:
        asked = calls(stage, {} if anew else load(CALLS))
        told = {
            CALLS: asked,
            REFUSALS: refusals(stage, {} if anew else load(REFUSALS), asked),
            EVENTS: events(stage, {} if anew else load(EVENTS)),
        }
    for path, kept in told.items():
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"{path.relative_to(ROOT)}: {len(kept)}")  # noqa: T201 - to whoever records


if __name__ == "__main__":
    main("anew" in sys.argv[1:])
