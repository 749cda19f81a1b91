"""Whatever can be refused has a sentence, and no sentence is idle."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.make_contracts import codes
from gateway import wording
from kernel.values.errors import KINDS, Refused
from kernel.values.money import ZERO, Money
from kernel.values.thai_text import clean
from services.funds.domain import benefits, claims, regulation_reading
from services.funds.domain.benefits import Judgement
from services.funds.domain.claims import Claim
from services.funds.domain.events import Condition, Event
from services.funds.domain.regulations import Version

_DAY = dt.date(2025, 9, 20)
FOLDER = Path(__file__).parents[2] / "gateway" / "words"
ERRORS: dict[str, Any] = yaml.safe_load((FOLDER / "errors.yaml").read_text("utf-8"))
OF_ROWS: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "row_codes.yaml").read_text("utf-8"))
RAISED = {each.code for each in codes.raised()}
SENTENCES = [
    (f"{code} {part} {language}", language, sentence)
    for words in (ERRORS, *OF_ROWS.values())
    for code, entry in words.items()
    for part, told in entry.items()
    for language, sentence in told.items()
]
PLACEHOLDER = re.compile(r"[{}<>]|%[sd]|\.\.\.|…|TODO|XXX")
THAI = re.compile(r"[\u0e01-\u0e4e]")
FORM: dict[tuple[str, str], Callable[[str], bool]] = {
    ("th", "is Thai"): lambda told: bool(THAI.search(told)),
    ("th", "is one line"): lambda told: told == " ".join(told.split()),
    ("th", "has nothing to fill in"): lambda told: not PLACEHOLDER.search(told),
    ("th", "ends without a mark"): lambda told: told[-1] not in ".,;:!ๆฯ" or told.endswith("พ.ศ."),
    ("th", "is in normal form"): lambda told: clean(told) == told,
    ("en", "is English"): lambda told: told[0].isupper() and told[0].isascii(),
    ("en", "is one line"): lambda told: told == " ".join(told.split()),
    ("en", "has nothing to fill in"): lambda told: not PLACEHOLDER.search(told),
    ("en", "ends with one full stop"): lambda told: bool(re.search(r"[^\s.,;:]\.$", told)),
}


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("code", sorted(RAISED))
def test_a_code_that_is_raised_says_what_is_and_what_to_do(code: str, language: str) -> None:
    words = wording.of_error(code, language)
    assert words.says not in ("", code)
    assert words.do


def test_no_sentence_is_for_a_code_nobody_raises() -> None:
    assert set(ERRORS) - RAISED == set()
    assert set(OF_ROWS["files"]) - RAISED == set()


def test_a_code_of_files_is_worded_once() -> None:
    assert set(ERRORS) & set(OF_ROWS["files"]) == set()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_no_code_is_worded_twice(path: Path) -> None:
    """YAML takes the last of two entries and says nothing."""
    node = yaml.compose(path.read_text("utf-8"))
    assert isinstance(node, yaml.MappingNode)
    parts = [part for _, part in node.value if isinstance(part, yaml.MappingNode)]
    for part in (node, *parts):
        keys = [key.value for key, _ in part.value]
        assert [key for key in keys if keys.count(key) > 1] == []


@pytest.mark.parametrize("code", ERRORS)
def test_an_entry_has_both_parts_in_both_languages(code: str) -> None:
    assert set(ERRORS[code]) == {"says", "do"}
    for told in ERRORS[code].values():
        assert set(told) == set(wording.LANGUAGES)


@pytest.mark.parametrize(("language", "rule"), FORM)
def test_sentences_have_one_form(language: str, rule: str) -> None:
    wrong = [
        name
        for name, told, sentence in SENTENCES
        if told == language and not FORM[told, rule](sentence)
    ]
    assert wrong == []


def test_every_condition_of_a_claim_is_a_code_of_its_refusal() -> None:
    """The source of truth is what `benefits` writes; `approve` says the first of them."""
    for condition in codes.conditions() - {"TIER_OVERLAP"}:
        failed = Condition(condition, holds=False)
        with pytest.raises(Refused) as refused:
            claims.approve(_claim(), Judgement(1, ZERO, (failed,)), "staff_b", _DAY, _DAY)
        assert refused.value.code in RAISED
        assert refused.value.code == condition.lower()


def test_two_answers_of_a_regulation_are_refused_as_unclear_and_never_as_an_overlap() -> None:
    two = {"benefits": {"death": {"by_membership": [{"satang": 100}, {"satang": 200}]}}}
    judgement = benefits.judge(_event(), Version(1, _DAY, regulation_reading.read(two)))
    assert (judgement.due, judgement.codes) == (None, ("TIER_OVERLAP",))
    with pytest.raises(Refused) as refused:
        claims.approve(_claim(), judgement, "staff_b", _DAY, _DAY)
    assert refused.value.code == "regulation_unclear"


def test_codes_that_are_not_literal_are_found_too() -> None:
    """Followed through a parameter, a local function's returns, both sides of an if."""
    found = {(each.code, each.kind) for each in codes.raised()}
    assert {("busy", "Unavailable"), ("database_down", "Unavailable")} <= found
    assert {("stopped", "Unavailable"), ("nothing_due", "Refused")} <= found
    assert {each.kind for each in codes.raised()} == set(KINDS)


def _claim() -> Claim:
    return Claim(
        claim_id="claim_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        fund_id="fund_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        claim_no="1",
        membership_id="membership_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        kind="hospital",
        event_on=_event().event_on,
        filed_on=_event().filed_on,
        requested=Money(100),
        submitted_by="staff_a",
    )


def _event() -> Event:
    return Event("death", _DAY, _DAY, dt.date(2015, 9, 20))
