"""What a regulation says of a claim is shown in one language, every condition with its mark."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from gateway.cli import judgements
from gateway.cli.session import Session
from kernel.contracts import funds as contract

JUDGED: dict[str, Any] = dict(contract.Judgement.example)


def shown(told: Any, language: str = "en") -> str:
    out = io.StringIO()
    session = Session(language, console=Console(file=out, width=100))
    assert judgements.show(session, told)
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("th", ("เป็นสมาชิกครบ 180 วัน", "ระเบียบฉบับที่ 2 ให้ 750.00 บาท")),
        ("en", ("a member for 180 days", "Version 2 of the regulation gives 750.00 baht.")),
    ],
)
def test_a_judgement_speaks_one_language(language: str, words: tuple[str, ...]) -> None:
    told = shown(JUDGED, language)
    assert all(each in told for each in words)
    other = "a member for" if language == "th" else "เป็นสมาชิก"
    assert other not in told
    assert told.count("✓") == 1
    assert told.count("↓") == 1


def test_what_fails_is_crossed_and_not_told_twice() -> None:
    failed = [{**JUDGED["conditions"][0], "holds": False}]
    told = shown({**JUDGED, "conditions": failed, "codes": ["WAITING_PERIOD"], "due_satang": 0})
    assert told.count("✗") == 1
    assert "↓" not in told
    assert "gives 0.00 baht" in told


def test_several_answers_and_another_fund_are_for_people_to_look_into() -> None:
    several = {"due_satang": None, "choices_satang": [1_500_000, 2_000_000]}
    told = shown({**JUDGED, **several, "claimed_elsewhere": True})
    assert "15,000.00, 20,000.00 baht" in told
    assert "claimed in another fund" in told


def test_other_claims_of_the_house_are_for_people_to_look_into() -> None:
    near = {**JUDGED, "house_claims": [contract.HouseClaim.example]}
    assert "claim 112/2568 of 2025-09-18 too" in shown(near)
    assert "คำขอเลขที่ 112/2568 เหตุวันที่ 18 ก.ย. 2568" in shown(near, "th")


def test_findings_are_shown_with_the_key_that_answers_them() -> None:
    told = shown(contract.Findings.example)
    assert "GAP death 180d/6m..2y" in told
    assert "findings_answered" in told


def test_a_remark_and_what_is_answered_for_ask_for_no_answer() -> None:
    (gap,) = contract.Findings.example["findings"]
    remark = {**gap, "key": "WITHOUT_TEXT birth benefits", "remark": True}
    told = shown({"findings": [remark]})
    assert remark["key"] in told
    assert "findings_answered" not in told
    assert judgements.open_findings([gap, remark], {}) == [gap]
    assert judgements.open_findings([gap, remark], {gap["key"]: "มติ 1/2568"}) == []


def test_any_other_reply_is_left_to_the_tables() -> None:
    session = Session("en", console=Console(file=io.StringIO()))
    for told in (None, [], {"findings": []}, {"findings": ["GAP"]}, contract.Claim.example):
        assert not judgements.show(session, told)
