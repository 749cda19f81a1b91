"""When savings fall due: by the day, by so many days at once, by the calendar month."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain import dues, member_standing
from services.funds.domain.dues import Chosen, PaidBefore
from services.funds.domain.member_standing import Owed, Savings
from services.funds.domain.regulations import Arrears, Plan
from services.funds.domain.spans import Span

DAY = dt.date
PLAN = Plan(Money(100), (30, 90, 180), True, entry_fee=Money(2_000), first_payment=Money(3_000))
JOINED = DAY(2025, 1, 1)
HALF_YEAR = Chosen(JOINED, 180)  # its first period ends on 29 June
MONTHLY = Chosen(DAY(2025, 1, 11))


@pytest.mark.parametrize(
    ("chosen", "day", "until"),
    [
        (HALF_YEAR, DAY(2025, 6, 28), DAY(2024, 12, 31)),
        (HALF_YEAR, DAY(2025, 6, 29), DAY(2025, 6, 29)),
        (HALF_YEAR, DAY(2025, 12, 25), DAY(2025, 6, 29)),
        (HALF_YEAR, DAY(2025, 12, 26), DAY(2025, 12, 26)),
        (MONTHLY, DAY(2025, 1, 10), DAY(2025, 1, 10)),
        (MONTHLY, DAY(2025, 1, 30), DAY(2025, 1, 10)),
        (MONTHLY, DAY(2025, 1, 31), DAY(2025, 1, 31)),
        (MONTHLY, DAY(2025, 2, 27), DAY(2025, 1, 31)),
        (MONTHLY, DAY(2025, 2, 28), DAY(2025, 2, 28)),
    ],
)
def test_savings_are_due_by_the_last_day_of_their_period(
    chosen: Chosen, day: dt.date, until: dt.date
) -> None:
    assert chosen.due_until(day) == until


def test_a_period_costs_its_own_days_never_a_twelfth_of_a_year() -> None:
    assert HALF_YEAR.costs(PLAN, DAY(2025, 3, 1)) == Money(18_000)
    assert MONTHLY.costs(PLAN, DAY(2025, 1, 15)) == Money(2_100)  # begun within: 11 to 31 January
    assert MONTHLY.costs(PLAN, DAY(2025, 2, 1)) == Money(2_800)


def test_who_pays_for_180_days_at_once_is_not_behind_after_90() -> None:
    rules = Arrears(suspend_after=Span(90, "d"), remove_after=Span(365, "d"))

    def advised(day: dt.date, chosen: Chosen | None, paid: Money = ZERO) -> str:
        told = member_standing.account(PLAN, JOINED, paid, day, chosen)
        return member_standing.advised(rules, told, day)

    assert advised(DAY(2025, 4, 30), None) == "suspended"
    assert advised(DAY(2025, 4, 30), HALF_YEAR) == "active"
    # Missed on 29 June: 90 days later rights rest.
    assert advised(DAY(2025, 9, 26), HALF_YEAR) == "active"
    assert advised(DAY(2025, 9, 27), HALF_YEAR) == "suspended"
    assert advised(DAY(2025, 9, 27), HALF_YEAR, Money(18_000)) == "active"


def test_the_account_of_a_plan_is_its_periods_that_have_passed() -> None:
    told = member_standing.account(PLAN, JOINED, Money(18_000), DAY(2025, 12, 26), HALF_YEAR)
    assert (told.due, told.arrears) == (Money(36_000), Money(18_000))
    assert told.unpaid_since == DAY(2025, 12, 26)
    before = member_standing.account(PLAN, JOINED, ZERO, DAY(2025, 6, 28), HALF_YEAR)
    assert (before.due, before.arrears) == (ZERO, ZERO)


def test_a_claim_is_held_against_the_periods_that_have_passed() -> None:
    books = Savings(since=JOINED)

    def owed(day: dt.date, chosen: Chosen | None) -> Owed | None:
        return member_standing.owed(PLAN, books, JOINED, [], day, chosen)

    assert owed(DAY(2025, 5, 20), None) == Owed(Money(12_000), JOINED)
    assert owed(DAY(2025, 5, 20), HALF_YEAR) == Owed(ZERO, DAY(2025, 6, 29))
    assert owed(DAY(2025, 7, 20), HALF_YEAR) == Owed(Money(18_000), DAY(2025, 6, 29))


def test_days_before_the_plan_are_due_by_the_day() -> None:
    later = Chosen(DAY(2025, 3, 1), 90)
    told = member_standing.account(PLAN, JOINED, Money(3_100), DAY(2025, 4, 1), later)
    assert told.due == PLAN.daily * 59  # January and February
    assert told.unpaid_since == DAY(2025, 2, 1)


def test_the_plan_of_a_day_is_the_last_that_has_begun() -> None:
    chosen = [HALF_YEAR, Chosen(DAY(2025, 7, 1))]
    assert dues.at(chosen, DAY(2024, 12, 31)) is None
    assert dues.at(chosen, DAY(2025, 6, 30)) == HALF_YEAR
    assert dues.at(chosen, DAY(2025, 7, 1)) == chosen[1]


@pytest.mark.parametrize("plan", [None, Plan(Money(100), (30,)), Plan(Money(100), (90, 360))])
def test_only_what_the_regulation_offers_is_chosen(plan: Plan | None) -> None:
    for asked in (HALF_YEAR, MONTHLY):
        with pytest.raises(Refused, match="plan_not_offered"):
            dues.choose(asked, plan, [], JOINED, ZERO)


def test_a_plan_is_chosen_anew_without_arrears_and_never_backwards() -> None:
    assert dues.choose(HALF_YEAR, PLAN, [], JOINED, Money(9_000)) == HALF_YEAR
    with pytest.raises(Refused, match="plan_before_joining"):
        dues.choose(HALF_YEAR, PLAN, [], DAY(2025, 1, 2), ZERO)
    with pytest.raises(Conflict, match="plan_chosen_since"):
        dues.choose(MONTHLY, PLAN, [MONTHLY], JOINED, ZERO)
    later = Chosen(DAY(2025, 7, 1))
    with pytest.raises(Refused, match="plan_arrears_unpaid"):
        dues.choose(later, PLAN, [HALF_YEAR], JOINED, Money(1))
    assert dues.choose(later, PLAN, [HALF_YEAR], JOINED, Money(-1)) == later


def must_be(
    savings: int, fee: int, before: PaidBefore | None = None, *, new: bool = True, plan: bool = True
) -> None:
    dues.must_be_as_planned(
        PLAN if plan else None,
        Money(savings),
        Money(fee),
        before or PaidBefore(),
        new=new,
        line=1,
    )


def test_the_entry_fee_is_paid_once_and_as_the_plan_says() -> None:
    must_be(3_000, 2_000)
    with pytest.raises(Refused, match="entry_fee_not_as_planned"):
        must_be(3_000, 1_000)
    for plan in (True, False):
        with pytest.raises(Refused, match="entry_fee_paid_before"):
            must_be(0, 2_000, PaidBefore(fees=Money(2_000)), plan=plan)
    must_be(0, 1_000, plan=False)


def test_the_first_payment_of_who_is_new_is_what_the_plan_wants() -> None:
    with pytest.raises(Refused, match="first_payment_too_low"):
        must_be(2_999, 0)
    must_be(0, 2_000)
    must_be(100, 0, PaidBefore(savings=Money(3_000)))
    must_be(100, 0, new=False)
