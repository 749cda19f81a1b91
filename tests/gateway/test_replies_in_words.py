"""A reply is read in the language of the terminal: names, closed words, days, amounts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import fields
from rich.console import Console

from gateway import wording
from gateway.cli import in_words, showing
from kernel.contracts import catalogue
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Message
from kernel.contracts.fields import Code

Pairs = set[tuple[str, str]]


def parts(schema: Any, seen: frozenset[type] = frozenset()) -> Iterator[tuple[str, Any]]:
    """Every field of a message and of what is nested in it, by its name."""
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        yield name, inner
        if isinstance(inner, fields.Nested) and type(inner.schema) not in seen:
            yield from parts(inner.schema, seen | {type(inner.schema)})


def told_at_the_terminal() -> Iterator[tuple[str, Any]]:
    for service in catalogue.SERVICES:
        for request in catalogue.contract(service).requests.values():
            if "cli" in request.callers:
                yield from parts(request.answers.schema())


NAMES = {name.removesuffix("_satang") for name, _ in told_at_the_terminal()}
CLOSED: Pairs = {
    (name, word)
    for name, field in told_at_the_terminal()
    if isinstance(field, Code)
    for word in field.words
    if word
}


def shown(message: type[Message], language: str, width: int = 100) -> str:
    out = io.StringIO()
    showing.reply(Console(file=out, width=width), dict(message.example), language)
    return out.getvalue()


def test_every_field_of_a_reply_has_a_word() -> None:
    assert sorted(name for name in NAMES if wording.of_field(name) == name) == []


def test_every_closed_word_of_a_reply_has_one_too() -> None:
    assert sorted(each for each in CLOSED if wording.of_word(*each) is None) == []


def test_a_reply_in_thai_has_no_name_and_no_code_of_ours_left() -> None:
    told = shown(contract.Claim, "th")
    assert "สถานะ" in told
    assert "จ่ายแล้ว" in told
    assert "เจ็บป่วย นอนโรงพยาบาล" in told
    assert "20 ก.ย. 2568" in told
    assert "750.00" in told
    assert "(บาท)" in told
    for ours in ("state", "paid", "hospital", "STAY_CAP", "2025-09", "False", "_on"):
        assert ours not in told.replace("member_01", ""), ours


def test_a_reply_in_english_has_the_names_a_command_takes() -> None:
    told = shown(contract.Claim, "en")
    assert "event_on" in told
    assert "2025-09-20" in told
    assert "approved (฿)" in told


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("told_at", "2025-09-30T17:30:00.000000Z", "1 ต.ค. 2568 00:30"),
        ("paid_from", "2024-10", "ต.ค. 2567"),
        ("account", "welfare.hospital", "เจ็บป่วย นอนโรงพยาบาล"),
        ("account", "income.member", "เงินออมสมาชิก"),
        ("account", "cash", "เงินสดและเงินฝากธนาคาร"),
        ("closed", True, "ใช่"),
        ("name", "กองทุนสวัสดิการชุมชนตำบลวังทอง", "กองทุนสวัสดิการชุมชนตำบลวังทอง"),
        ("claim_no", "115/2568", "115/2568"),
        ("event_on", "2025-02-30", "2025-02-30"),
        ("members", 554, "554"),
    ],
)
def test_a_value_is_said_as_people_write_it(name: str, value: Any, said: str) -> None:
    assert in_words.value(name, value, "th") == said


def test_a_regulations_rules_stand_by_the_names_their_file_has() -> None:
    told = shown(contract.RegulationInForce, "th")
    assert "claim_within" in told
    assert "waiting" in told


def test_a_wide_list_is_told_row_by_row_under_its_word() -> None:
    told = shown(contract.Claims, "th", width=60)
    assert "คำขอ 1/1" in told
