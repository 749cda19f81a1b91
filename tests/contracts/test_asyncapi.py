"""docs/contracts/asyncapi.yaml: valid, made from the code, and of one mind with the contracts."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_rabbitmq_event
from cloudevents.core.formats.json import JSONFormat

from docs.make_contracts import asyncapi, asyncapi_messages, messages
from kernel.chassis import topology
from kernel.contracts import catalogue
from kernel.contracts.envelope import CONTENT_TYPE, Command, Event, Message
from kernel.values.errors import Invalid

WRITE = "run `python -m docs.make_contracts` and commit docs/contracts/asyncapi.yaml"
SCHEMA = Path(__file__).parent / "standards" / "asyncapi" / "asyncapi-3.0.0-without-id.schema.json"
ASYNCAPI = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
DOCUMENT: dict[str, Any] = json.loads(json.dumps(asyncapi.document()))
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
CONTRACTS = catalogue.contracts()
EVENTS = list(catalogue.events().values())
REQUESTS = {
    f"{service}.{name}": request
    for service, contract in CONTRACTS.items()
    for name, request in contract.requests.items()
}
SPOKEN: dict[str, type[Message]] = {
    message.__name__: message
    for message in (
        *REQUESTS.values(),
        *(request.answers for request in REQUESTS.values()),
        *(event.data for event in EVENTS),
    )
}


def faults(schema: Mapping[str, Any], value: Any) -> list[str]:
    """What a schema of the document says against a value."""
    whole = {**schema, "components": DOCUMENT["components"]}
    checker = jsonschema.Draft7Validator.FORMAT_CHECKER
    validator = jsonschema.Draft7Validator(whole, format_checker=checker)
    return [f"{list(each.absolute_path)}: {each.message}" for each in validator.iter_errors(value)]


def references(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        if isinstance(told.get("$ref"), str):
            yield told["$ref"]
        told = list(told.values())
    if isinstance(told, list):
        for each in told:
            yield from references(each)


def test_the_document_is_what_the_code_generates() -> None:
    assert asyncapi.text() == asyncapi.PATH.read_text("utf-8"), WRITE


def test_the_document_is_asyncapi_3() -> None:
    assert not [f"{list(each.path)}: {each.message}" for each in ASYNCAPI.iter_errors(DOCUMENT)]
    wrong = copy.deepcopy(DOCUMENT)
    wrong["operations"]["logbook.get_household"]["action"] = "publish"
    assert not ASYNCAPI.is_valid(wrong), "the schema looks"


def test_every_reference_leads_somewhere() -> None:
    for reference in set(references(DOCUMENT)):
        found: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert step in found, reference
            found = found[step]


def test_every_method_and_event_of_the_code_is_in_the_document_and_no_other() -> None:
    heard = {
        f"hear.{topology.event_queue(source, hearer)}"
        for hearer in CONTRACTS
        for source, _ in topology.events_heard(hearer, CONTRACTS)
    }
    announced = {f"{event.exchange}.{event.name}" for event in EVENTS}
    assert set(DOCUMENT["operations"]) == {*REQUESTS, *announced, *heard}
    asked = {f"{target}.{part}" for target in REQUESTS for part in ("request", "reply")}
    assert set(MESSAGES) == {*asked, *(event.type for event in EVENTS), "error"}


def test_exchanges_queues_and_keys_are_those_of_the_topology() -> None:
    made = topology.definitions("kongbun", {})
    exchanges = {each["name"]: each for each in made["exchanges"]}
    queues = {each["name"]: each for each in made["queues"]}
    for name, channel in DOCUMENT["channels"].items():
        binding = channel.get("bindings", {}).get("amqp", {})
        if "exchange" in binding:
            exchange = exchanges[binding["exchange"]["name"]]
            assert binding["exchange"]["type"] == exchange["type"], name
            assert binding["exchange"]["durable"] == exchange["durable"], name
        elif "queue" in binding:
            assert binding["queue"]["durable"] == queues[binding["queue"]["name"]]["durable"]
        else:
            assert channel["address"] is None, "only replies go to a queue of the caller"


def test_a_queue_of_the_document_holds_what_is_bound_to_it() -> None:
    bound = {
        (each["destination"], f"{each['source']}.{each['routing_key']}")
        for each in topology.definitions("kongbun", {})["bindings"]
        if each["destination"].startswith("evt-")
    }
    told = {
        (queue, f"{catalogue.events()[name].exchange}.{catalogue.events()[name].name}")
        for queue, channel in DOCUMENT["channels"].items()
        for name in channel["messages"]
        if queue.startswith("evt-")
    }
    assert told == bound


@pytest.mark.parametrize("name", MESSAGES)
def test_an_example_is_of_its_messages_form(name: str) -> None:
    message = MESSAGES[name]
    assert message["examples"]
    for example in message["examples"]:
        assert not faults(message["headers"], example["headers"])
        assert not faults(message["payload"], example["payload"])


@pytest.mark.parametrize("target", REQUESTS)
def test_the_example_of_a_call_is_read_by_the_contracts(target: str) -> None:
    request = REQUESTS[target]
    (asked,) = (each["payload"] for each in MESSAGES[f"{target}.request"]["examples"])
    (told,) = (each["payload"] for each in MESSAGES[f"{target}.reply"]["examples"])
    own = set(request.schema().fields) - ({"command_id"} if issubclass(request, Command) else set())
    assert set(request.read(asked["kwargs"])) == own
    assert request.answers.write(request.answers.read(told["result"])) == told["result"]


@pytest.mark.parametrize("name", SPOKEN)
def test_schema_and_contract_are_of_one_mind(name: str) -> None:
    """Without each field, with null in it, with another type, and with one nobody knows."""
    message = SPOKEN[name]
    schema = {"$ref": f"#/components/schemas/{name}"}
    whole = dict(message.example)
    variants = [whole, {**whole, "unheard_of": 1}]
    for field in message.schema().fields:
        variants.append({key: value for key, value in whole.items() if key != field})
        variants += [{**whole, field: value} for value in (None, {"a": [1]}, [[]], "\u0007", -1.5)]
    for variant in variants:
        try:
            message.read(variant)
            reads = True
        except Invalid:
            reads = False
        if not faults(schema, variant):
            assert reads, variant
        elif reads:  # marshmallow takes -1.5 for the whole number -1
            assert -1.5 in variant.values(), (variant, faults(schema, variant))


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.type)
def test_an_event_is_a_cloud_event_that_a_strangers_library_reads_back(event: Event) -> None:
    body = messages.envelope_of(event)
    told = from_rabbitmq_event(RabbitMQMessage({}, CONTENT_TYPE, body), JSONFormat())
    envelope = json.loads(body)
    attributes = {name: value for name, value in envelope.items() if name not in ("data", "time")}
    read = told.get_attributes()
    assert {name: value for name, value in read.items() if name != "time"} == attributes
    assert read["time"].isoformat() == "2025-09-30T03:00:00+00:00"
    assert told.get_data() == envelope["data"] == event.data.example
    assert MESSAGES[event.type]["contentType"] == CONTENT_TYPE
    assert MESSAGES[event.type]["examples"][0]["payload"] == envelope


def test_the_headers_of_a_call_are_those_of_the_code() -> None:
    headers = asyncapi_messages.headers.write("4f1c9a2be07d3355", 1, "a.b.c", "")
    told = DOCUMENT["components"]["schemas"]["RequestHeaders"]["properties"]
    written = {name for name, each in told.items() if not each.get("x-amqp-property")}
    assert written == set(headers)


def test_codes_of_errors_are_told_with_their_kinds_and_words() -> None:
    codes = DOCUMENT["x-error-codes"]
    assert codes["caller_not_allowed"]["kinds"] == ["Forbidden"]
    assert codes["rpc_version_not_served"]["kinds"] == ["Invalid"]
    assert all(
        re.fullmatch("[a-z_]+", code) and told["en"] and told["th"] for code, told in codes.items()
    )
