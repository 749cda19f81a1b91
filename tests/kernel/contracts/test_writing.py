"""A message is written as marshmallow itself would write it, only sooner."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from marshmallow import fields

from kernel.contracts import catalogue
from kernel.contracts.envelope import Message
from kernel.contracts.fields import Day, Satang
from kernel.values.money import Money

ANSWERS = sorted(
    {
        request.answers
        for service in catalogue.SERVICES
        for request in catalogue.contract(service).requests.values()
    },
    key=lambda message: f"{message.__module__}.{message.__name__}",
)


class Part(Message):
    """A part."""

    word = fields.String()
    count = fields.Integer()
    due_satang = Satang(attribute="due", allow_none=True)


class Whole(Message):
    """Every kind of field."""

    day = Day(allow_none=True)
    flag = fields.Boolean()
    share = fields.Float()
    told = fields.Dict()
    words = fields.List(fields.String())
    days = fields.List(Day())
    part = fields.Nested(Part, allow_none=True)
    parts = fields.List(fields.Nested(Part))
    many = fields.Nested(Part, many=True)


PART = {"word": "หนึ่ง", "count": "7", "due": Money(50)}
WHOLE: dict[str, Any] = {
    "day": dt.date(2025, 9, 30),
    "flag": True,
    "share": 0.5,
    "told": {"a": [1]},
    "words": ("one", 2),
    "days": [dt.date(2025, 9, 30)],
    "part": SimpleNamespace(**PART),
    "parts": [PART, {"due": None, "unknown": 1}],
    "many": iter([PART]),
}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
def test_every_reply_is_written_as_marshmallow_would(answer: type[Message]) -> None:
    read = answer.read(answer.example)
    named = {field.attribute or name: name for name, field in answer.schema().fields.items()}
    value = {inner: read[name] for inner, name in named.items() if name in read}
    assert answer.write(value) == answer.schema().dump(value)
    assert answer.write(SimpleNamespace(**value)) == answer.schema().dump(value)


def test_every_kind_of_field_is_written_alike() -> None:
    told = Whole.write(WHOLE)
    assert told == Whole.schema().dump({**WHOLE, "many": [PART]})
    assert told["parts"] == [{"word": "หนึ่ง", "count": 7, "due_satang": 50}, {"due_satang": None}]
    assert told["words"] == ["one", "2"]
    nothing = dict.fromkeys(WHOLE)
    assert Whole.write(nothing) == Whole.schema().dump(nothing)
