"""docs/contracts.md says what the code does, and every example in it is a message of its kind."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

import kernel.contracts
from docs.make_contracts import codes, document, messages, schemas
from kernel.contracts import catalogue, funds, integrations
from kernel.contracts.envelope import CONTENT_TYPE, Command, Event, Message, Request
from kernel.values.errors import Invalid
from kernel.values.money import ZERO, total
from services.funds.domain import checking, regulation_reading

WRITE = "run `python -m docs.make_contracts` and commit docs/contracts.md"
STANDARDS = Path(__file__).parent / "standards"
CLOUD_EVENT: dict[str, Any] = json.loads(
    (STANDARDS / "cloudevents" / "cloudevents.json").read_text("utf-8")
)
DOCUMENT = document.PATH.read_text("utf-8")
EVENTS = list(catalogue.events().values())


def every_message() -> Iterator[type[Message]]:
    """All schemas of the contracts, requests among them."""
    for module in pkgutil.walk_packages(kernel.contracts.__path__, "kernel.contracts."):
        importlib.import_module(module.name)
    waiting = Message.__subclasses__()
    while waiting:
        message = waiting.pop()
        waiting += message.__subclasses__()
        ours = message.__module__.startswith("kernel.contracts.")
        if ours and message not in (Request, Command):
            yield message


MESSAGES = sorted(set(every_message()), key=lambda message: message.__qualname__)
REQUESTS = [message for message in MESSAGES if issubclass(message, Request)]
OTHERS = [message for message in MESSAGES if not issubclass(message, Request)]


def test_the_document_is_what_the_code_generates() -> None:
    assert document.text() == DOCUMENT, WRITE


def test_the_document_is_the_same_whatever_the_hash_seed() -> None:
    command = "from docs.make_contracts import document; print(document.text(), end='')"
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", command],
        cwd=codes.ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert made.stdout.decode() == DOCUMENT, WRITE


def test_every_link_of_the_document_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", DOCUMENT, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    anchors = re.findall(r'<a id="([^"]+)"></a>', DOCUMENT)
    assert len(anchors) == len(set(anchors)), "two things under one anchor"
    assert set(re.findall(r"\]\(#([^)]+)\)", DOCUMENT)) <= slugs | set(anchors)


def test_every_field_is_explained_and_no_explanation_is_idle() -> None:
    named = [(message.__name__, name) for message in MESSAGES for name in message.schema().fields]
    told = set(schemas.meanings())
    missing = {each for each in named if {f"{each[0]}.{each[1]}", each[1]}.isdisjoint(told)}
    assert missing == set()
    used = {f"{message}.{name}" for message, name in named}
    used |= {name for message, name in named if f"{message}.{name}" not in told}
    assert told - used == set()


@pytest.mark.parametrize("request_cls", REQUESTS, ids=lambda each: each.__name__)
def test_a_request_says_what_it_asks_and_who_may(request_cls: type[Request]) -> None:
    assert request_cls.__doc__
    assert request_cls.__doc__ != Request.__doc__
    assert issubclass(request_cls.answers, Message)
    assert request_cls.callers
    assert request_cls.callers <= {*catalogue.SERVICES, *catalogue.DOORS}
    if request_cls.changes:
        assert messages.is_change(request_cls), "a question needs no command id"


@pytest.mark.parametrize("request_cls", REQUESTS, ids=lambda each: each.__name__)
def test_the_example_of_a_request_is_read(request_cls: type[Request]) -> None:
    read = request_cls.read(dict(request_cls.example))
    fields = set(request_cls.schema().fields)
    assert set(read) == fields - {"command_id"}
    if request_cls.changes:
        without = {
            name: value for name, value in request_cls.example.items() if name != "command_id"
        }
        with pytest.raises(Invalid):
            request_cls.read(without)
    with pytest.raises(Invalid):
        request_cls.read({**request_cls.example, "unheard_of": 1})


@pytest.mark.parametrize("message", OTHERS, ids=lambda each: each.__name__)
def test_the_example_of_a_reply_is_read_and_written_alike(message: type[Message]) -> None:
    read = message.schema().load(dict(message.example))
    assert message.write(read) == message.example
    assert message.read({**message.example, "unheard_of": 1}) == read


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: each.__name__)
def test_a_message_that_needs_fields_has_an_example(message: type[Message]) -> None:
    assert message.__doc__
    if any(field.required for field in message.schema().fields.values()):
        assert message.example


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.type)
def test_the_example_of_an_event_is_a_cloud_event(event: Event) -> None:
    envelope = json.loads(messages.envelope_of(event))
    jsonschema.Draft7Validator(
        CLOUD_EVENT, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    ).validate(envelope)
    # Names of attributes are lower case and digits (CloudEvents 1.0, naming conventions).
    assert all(re.fullmatch("[a-z0-9]+", name) for name in envelope)
    heard = event.read(envelope)
    assert (heard.event_id, heard.name) == (envelope["id"], event.name)
    assert event.data.write(heard.data) == event.data.example
    assert event.hearers <= {*catalogue.SERVICES}
    assert json.dumps(envelope, ensure_ascii=False, indent=2) in DOCUMENT


def test_the_event_of_the_feed_is_one_the_platform_announces() -> None:
    envelope = json.loads(integrations.FeedItem.example["event"])
    jsonschema.Draft7Validator(CLOUD_EVENT).validate(envelope)
    heard = catalogue.events()[envelope["type"]].read(envelope)
    assert heard.name == "claim_paid"


def test_the_example_of_a_regulation_is_one_the_domain_reads() -> None:
    example = funds.AdoptRegulation.example
    found = checking.findings(regulation_reading.read(example["rules"]))
    assert [each.key for each in found] == list(example["findings_answered"])
    assert not any(each.impossible for each in found)
    assert funds.Findings.write({"findings": found}) == funds.Findings.example


@pytest.mark.parametrize("part", ["opening", "moved", "closing"])
def test_the_examples_of_the_ledger_balance(part: str) -> None:
    statement = funds.Statement.read(funds.Statement.example)
    assert total(posting["amount"] for posting in statement[part]) == ZERO
    entry = funds.Entry.read(funds.Entry.example)
    assert total(posting["amount"] for posting in entry["postings"]) == ZERO


def test_the_wire_is_told_with_the_codes_own_values() -> None:
    for value in ("nameko-rpc", "kongbun-deadline", "kongbun-actor", "kongbun-call", CONTENT_TYPE):
        assert f"`{value}`" in DOCUMENT
