"""The sentences of conditions and findings: both languages, each value named, none idle."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from docs.make_contracts import codes
from kernel.contracts import funds as contract
from kernel.contracts.funds import sentences
from kernel.contracts.funds.judgements import DOCUMENTS, ConditionValues
from kernel.contracts.funds.regulation import FindingValues
from kernel.values.money import Money
from services.funds.domain import checking, documents, regulation_reading
from services.funds.domain.events import Condition
from services.funds.domain.findings import Finding
from services.funds.domain.spans import Span

WORDS: dict[str, Any] = sentences.read()
SAID = [
    (code, words)
    for code, told in {**WORDS["conditions"], **WORDS["findings"]}.items()
    for each in (told if isinstance(told, list) else [told])
    for words in (each, each.get("fails", each))
]


@pytest.mark.parametrize(("code", "words"), SAID)
def test_a_sentence_is_said_in_both_languages_of_the_same_values(
    code: str, words: dict[str, str]
) -> None:
    thai, english = sentences.names(words["th"]), sentences.names(words["en"])
    if code != "NOT_ATTESTED":  # the regulation's own words, a value for each language
        assert thai == english
        assert re.search(r"[\u0e01-\u0e4e]", words["th"])
    known = ConditionValues.schema().fields.keys() | FindingValues.schema().fields.keys()
    assert thai | english <= known


def test_every_condition_has_a_sentence_and_no_sentence_is_idle() -> None:
    ceilings = {"STAY_CAP", "EVENT_CAP", "YEAR_CAP", "LIFETIME_CAP"}
    assert set(WORDS["conditions"]) == codes.conditions() - ceilings


def test_every_paper_has_a_name() -> None:
    assert set(WORDS["documents"]) == set(DOCUMENTS) == set(documents.DOCUMENTS)


def test_values_are_said_as_each_language_says_them() -> None:
    told = {"waiting": Span(180, "d"), "entitled_on": dt.date(2010, 1, 30)}
    condition = contract.Condition.write(Condition("WAITING_PERIOD", True, told))
    assert condition == contract.Condition.example


def test_money_and_papers_are_named() -> None:
    owed = {"arrears": Money(1_234_50), "arrears_above": Money(90_00)}
    told = contract.Condition.write(Condition("ARREARS_SUSPENDED", False, owed))
    assert told["english"] == "1,234.50 baht carried over in arrears, at most 90.00"
    papers = {"needed": ("id_card", "survey"), "missing": ("survey",)}
    told = contract.Condition.write(Condition("DOCUMENTS_MISSING", False, papers))
    assert told["thai"] == "เอกสาร: บัตรประชาชน, แบบสำรวจบ้าน (ขาด แบบสำรวจบ้าน)"
    assert told["values"]["missing"] == ["survey"]


def test_a_condition_that_fails_may_say_so_in_another_sentence() -> None:
    counted = contract.Condition.write(Condition("LEVY_NOT_COUNTED", True, {"levied": 0}))
    assert counted["english"] == "0 counted to pay the levy on the day"
    missing = contract.Condition.write(Condition("LEVY_NOT_COUNTED", holds=False))
    assert missing["english"] == "not counted to pay the levy on the day"


def test_a_share_of_the_income_is_explained_by_its_figures() -> None:
    pool = {"given": Money(470_000), "pool": Money(500_000)}
    told = contract.Condition.write(Condition("POOL_CAP", True, pool))
    assert told["english"] == "4,700.00 baht given this year of 5,000.00 set aside for all"
    share = {**pool, "percent": 5, "income": Money(10_000_000)}
    told = contract.Condition.write(Condition("POOL_CAP", True, share))
    assert told["english"] == (
        "4,700.00 baht given this year of 5,000.00: 5 percent of the income of 100,000.00"
    )
    assert told["values"]["income_satang"] == 10_000_000


STEPS: list[dict[str, Any]] = [
    {"since": "6m", "up_to": "1y", "satang": 100},
    {"since": "1y", "up_to": "3y", "satang": 50},
    {"over": "5y", "satang": 200},
]
RULES: list[dict[str, Any]] = [
    {"waiting": "180d", "benefits": {"death": {"by_membership": STEPS}}},
    {
        "waiting": "2y",
        "benefits": {
            "death": {"by_membership": [{"up_to": "1y", "satang": 1}, {"over": "2y", "satang": 2}]}
        },
    },
    {"benefits": {"birth": {"lump_satang": 900, "stay_max_satang": 500, "year_max_satang": 100}}},
    {"benefits": {"birth": {"lump_satang": 0}}},
    {
        "benefits": {
            "elderly": {
                "age_min": 60,
                "by_age": [
                    {"from_age": 65, "up_to_age": 70, "satang": 1},
                    {"from_age": 70, "up_to_age": 75, "satang": 1},
                    {"from_age": 80, "up_to_age": 79, "satang": 1},
                ],
            }
        }
    },
]


def findings_of(rules: dict[str, Any]) -> list[Finding]:
    return checking.findings(regulation_reading.read(rules))


@pytest.mark.parametrize("rules", RULES)
def test_whatever_the_checker_finds_has_both_sentences(rules: dict[str, Any]) -> None:
    found = findings_of(rules)
    assert found
    for each in found:
        told = contract.Finding.write(each)
        assert told["thai"]
        assert told["english"]
        assert not re.search(r"[{}]|None", told["thai"] + told["english"])


def test_a_finding_reads_its_steps_aloud() -> None:
    told = contract.Finding.write(findings_of(RULES[0])[0])
    english = "entitled after 180 days, but the first step is from 6 months to 1 year"
    assert told["english"] == english
    assert told["thai"] == "มีสิทธิเมื่อครบ 180 วัน แต่ขั้นแรกเริ่ม ครบ 6 เดือน ถึง 1 ปี"


def test_no_sentence_stands_in_the_rules_of_funds() -> None:
    """Words for people are made where a reply is written; rules give codes and values."""
    thai = re.compile(r"[\u0e00-\u0e7f]")
    folder = codes.ROOT / "services" / "funds" / "domain"
    assert [path.name for path in folder.glob("*.py") if thai.search(path.read_text("utf-8"))] == []
