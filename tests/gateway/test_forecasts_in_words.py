"""A forecast and the early-warning list speak one language, and say what to do."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from rich.console import Console

from gateway import wording
from gateway.cli import forecasts
from gateway.cli.session import Session
from kernel.contracts import funds as contract
from kernel.contracts.funds.forecast import REMEDIES, WARNINGS
from tests.gateway.test_every_code_has_words import FOLDER, FORM, THAI

WORDS: dict[str, Any] = yaml.safe_load((FOLDER / "forecasts.yaml").read_text("utf-8"))
TOLD: dict[str, Any] = {
    **contract.Forecast.example,
    "warnings": list(WARNINGS),
    "remedies": [{"code": code, "percent": 12} for code in REMEDIES],
}


def shown(told: Mapping[str, Any], language: str) -> str:
    out = io.StringIO()
    assert forecasts.show(Session(language, console=Console(file=out, width=110)), told)
    return out.getvalue()


def test_every_warning_and_every_remedy_has_words_and_none_is_idle() -> None:
    assert set(WORDS["warnings"]) == set(WARNINGS)
    assert set(WORDS["remedies"]) == set(REMEDIES)


@pytest.mark.parametrize("code", WARNINGS)
@pytest.mark.parametrize(("language", "rule"), FORM)
def test_a_warning_is_said_as_every_code_is(code: str, language: str, rule: str) -> None:
    words = wording.of_warning(code, language)
    assert FORM[language, rule](words.says)
    assert FORM[language, rule](words.do)


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_forecast_is_told_in_words_and_in_one_language(language: str) -> None:
    told = shown(TOLD, language)
    assert all(wording.of_warning(code, language).says in told for code in WARNINGS)
    assert all(wording.of_remedy(code, 12, language) in told for code in REMEDIES)
    assert not any(code in told for code in (*WARNINGS, *REMEDIES))
    assert bool(THAI.search(told)) is (language == "th")
    assert ("ก.พ. 2576" if language == "th" else "2033-02") in told
    assert ("2562" if language == "th" else "2019") in told
    assert "544,400" in told


def test_a_fund_without_warnings_is_told_so() -> None:
    healthy = {**TOLD, "warnings": [], "remedies": [], "dry_on": None, "reserve_months": None}
    assert "Nothing to be warned of." in shown(healthy, "en")


def test_the_early_warnings_name_the_fund_and_what_is_the_matter() -> None:
    page = {**contract.EarlyWarnings.example, "after": "fund_01K6BZQ5G0ABCDEFGHJKMNPQRS"}
    told = shown(page, "th")
    assert "กองทุนสวัสดิการชุมชนตำบลตัวอย่าง" in told
    assert "เงินกองทุนจะหมดภายในปีที่ประมาณการไว้" in told
    assert "ดูแล้ว 20 กองทุน ต้องเตือน 1 กองทุน" in told
    assert "after=fund_01K6BZQ5G0ABCDEFGHJKMNPQRS" in told


def test_what_a_newer_service_warns_of_is_shown_by_its_code() -> None:
    assert "meteor" in shown({**TOLD, "warnings": ["meteor"]}, "th")
    assert wording.of_remedy("pray", 3, "th") == "pray 3 %"


def test_any_other_reply_is_left_to_the_tables() -> None:
    session = Session("en", console=Console(file=io.StringIO()))
    for told in (None, [], contract.Claim.example, contract.Judgement.example):
        assert not forecasts.show(session, told)
