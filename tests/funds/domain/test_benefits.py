"""What a regulation gives: every condition held against the event, then the ceilings."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.values.money import ZERO, Money
from services.funds.domain import benefits, regulation_reading
from services.funds.domain.events import Event, Given
from services.funds.domain.regulations import Version

RULES: dict[str, Any] = {
    "benefit_year": "fiscal",
    "waiting": "180d",
    "arrears_above_satang": 9_000,
    "claim_within": "90d",
    "benefits": {
        "hospital": {"per_night_satang": 10_000, "nights_max": 5, "year_max_satang": 150_000},
        "birth": {"lump_satang": 50_000},
        "elderly": {
            "age_min": 60,
            "times_per_year_max": 1,
            "waiting": "3y",
            "by_membership": [{"since": "3y", "satang": 30_000}],
        },
        "death": {
            "by_membership": [
                {"since": "180d", "up_to": "8y", "satang": 1_000_000},
                {"over": "8y", "up_to": "18y", "satang": 1_500_000},
                {"over": "15y", "satang": 2_000_000},
            ]
        },
        "education": {"by_level_satang": {"primary": 30_000}},
        "disaster": {
            "waiting": "0d",
            "by_damage": [
                {"from_percent": 60, "satang": 150_000},
                {"from_percent": 30, "satang": 50_000},
            ],
        },
    },
}
VERSION = Version(1, dt.date(2017, 10, 1), regulation_reading.read(RULES))
STAY = Event(
    kind="hospital",
    event_on=dt.date(2025, 2, 10),
    filed_on=dt.date(2025, 2, 20),
    joined_on=dt.date(2020, 1, 1),
    nights=3,
)


def judged(event: Event) -> tuple[int | None, tuple[str, ...]]:
    """What is due in baht, and the codes."""
    judgement = benefits.judge(event, VERSION)
    return (judgement.due.satang // 100 if judgement.due is not None else None), judgement.codes


def test_nights_are_paid() -> None:
    assert judged(STAY) == (300, ())


def test_more_nights_than_a_stay_may_have_are_cut() -> None:
    assert judged(replace(STAY, nights=9)) == (500, ("STAY_CAP",))


def test_what_was_given_this_year_lessens_what_is_left() -> None:
    assert judged(replace(STAY, this_year=Given(Money(130_000)))) == (200, ("YEAR_CAP",))
    assert judged(replace(STAY, this_year=Given(Money(150_000)))) == (0, ("YEAR_CAP",))


def test_the_stay_is_cut_before_the_year() -> None:
    event = replace(STAY, nights=9, this_year=Given(Money(120_000)))
    assert judged(event) == (300, ("STAY_CAP", "YEAR_CAP"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"died_on": dt.date(2025, 2, 9)}, "AFTER_DEATH"),
        ({"asked_before": True}, "DUPLICATE_CLAIM"),
        ({"joined_on": dt.date(2024, 8, 15)}, "WAITING_PERIOD"),
        ({"arrears": Money(9_001)}, "ARREARS_SUSPENDED"),
        ({"filed_on": dt.date(2025, 5, 12)}, "LATE_CLAIM"),
        ({"nights": None}, "NIGHTS_MISSING"),
        ({"kind": "wedding"}, "BENEFIT_NOT_GIVEN"),
    ],
)
def test_a_condition_that_fails_gives_nothing(change: dict[str, Any], code: str) -> None:
    assert judged(replace(STAY, **change)) == (0, (code,))


@pytest.mark.parametrize(
    "change",
    [
        {"died_on": dt.date(2025, 2, 10)},
        {"joined_on": dt.date(2024, 8, 14)},
        {"arrears": Money(9_000)},
        {"filed_on": dt.date(2025, 5, 11)},
    ],
)
def test_the_last_day_and_the_last_baht_still_count(change: dict[str, Any]) -> None:
    assert judged(replace(STAY, **change)) == (300, ())


def test_without_a_regulation_in_force_nothing_is_given() -> None:
    judgement = benefits.judge(STAY, None)
    assert (judgement.due, judgement.codes) == (ZERO, ("NO_REGULATION",))


def test_steps_that_overlap_leave_it_to_the_committee() -> None:
    event = replace(STAY, kind="death", joined_on=dt.date(2009, 1, 1))
    assert judged(event) == (None, ("TIER_OVERLAP",))
    assert judged(replace(event, joined_on=dt.date(2012, 1, 1))) == (15_000, ())
    assert judged(replace(event, joined_on=dt.date(2005, 1, 1))) == (20_000, ())


def test_an_elder_is_given_once_a_year() -> None:
    event = replace(STAY, kind="elderly", age=61)
    assert judged(event) == (300, ())
    assert judged(replace(event, age=59)) == (0, ("AGE_BELOW",))
    assert judged(replace(event, age=None)) == (0, ("AGE_BELOW",))
    assert judged(replace(event, this_year=Given(times=1))) == (0, ("TIMES_PER_YEAR",))


def test_a_disaster_is_given_by_damage_and_without_waiting() -> None:
    event = replace(STAY, kind="disaster", joined_on=STAY.event_on, damage_percent=45)
    assert judged(event) == (500, ())
    assert judged(replace(event, damage_percent=60)) == (1_500, ())
    assert judged(replace(event, damage_percent=29)) == (0, ("DAMAGE_TOO_SMALL",))
    assert judged(replace(event, damage_percent=None)) == (0, ("DAMAGE_TOO_SMALL",))


def test_a_level_of_schooling_must_be_known() -> None:
    event = replace(STAY, kind="education")
    assert judged(replace(event, level="primary")) == (300, ())
    assert judged(replace(event, level="higher")) == (0, ("LEVEL_UNKNOWN",))


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ("fiscal", dt.date(2024, 10, 1), dt.date(2025, 9, 30)),
        ("calendar", dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        ("anniversary", dt.date(2024, 3, 15), dt.date(2025, 3, 14)),
    ],
)
def test_a_benefit_year_is_the_one_the_regulation_says(
    rule: str, first: dt.date, last: dt.date
) -> None:
    year = benefits.benefit_year(rule, dt.date(2025, 2, 10), dt.date(2020, 3, 15))
    assert year == (first, last)


def test_a_year_from_29_february_ends_on_the_28th() -> None:
    """Without a 29th the next one begins on 1 March: the 28th is the last day of the one before."""
    joined, following = dt.date(2020, 2, 29), dt.date(2021, 3, 1)
    last = following - dt.timedelta(days=1)
    assert benefits.benefit_year("anniversary", last, joined) == (joined, last)
    year = benefits.benefit_year("anniversary", following, joined)
    assert year == (following, dt.date(2022, 2, 28))
    year = benefits.benefit_year("anniversary", dt.date(2024, 2, 28), joined)
    assert year == (dt.date(2023, 3, 1), dt.date(2024, 2, 28))


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 20_000))
@example(dt.date(2020, 2, 29), 365)
def test_the_anniversary_year_holds_its_day(joined: dt.date, later: int) -> None:
    day = joined + dt.timedelta(days=later)
    first, last = benefits.benefit_year("anniversary", day, joined)
    assert first <= day <= last
    assert 364 <= (last - first).days <= 366


@pytest.mark.parametrize(
    ("ceilings", "paid"),
    [
        ({}, 18),
        ({"nights_max": 5}, 5),
        ({"stay_max_satang": 60_000}, 3),
        ({"nights_max": 5, "stay_max_satang": 70_000}, 4),  # the fourth night is paid in part
        ({"nights_max": 30}, 18),
    ],
)
def test_only_nights_that_are_paid_use_up_a_year(ceilings: dict[str, int], paid: int) -> None:
    raw = {"per_night_satang": 20_000, "nights_year_max": 20, **ceilings}
    rules = regulation_reading.read({"benefits": {"hospital": raw}})
    assert rules.benefits["hospital"].nights_paid(18) == paid


@given(st.integers(0, 400), st.integers(0, 300_000))
def test_no_stay_is_given_more_than_its_ceilings(nights: int, given: int) -> None:
    event = replace(STAY, nights=nights, this_year=Given(Money(given)))
    judgement = benefits.judge(event, VERSION)
    assert judgement.due is not None
    assert ZERO <= judgement.due <= Money(50_000)
    assert judgement.due + Money(given) <= Money(max(given, 150_000))
