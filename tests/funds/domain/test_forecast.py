"""Looking ahead, against cases computed by hand."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from kernel.values.money import ZERO, Money
from services.funds.domain import forecast, regulation_reading
from services.funds.domain.forecast import Assumptions, Cohort, Gives, PastYear, Standing
from services.funds.domain.life_tables import LifeTable
from services.funds.domain.outlook import Remedy, outlook
from services.funds.domain.promises import gives
from services.funds.imports.life_table import life_table
from tests.funds.orders import REGULATION

# One in ten dies in each year of age, at 100 everybody.
TENTH = LifeTable("test", (100_000,) * 100 + (1_000_000,))
NOBODY_DIES = LifeTable("test", (0,) * 100 + (1_000_000,))


def standing(
    *,
    cash: int = 0,
    cohorts: tuple[Cohort, ...] = (Cohort(50, 5, 100),),
    death: tuple[int, ...] = (),
    pension: tuple[int, ...] = (),
    past: PastYear | None = None,
) -> Standing:
    """A fund; amounts in baht."""
    paid = Gives(
        death=tuple(Money(baht * 100) for baht in death),
        pension=tuple(Money(baht * 100) for baht in pension),
        pension_age=60 if pension else None,
    )
    return Standing(Money(cash * 100), cohorts, paid, past or PastYear())


def test_who_dies_in_a_year_is_paid_for_and_pays_half_of_it() -> None:
    # 100 members, 10 die, 95 years lived: 365 x 95 baht come in, 10 x 1,000 go out.
    past = PastYear(contributions=Money(36_500_00))
    (year,) = forecast.look_ahead(standing(cash=5_000, death=(1_000,), past=past), TENTH, 1)
    assert (year.members, year.deaths) == (90, 10)
    assert year.contributions == Money(365 * 95 * 100)
    assert year.death_benefits == Money(10_000_00)
    assert year.closing == Money((5_000 + 34_675 - 10_000) * 100)


def test_the_second_year_begins_where_the_first_ended() -> None:
    _, second = forecast.look_ahead(standing(death=(1_000,)), TENTH, 2)
    assert (second.members, second.deaths) == (81, 9)
    assert second.closing == Money(-19_000_00)


def test_what_a_death_gives_follows_the_length_of_membership() -> None:
    # One year of membership now: 500 in the first year ahead, 2,000 from the second on.
    cohorts = (Cohort(50, 1, 100),)
    first, second, third = forecast.look_ahead(
        standing(cohorts=cohorts, death=(0, 500, 2_000)), TENTH, 3
    )
    assert first.death_benefits == Money(10 * 500_00)
    assert second.death_benefits == Money(9 * 2_000_00)
    assert third.death_benefits == Money(810 * 2_000)  # 8.1 deaths, 2,000 baht each


def test_pensions_begin_in_the_year_the_age_is_reached() -> None:
    years = forecast.look_ahead(
        standing(cohorts=(Cohort(58, 3, 10),), pension=(300,)), NOBODY_DIES, 3
    )
    assert [year.pensions for year in years] == [ZERO, ZERO, Money(10 * 300_00)]


def test_hospital_and_match_go_on_with_as_many_as_live() -> None:
    past = PastYear(
        match=Money(1_000_00),
        welfare={"hospital": Money(2_000_00), "birth": Money(400_00), "death": Money(99_00)},
    )
    (year,) = forecast.look_ahead(standing(past=past), TENTH, 1)
    assert (year.match, year.hospital) == (Money(950_00), Money(1_900_00))
    assert year.other_welfare == Money(380_00), "deaths are reckoned, not carried on"


def test_new_members_join_only_where_somebody_says_so() -> None:
    assumed = Assumptions(new_members_per_1000=100)
    first, second = forecast.look_ahead(standing(), NOBODY_DIES, 2, assumed)
    assert (first.members, second.members) == (110, 121)


def test_the_money_ends_in_the_month_it_is_used_up() -> None:
    # 15,000 baht, 10,000 a year out: after one and a half years.
    fund = standing(cash=15_000, past=PastYear(other_expenses=Money(10_000_00)))
    view = outlook(fund, forecast.look_ahead(fund, NOBODY_DIES, 3))
    assert (view.dry_after_months, view.reserve_months) == (18, 18)
    assert view.warnings == ("runs_dry",)


def test_a_remedy_is_the_least_that_keeps_the_fund_above_nothing() -> None:
    # 1,000 short after three years of 1,000 coming in and, of 1,500 going out, 1,000 for hospital.
    fund = standing(
        cash=500,
        past=PastYear(
            contributions=Money(1_000_00),
            welfare={"hospital": Money(1_000_00)},
            other_expenses=Money(500_00),
        ),
    )
    view = outlook(fund, forecast.look_ahead(fund, NOBODY_DIES, 3))
    assert view.years[-1].closing == Money(-1_000_00)
    assert view.remedies == (Remedy("raise_contributions", 34), Remedy("lessen_hospital", 34))


def test_no_lever_is_named_that_cannot_mend_it() -> None:
    past = PastYear(welfare={"hospital": Money(100_00)}, other_expenses=Money(5_000_00))
    fund = standing(past=past)
    assert outlook(fund, forecast.look_ahead(fund, NOBODY_DIES, 2)).remedies == ()


def test_promises_above_contributions_are_warned_of_while_there_is_money() -> None:
    fund = standing(cash=1_000_000, death=(1_000,), past=PastYear(contributions=Money(9_000_00)))
    view = outlook(fund, forecast.look_ahead(fund, TENTH, 1))
    assert view.warnings == ("promises_above_contributions",)
    assert (view.dry_after_months, view.remedies) == (None, ())


def test_a_fund_without_members_and_books_has_nothing_ahead() -> None:
    fund = standing(cohorts=())
    view = outlook(fund, forecast.look_ahead(fund, TENTH, 10))
    assert [year.closing for year in view.years] == [ZERO] * 10
    assert (view.reserve_months, view.dry_after_months, view.warnings) == (None, None, ())


def test_a_real_regulation_gives_by_completed_years() -> None:
    rules = regulation_reading.read(yaml.safe_load(REGULATION.read_text())["versions"][1]["rules"])
    given = gives(rules)
    # In the middle of a year; 180 days and one year are over by then.
    steps = {0: 2_500, 1: 5_000, 2: 10_000, 5: 15_000, 10: 20_000, 15: 30_000}
    for years, baht in steps.items():
        assert given.death[years] == Money(baht * 100)
    assert given.pension_age == 60
    assert [given.pension[years] for years in (0, 3, 10)] == [ZERO, Money(300_00), Money(500_00)]


@pytest.mark.parametrize(("age", "years"), [(0, 77.2), (65, 19.1)])
def test_the_life_table_holds_what_its_source_says(age: int, years: float) -> None:
    assert life_table().expectation(age) == pytest.approx(years, abs=0.05)


def test_the_life_table_names_what_it_is() -> None:
    table = life_table()
    assert dt.date(int(table.as_of), 1, 1).year == 2019
    assert table.dying == tuple(table.at(age) for age in range(101))
    assert all(older >= old for old, older in zip(table.dying[30:], table.dying[31:], strict=False))
