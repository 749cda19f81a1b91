"""How a member stands: which way leads where, what is owed, what the regulation says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain import member_standing
from services.funds.domain.dues import Chosen
from services.funds.domain.member_standing import (
    ENDED,
    MAY_BECOME,
    Account,
    Change,
    Owed,
    Savings,
)
from services.funds.domain.regulations import Arrears, Plan
from services.funds.domain.spans import Span

DAY = dt.date(2025, 9, 30)
PLAN = Plan(daily=Money(100), monthly=True)
RULES = Arrears(
    suspend_after=Span(90, "d"),
    remove_after=Span(365, "d"),
    back_pay=True,
    new_waiting=Span(180, "d"),
)


@pytest.mark.parametrize("now", sorted(MAY_BECOME))
def test_every_way_leads_to_a_known_state(now: str) -> None:
    assert MAY_BECOME[now] <= set(MAY_BECOME)
    for to in set(MAY_BECOME) - MAY_BECOME[now]:
        with pytest.raises(Conflict, match="standing_moved_on"):
            member_standing.become(now, to)


def test_nobody_comes_back_from_an_end() -> None:
    assert all(not MAY_BECOME[ended] for ended in ENDED)


def test_what_is_owed_is_so_much_a_day() -> None:
    """From 1 July to 30 September are 92 days; 31 baht cover July."""
    told = member_standing.account(PLAN, dt.date(2025, 7, 1), Money(3_100), DAY)
    assert (told.due, told.arrears) == (Money(9_200), Money(6_100))
    assert told.unpaid_since == dt.date(2025, 8, 1)


def test_who_has_paid_ahead_owes_less_than_nothing() -> None:
    told = member_standing.account(PLAN, dt.date(2025, 9, 1), Money(36_500), DAY)
    assert told.arrears == Money(-33_500)
    assert member_standing.advised(RULES, told, DAY) == "active"


JOINED, EVENT = dt.date(2015, 1, 1), dt.date(2025, 9, 20)
JULY, SEPTEMBER = dt.date(2025, 7, 1), dt.date(2025, 9, 1)


@pytest.mark.parametrize(
    ("told", "carried", "unpaid_since"),
    [
        (Savings(JULY), 6_200, "2025-07-01"),  # July and August, no sheet tells of a debt before
        (Savings(JULY, paid=Money(3_100)), 3_100, "2025-08-01"),
        (Savings(JULY, paid=Money(3_050)), 3_150, "2025-07-31"),  # half a day covers no day
        (Savings(JULY, paid=Money(6_200), paid_this_month=Money(3_000)), 0, "2025-10-01"),
        (Savings(JULY, Money(9_100), Money(3_100)), 12_200, "2025-05-02"),  # an older debt
        (Savings(SEPTEMBER, Money(9_100)), 9_100, "2025-06-02"),  # the month's own sheet
        (Savings(SEPTEMBER, Money(9_100), paid_this_month=Money(9_100)), 9_100, "2025-09-01"),
        (Savings(JULY, paid=Money(36_500)), 0, "2026-07-01"),  # a year paid at once
    ],
)
def test_what_was_owed_is_reckoned_from_the_last_sheet_or_the_books_begin(
    told: Savings, carried: int, unpaid_since: str
) -> None:
    owed = member_standing.owed(PLAN, told, JOINED, (), EVENT)
    assert owed == Owed(Money(carried), dt.date.fromisoformat(unpaid_since))


SATANG = st.integers(0, 50_000).map(Money)
SAVED = st.builds(
    Savings,
    since=st.dates(dt.date(2024, 1, 1), EVENT).map(lambda day: day.replace(day=1)),
    owed=st.none() | SATANG,
    paid=SATANG,
    earlier=SATANG,
)


@given(SAVED, st.dates(dt.date(2020, 1, 1), EVENT), st.sampled_from([None, 30, 90]))
def test_a_check_carries_over_what_the_standing_of_the_eve_owes(
    told: Savings, joined_on: dt.date, days: int | None
) -> None:
    chosen = Chosen(dt.date(2024, 6, 1), days) if days else None
    owed = member_standing.owed(PLAN, told, joined_on, (), EVENT, chosen)
    eve = EVENT.replace(day=1) - dt.timedelta(days=1)
    stood = member_standing.reckon(PLAN, told, joined_on, (), eve, chosen)
    assert owed == Owed(max(ZERO, stood.arrears), stood.unpaid_since)
    assert stood.due >= ZERO
    older = replace(told, owed=(told.owed or ZERO) + PLAN.daily * 7, since=told.begins(joined_on))
    more = member_standing.reckon(PLAN, older, joined_on, (), eve, None)
    stood = member_standing.reckon(PLAN, told, joined_on, (), eve, None)
    assert more.arrears - stood.arrears == PLAN.daily * 7
    assert stood.unpaid_since - more.unpaid_since == dt.timedelta(days=7)


def test_nothing_is_owed_from_before_one_joined() -> None:
    owed = member_standing.owed(PLAN, Savings(JULY), dt.date(2025, 9, 10), (), EVENT)
    assert owed == Owed(ZERO, dt.date(2025, 9, 10))
    owed = member_standing.owed(PLAN, Savings(JULY), dt.date(2025, 8, 30), (), EVENT)
    assert owed == Owed(Money(200), dt.date(2025, 8, 30))


def test_who_was_let_back_owing_is_behind_from_then_on() -> None:
    back = [Change("suspended", dt.date(2025, 8, 1)), Change("reinstated", SEPTEMBER)]
    owed = member_standing.owed(PLAN, Savings(JULY), JOINED, back, EVENT)
    assert owed == Owed(Money(6_200), SEPTEMBER)


@pytest.mark.parametrize("plan", [None, Plan(daily=ZERO, monthly=True)])
def test_without_a_rate_only_the_months_own_sheet_tells(plan: Plan | None) -> None:
    for told in (Savings(JULY), Savings(JULY, Money(9_100))):
        assert member_standing.owed(plan, told, JOINED, (), EVENT) is None
    told = Savings(SEPTEMBER, Money(9_100))
    assert member_standing.owed(plan, told, JOINED, (), EVENT) == Owed(Money(9_100))


@pytest.mark.parametrize(
    ("unpaid_since", "says"),
    [("2025-07-03", "active"), ("2025-07-02", "suspended"), ("2024-09-30", "removed")],
)
def test_the_regulation_counts_its_own_days(unpaid_since: str, says: str) -> None:
    told = Account(Money(100), ZERO, dt.date.fromisoformat(unpaid_since))
    assert member_standing.advised(RULES, told, DAY) == says
    assert member_standing.advised(Arrears(), told, DAY) == "active"


def test_who_comes_back_pays_first_and_waits_anew() -> None:
    owing = Account(Money(100), ZERO, DAY)
    with pytest.raises(Refused, match="arrears_unpaid"):
        member_standing.reinstate("suspended", RULES, owing)
    assert member_standing.reinstate("suspended", Arrears(), owing) == "reinstated"
    changes = [Change("suspended", dt.date(2025, 1, 1)), Change("reinstated", dt.date(2025, 3, 1))]
    rests = [
        member_standing.rights_rest(changes, RULES, dt.date(2025, month, day))
        for month, day in ((1, 1), (2, 28), (3, 1), (8, 27), (8, 28))
    ]
    assert rests == [True, True, True, True, False]
    assert not member_standing.rights_rest(changes, RULES, dt.date(2024, 12, 31))


def test_the_registers_word_of_an_end_is_the_last() -> None:
    changes = [Change("suspended", dt.date(2025, 1, 1))]
    assert member_standing.state("deceased", changes, DAY) == "deceased"
    assert member_standing.state("active", changes, DAY) == "suspended"
    assert member_standing.state("active", changes, dt.date(2024, 12, 31)) == "active"


DAYS = st.dates(dt.date(2025, 9, 28), DAY)  # so few that changes often count from one day


@given(st.lists(DAYS), DAYS)
def test_of_changes_from_one_day_the_last_made_holds_for_state_and_rights(
    days: list[dt.date], day: dt.date
) -> None:
    """A member is suspended and let back in turns, each time from some day."""
    made = [Change(("suspended", "reinstated")[at % 2], each) for at, each in enumerate(days)]
    holds: Change | None = None
    for change in made:
        if change.day <= day and (holds is None or change.day >= holds.day):
            holds = change
    stands = holds.to if holds else "active"
    assert member_standing.state("active", made, day) == stands
    assert member_standing.rights_rest(made, Arrears(), day) == (stands == "suspended")
    waits = Arrears(new_waiting=Span(2, "d"))
    rests = member_standing.rights_rest(made, waits, day)
    assert rests == (holds is not None and (holds.to == "suspended" or (day - holds.day).days < 2))
    gone = [*made, Change("resigned", DAY)]
    assert member_standing.state("active", gone, day) == "resigned"
    owed = member_standing.owed(PLAN, Savings(JULY), JOINED, made, day)
    assert owed == Owed(Money(6_200), holds.day if holds and holds.to == "reinstated" else JULY)
