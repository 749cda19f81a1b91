"""The golden messages: what was once sent is still read, answered and sent, byte for byte.

They stand in tests/contracts/golden/, recorded off a real broker by `python -m
tests.contracts.record_golden`, and are replayed on one here, in both directions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text

from deploy.local.servers import Servers
from docs.make_contracts import asyncapi
from kernel.chassis import topology
from kernel.contracts import catalogue, envelope, funds
from kernel.contracts.envelope import Announced, Command
from kernel.values.errors import KongbunError
from kernel.wire import failures
from kernel.wire.clock import new_id
from tests.contracts import record_golden as recorded
from tests.contracts.golden_broker import (
    ANYBODY,
    CALL,
    Json,
    Stage,
    Wire,
    caller_of,
    filled,
    golden,
    stage,
    values,
)
from tests.platform import Platform
from tests.processes import eventually

pytestmark = pytest.mark.stack

CALLS: Json = recorded.load(recorded.CALLS)
REFUSALS: Json = recorded.load(recorded.REFUSALS)
EVENTS: Json = recorded.load(recorded.EVENTS)
DOCUMENT: Json = asyncapi.document()
CONTRACTS = catalogue.contracts()


@pytest.fixture(scope="module")
def broker(running_servers: Servers) -> Iterator[Stage]:
    with stage(running_servers, *recorded.keys()) as made:
        yield made


def request_of(target: str) -> Any:
    service, _, name = target.partition(".")
    return CONTRACTS[service].requests[name]


def must_be(schema: Json, value: Any) -> None:
    jsonschema.Draft7Validator({**schema, "components": DOCUMENT["components"]}).validate(value)


def test_every_service_has_golden_messages() -> None:
    assert {target.partition(".")[0] for target in CALLS} == set(CONTRACTS)
    assert set(EVENTS) <= set(catalogue.events())
    assert len(CALLS) > 60
    assert len(EVENTS) > 12


@pytest.mark.parametrize("target", CALLS)
def test_a_golden_call_is_read_by_the_contracts_and_is_of_the_documents_form(target: str) -> None:
    request = request_of(target)
    asked, told = (json.loads(CALLS[target][part]["body"]) for part in ("request", "reply"))
    assert asked["args"] == []
    order = request.read(asked["kwargs"])
    assert ("command_id" in asked["kwargs"]) is issubclass(request, Command)
    assert "command_id" not in order
    assert told["error"] is None
    must_be(DOCUMENT["components"]["messages"][f"{target}.request"]["payload"], asked)
    # A later reply may tell more; what an earlier one told is understood whole.
    schema = request.answers.schema()
    assert holds(schema.dump(schema.load(told["result"], partial=True)), told["result"])


def holds(whole: Any, part: Any) -> bool:
    """Whether everything in `part` is in `whole`."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            name in whole and holds(whole[name], value) for name, value in part.items()
        )
    if isinstance(part, list):
        return len(whole) == len(part) and all(map(holds, whole, part))
    return bool(whole == part)


@pytest.mark.parametrize("service", CONTRACTS)
def test_our_server_answers_golden_requests_with_the_golden_replies(
    broker: Stage, service: str
) -> None:
    asked = {target: kept for target, kept in CALLS.items() if target.startswith(f"{service}.")}
    results = {
        target.partition(".")[2]: json.loads(kept["reply"]["body"])["result"]
        for target, kept in asked.items()
    }
    with broker.serving(service, results):
        for target, kept in asked.items():
            reply = recorded.ask(broker, caller_of(target), kept["request"])
            assert golden(reply) == kept["reply"], target
            assert reply.properties["correlation_id"] == CALL


@pytest.mark.parametrize("name", REFUSALS)
def test_our_server_refuses_as_it_did(broker: Stage, name: str) -> None:
    kept = REFUSALS[name]
    service = kept["request"]["routing_key"].partition(".")[0]
    with broker.serving(service, {"get_household": recorded.FAILING.get(name)}):
        assert golden(recorded.ask(broker, "gateway", kept["request"])) == kept["reply"]


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_of_the_documents_form_and_raised_as_its_kind(name: str) -> None:
    body = json.loads(REFUSALS[name]["reply"]["body"])
    must_be(DOCUMENT["components"]["messages"]["error"]["payload"], body)
    error = failures.read(body["error"])
    if name == "a bug":
        assert isinstance(error, failures.Unexpected)
        assert "knows" not in REFUSALS[name]["reply"]["body"]
    else:
        assert isinstance(error, KongbunError)
        assert error.code == name
        assert type(error).__name__ in DOCUMENT["x-error-codes"][name]["kinds"]


@pytest.mark.parametrize("service", CONTRACTS)
def test_our_client_sends_golden_requests_and_reads_golden_replies(
    broker: Stage, service: str
) -> None:
    asked = {target: kept for target, kept in CALLS.items() if target.startswith(f"{service}.")}
    callers = sorted({caller_of(target) for target in asked})
    with broker.wire(service) as wire:
        for caller in callers:
            with broker.asking(caller) as client:
                for target, kept in asked.items():
                    if caller_of(target) == caller:
                        _converse(client, wire, target, kept)


