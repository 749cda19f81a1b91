"""A message is read as marshmallow itself would read it, and refused with the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from kernel.contracts import catalogue
from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Day, Id, Ids, Satang, Text
from kernel.contracts.reading import reader
from kernel.values.errors import Invalid

CONTRACTS = [catalogue.contract(service) for service in catalogue.SERVICES]
MESSAGES = sorted(
    {
        *(request for contract in CONTRACTS for request in contract.requests.values()),
        *(each.answers for contract in CONTRACTS for each in contract.requests.values()),
        *(event.data for contract in CONTRACTS for event in contract.events.values()),
    },
    key=lambda message: f"{message.__module__}.{message.__name__}",
)
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1 << 60, 1.5, "", "x", "\0", "x" * 5_000, "2568-01-01"),
    *([], [None], ["x"], {}, {"x": None}),
)


class Part(Message):
    """A part."""

    word = fields.String(required=True)
    due_satang = Satang(attribute="due", load_default=None, allow_none=True)


class Judged(Message):
    """What only its hooks can judge."""

    low, high = fields.Integer(required=True), fields.Integer(required=True)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["low"] > data["high"]:
            raise ValidationError("low is above high")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[int, int]:
        return data["low"], data["high"]


class Whole(Request):
    """Every kind of field."""

    own_id = Id("claim", required=True)
    ids = Ids("claim", validate=validate.Length(max=2))
    day = Day(allow_none=True)
    text = Text(longest=5)
    count = fields.Integer(strict=True, load_default=3, validate=validate.Range(1, 9))
    share = fields.Float()
    told = fields.Dict(load_default=dict)
    words = fields.List(fields.String(allow_none=True))
    days = fields.List(Day(), validate=validate.Length(min=1))
    part = fields.Nested(Part, allow_none=True)
    parts = fields.List(fields.Nested(Part))
    many = fields.Nested(Part, many=True)
    judged = fields.Nested(Judged)
    example: ClassVar[Mapping[str, Any]] = {
        "own_id": "claim_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "ids": ["claim_01K6BZQ5G0ABCDEFGHJKMNPQRS"],
        "day": "2025-09-30",
        "text": "หนึ่ง",
        "count": 7,
        "share": 0.5,
        "told": {"a": [1]},
        "words": ["one", None],
        "days": ["2025-09-30"],
        "part": {"word": "one", "due_satang": 50, "unknown": 1},
        "parts": [{"word": "one"}, {"word": "two", "due_satang": None}],
        "many": [{"word": "one"}],
        "judged": {"low": 1, "high": 2},
    }


def outcome(read: Any, raw: Any) -> Any:
    """What was read, or why it was not."""
    try:
        return read(raw)
    except ValidationError as error:
        return "refused", error.messages
    except Invalid as error:
        return "refused", error.code, error.details


def spoiled(raw: Any) -> Iterator[Any]:
    """The message with one thing in it odd, or missing, at any depth."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from ({**raw, key: each} for each in ODD)
            yield {other: raw[other] for other in raw if other != key}
            yield from ({**raw, key: each} for each in spoiled(value))
        yield {**raw, "nobody_knows": 1}
    elif isinstance(raw, list) and raw:
        yield from ([*raw, each] for each in ODD)
        yield from ([each, *raw[1:]] for each in spoiled(raw[0]))


@pytest.mark.parametrize("message", [*MESSAGES, Whole], ids=lambda message: message.__name__)
def test_every_message_is_read_as_marshmallow_would(message: type[Message]) -> None:
    schema = message.schema()
    read, raw = reader(schema), dict(message.example)
    assert outcome(read, raw) == schema.load(raw)
    for other in (*spoiled(raw), *ODD, object()):
        assert outcome(read, other) == outcome(schema.load, other)


def test_what_is_wrong_is_told_all_at_once() -> None:
    wrong = {**Whole.example, "count": 10, "days": [], "extra": 1}
    with pytest.raises(Invalid) as told:
        Whole.read(wrong)
    assert set(told.value.details["fields"]) == {"count", "days", "extra"}


def test_hooks_have_their_say() -> None:
    judged = {**Whole.example, "judged": {"low": 3, "high": 2}}
    assert Whole.read(Whole.example)["judged"] == (1, 2)
    with pytest.raises(Invalid):
        Whole.read(judged)


def test_a_default_is_made_anew_for_each_message() -> None:
    bare = {"own_id": Whole.example["own_id"]}
    first, second = Whole.read(bare), Whole.read(bare)
    assert first == second == {**bare, "count": 3, "told": {}}
    assert first["told"] is not second["told"]
