"""A regulation is read before it is adopted: gaps, overlaps, and what can never be given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.values.money import Money
from services.funds.domain import benefits, checking, checking_texts, findings, regulation_reading
from services.funds.domain.events import Event
from services.funds.domain.findings import Finding
from services.funds.domain.regulations import Rules, Version

SAMPLES = Path(__file__).parents[3] / "samples" / "regulations"
PATHS = sorted(SAMPLES.glob("*.yaml"))


def found(**benefit: Any) -> list[str]:
    """What is found in a regulation with this benefit alone, without its name."""
    rules = regulation_reading.read({"waiting": "180d", "benefits": {"death": benefit}})
    return [f"{each.code} {each.where}" for each in checking.findings(rules)]


def steps(*steps: dict[str, Any], **more: Any) -> list[str]:
    return found(by_membership=[{"satang": 100, **step} for step in steps], **more)


def test_steps_without_riddles_are_silent() -> None:
    assert steps({"since": "180d", "up_to": "2y"}, {"over": "2y"}) == []
    assert steps({"since": "180d"}, {"since": "365d"}, highest=True) == []


def test_six_months_after_180_days_leave_a_gap() -> None:
    assert steps({"since": "6m"}) == ["GAP 180d/6m.."]
    assert steps({"since": "6m"}, waiting="6m") == []


def test_steps_that_leave_years_out_or_say_them_twice_are_found() -> None:
    assert steps({"since": "180d", "up_to": "1y"}, {"over": "2y"}) == ["GAP 180d..1y/>2y.."]
    assert steps({"since": "180d", "up_to": "18y"}, {"over": "15y"}) == ["OVERLAP 180d..18y/>15y.."]


def test_one_day_in_two_steps_is_an_overlap() -> None:
    """ "Up to 2 years" and "from 2 years" both hold on the day the two years are complete."""
    assert steps({"since": "180d", "up_to": "2y"}, {"since": "2y"}) == ["OVERLAP 180d..2y/2y.."]


def test_an_accident_without_waiting_needs_a_step_from_the_first_day() -> None:
    assert steps({"since": "180d"}, waiting_accident="0d") == ["GAP 0d/180d.."]
    assert steps({"since": "0d"}, waiting_accident="0d") == []


def test_a_step_nobody_can_stand_on_is_impossible() -> None:
    assert steps({"since": "180d"}, {"since": "3y", "up_to": "2y"})[0] == "NEVER_REACHED 3y..2y"
    assert "NEVER_REACHED 0d..90d" in steps({"since": "0d", "up_to": "90d"}, {"over": "90d"})


def test_longer_membership_that_gives_less_is_asked_about() -> None:
    told = found(
        by_membership=[{"since": "180d", "up_to": "1y", "satang": 9}, {"over": "1y", "satang": 5}]
    )
    assert told == ["STEP_FALLS 180d..1y/>1y.."]


def test_bands_of_age_are_held_against_one_another() -> None:
    bands = [{"from_age": 60, "up_to_age": 69, "satang": 1}, {"from_age": 70, "satang": 2}]
    assert found(age_min=60, by_age=bands) == []
    assert found(by_age=bands) == ["GAP 0/60-69"]
    bands[1] = {"from_age": 72, "satang": 2}
    assert found(age_min=60, by_age=bands) == ["GAP 60-69/72-"]
    bands[1] = {"from_age": 69, "satang": 2}
    assert found(age_min=60, by_age=bands) == ["OVERLAP 60-69/69-"]


def test_a_narrower_ceiling_above_a_wider_one_is_impossible() -> None:
    told = found(per_night_satang=1, stay_max_satang=9, year_max_satang=5)
    assert told == ["CEILING_ABOVE stay/year"]
    told = found(lump_satang=1, event_max_satang=9, lifetime_max_satang=5)
    assert told == ["CEILING_ABOVE event/lifetime"]


def test_what_no_ceiling_lets_through_whole_is_asked_about() -> None:
    assert found(lump_satang=900, year_max_satang=500) == ["NEVER_WHOLE 900/500"]
    assert found(up_to_satang=900, pool_year_satang=500) == ["NEVER_WHOLE 900/500"]
    assert found(per_night_satang=100, nights_max=5, year_max_satang=400) == ["NEVER_WHOLE 500/400"]
    assert found(per_night_satang=100, stay_max_satang=400, year_max_satang=400) == []


def test_a_clause_that_gives_nothing_is_impossible() -> None:
    assert found(by_level_satang={"primary": 0}) == ["GIVES_NOTHING 0"]
    assert found(up_to_satang=0) == ["GIVES_NOTHING 0"]


def test_damage_above_the_whole_house_is_impossible() -> None:
    two = [{"from_percent": 30, "satang": 1}, {"from_percent": 30, "satang": 2}]
    assert found(by_damage=two) == ["OVERLAP 30%"]
    assert found(by_damage=[{"from_percent": 101, "satang": 1}]) == ["NEVER_REACHED 101%"]


def test_ending_a_membership_before_suspending_it_is_impossible() -> None:
    rules = regulation_reading.read({"arrears": {"suspend_after": "12m", "remove_after": "90d"}})
    assert [each.key for each in checking.findings(rules)] == [
        "REMOVED_BEFORE_SUSPENDED arrears 12m/90d"
    ]


def test_savings_of_nothing_a_day_are_impossible() -> None:
    rules = regulation_reading.read({"plan": {"daily_satang": 0, "monthly": True}})
    (told,) = checking.findings(rules)
    assert (told.key, told.impossible) == ("NO_RATE plan 0", True)


def test_the_age_of_who_is_no_member_is_never_known() -> None:
    for asked in ({"lump_satang": 1, "age_min": 60}, {"by_age": [{"from_age": 0, "satang": 1}]}):
        assert found(for_nonmembers=True, **asked) == ["AGE_OF_A_STRANGER age"]


def test_help_to_who_is_no_member_on_the_terms_of_members_reaches_nobody() -> None:
    rules, open_to_all = (
        regulation_reading.read({"benefits": {"nonmember": {"lump_satang": 50_000, **more}}})
        for more in ({}, {"for_nonmembers": True})
    )
    (told,) = checking.findings(rules)
    assert (told.key, told.impossible) == ("HELP_FOR_NOBODY nonmember for_nonmembers", True)
    day = dt.date(2025, 9, 20)
    for joined_on in (None, day.replace(year=2015)):
        asked = Event("nonmember", day, day, joined_on)
        assert benefits.judge(asked, Version(1, day, rules)).due == Money(0)
    assert checking.findings(open_to_all) == []


def test_savings_a_day_without_a_period_are_impossible() -> None:
    rules = regulation_reading.read({"plan": {"daily_satang": 100}})
    assert [each.impossible for each in checking.findings(rules)] == [True]


def test_a_clause_without_words_is_remarked_on_and_needs_no_answer() -> None:
    told = {"waiting": "180d", "plan": {"daily_satang": 100, "monthly": True}}
    birth = {"birth": {"lump_satang": 100}}
    bare = regulation_reading.read({**told, "benefits": birth, "texts": {"plan": "วันละบาท"}})
    remarks = checking_texts.remarks(bare)
    assert [each.key for each in remarks] == [
        "WITHOUT_TEXT waiting rules",
        "WITHOUT_TEXT birth benefits",
    ]
    assert all(each.remark and not each.impossible for each in remarks)
    assert checking.findings(bare) == []
    assert checking_texts.remarks(regulation_reading.read({})) == []


def test_a_finding_is_answered_by_words_and_not_by_silence() -> None:
    gap = Finding("GAP", "death", "180d/6m..", "", "")
    assert findings.unanswered([gap], {}) == [gap]
    assert findings.unanswered([gap], {gap.key: "  "}) == [gap]
    assert findings.unanswered([gap], {gap.key: "มติ 1/2568"}) == []


def test_the_real_regulation_has_its_gap_and_its_overlap() -> None:
    """Domain guide 2.2, R1."""
    ((_, rules),) = versions(SAMPLES / "r1-yasothon.yaml")
    assert [each.key for each in checking.findings(rules)] == [
        "GAP death 180d/6m..2y",
        "OVERLAP death >8y..18y/>15y..",
    ]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_sample_regulation_is_answered_for_and_no_answer_is_idle(path: Path) -> None:
    answered = yaml.safe_load(path.read_text("utf-8")).get("findings_answered", {})
    keys = set()
    for _, rules in versions(path):
        found = checking.findings(rules) + checking_texts.remarks(rules)
        assert not any(each.impossible for each in found)
        assert findings.unanswered(found, answered) == []
        keys |= {each.key for each in found}
    assert keys == set(answered)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_clause_of_a_sample_stands_word_for_word_in_its_text(path: Path) -> None:
    text = " ".join(
        (path.parent / yaml.safe_load(path.read_text("utf-8"))["text"]).read_text("utf-8").split()
    )
    for _, rules in versions(path):
        assert all(benefit.text for benefit in rules.benefits.values())
        for clause in (*rules.texts.values(), *(each.text for each in rules.benefits.values())):
            assert clause in text


def versions(path: Path) -> Iterator[tuple[int, Rules]]:
    for version in yaml.safe_load(path.read_text("utf-8"))["versions"]:
        yield version["version"], regulation_reading.read(version["rules"])