def _converse(client: Any, wire: Wire, target: str, kept: Json) -> None:
    asked = json.loads(kept["request"]["body"])["kwargs"]
    pending = client.send(target, asked)
    sent = wire.take(f"rpc-{target.partition('.')[0]}")
    assert golden(sent) == kept["request"], target
    properties = dict(sent.properties)
    told = {**properties.pop("application_headers"), **properties}
    must_be(DOCUMENT["components"]["schemas"]["RequestHeaders"], told)
    way_back = {"reply_to": properties["reply_to"], "call": properties["correlation_id"]}
    wire.send(*filled(kept["reply"], **way_back))
    assert pending.result() == json.loads(kept["reply"]["body"])["result"]


@pytest.mark.parametrize("name", REFUSALS)
def test_our_client_raises_what_a_golden_refusal_says(broker: Stage, name: str) -> None:
    with broker.wire("logbook") as wire, broker.asking("gateway") as client:
        pending = client.send("logbook.list_households", {})
        properties = wire.take("rpc-logbook").properties
        way_back = {"reply_to": properties["reply_to"], "call": properties["correlation_id"]}
        wire.send(*filled(REFUSALS[name]["reply"], **way_back))
        with pytest.raises((KongbunError, failures.Unexpected)) as raised:
            pending.result()
    told = json.loads(REFUSALS[name]["reply"]["body"])["error"]
    assert failures.write(raised.value, CALL)["exc_args"] == told["exc_args"]


@pytest.mark.parametrize("name", EVENTS)
def test_our_publisher_sends_the_golden_event(broker: Stage, name: str) -> None:
    """Read by its contract, written again, published: the same bytes and properties."""
    event, kept = catalogue.events()[name], EVENTS[name]
    told = json.loads(kept["body"])
    must_be(DOCUMENT["components"]["messages"][name]["payload"], told)
    heard = event.read(told)
    attributes = {
        "traceparent": heard.traceparent,
        "fundid": heard.fund_id,
        "areacode": heard.area_code,
    }
    body = event.write(
        Announced(
            heard.event_id, heard.partition_key, heard.sequence, heard.time, heard.data, attributes
        )
    )
    assert body.decode() == kept["body"]
    sent = recorded.announced(broker, event, body)
    assert golden(sent) == kept
    assert sent.properties["user_id"] == broker.users[event.service]
    assert sent.properties["content_type"] == envelope.CONTENT_TYPE


# --- the services themselves


def test_the_services_refuse_as_the_golden_refusals_say(own_platform: Platform) -> None:
    refuses_as_recorded(own_platform, REFUSALS)


def refuses_as_recorded(platform: Platform, refusals: Json) -> None:
    """Those that are decided before a method begins; nothing is changed by them."""
    url = platform.installation.doors["gateway"]["AMQP_URL"]
    user = f"gateway@{platform.installation.name}"
    token = platform.door("gateway").token(ANYBODY)
    with closing(Wire(url)) as wire:
        queue, key = wire.reply_queue(user)
        for name in set(refusals) - set(recorded.FAILING):
            wire.send(*filled(refusals[name]["request"], **values(user, key, token)))
            assert golden(wire.take(queue)) == refusals[name]["reply"], name


def test_the_services_hear_the_golden_events_once(own_platform: Platform) -> None:
    heard: dict[str, set[str]] = {}
    for name, kept in EVENTS.items():
        event = catalogue.events()[name]
        with closing(Wire(own_platform.installation.services[event.service]["AMQP_URL"])) as wire:
            for _ in range(2):
                user = f"{event.service}@{own_platform.installation.name}"
                wire.send(*filled(kept, user=user))
        for hearer in CONTRACTS:
            if (event.service, event.name) in topology.events_heard(hearer, CONTRACTS):
                heard.setdefault(hearer, set()).add(json.loads(kept["body"])["id"])
    for hearer, event_ids in heard.items():
        wanted = f"{hearer} to hear {len(event_ids)} events"
        eventually(partial(_has_heard, own_platform, hearer, event_ids), wanted)


def _has_heard(platform: Platform, hearer: str, event_ids: set[str]) -> bool:
    """All of them took effect; none of them was parked."""
    with platform.database(hearer) as engine, engine.connect() as connection:
        parked = set(connection.scalars(text("SELECT event_id FROM parked")))
        assert not parked & event_ids
        return event_ids <= set(connection.scalars(text("SELECT event_id FROM inbox")))


def test_what_a_service_announces_has_the_golden_events_form(own_platform: Platform) -> None:
    """Properties and the envelope's attributes, in their order; values are of the day."""
    kept = EVENTS["kongbun.funds.fund_opened"]
    ids = {"command_id": new_id("command"), "fund_id": new_id("fund"), "account_no": ""}
    with closing(Wire(own_platform.installation.listeners["reports"])) as reports:
        reports.empty("evt-funds--reports")
        with own_platform.asking(ANYBODY) as client:
            client.call("funds.open_fund", {**funds.OpenFund.example, **ids})
        sent = golden(reports.take("evt-funds--reports"))
    told, golden_told = json.loads(sent["body"]), json.loads(kept["body"])
    assert sent["headers"] == kept["headers"]
    assert set(sent["properties"]) == set(kept["properties"])
    assert list(told) == [name for name in golden_told if name in told]
    assert set(golden_told) - set(told) <= {"fundid", "areacode", "traceparent"}
    assert list(told["data"]) == list(golden_told["data"])
    assert sent["body"] == json.dumps(told, ensure_ascii=False, separators=(",", ":"))
