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
    levied: bool = False,
) -> Standing:
    """A fund; amounts in baht."""
    paid = Gives(
        death=tuple(Money(baht * 100) for baht in death),
        pension=tuple(Money(baht * 100) for baht in pension),
        pension_age=60 if pension else None,
        levied=levied,
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


LEVIES = PastYear(levies=Money(1_000_00), welfare={"death": Money(960_00)})


def test_a_levy_and_the_death_it_pays_for_go_on_together() -> None:
    # Last year 1,000 baht came in and 960 went out. 10 of 100 die and 95 pay; then 9 die and 85.5
    # pay: of both, 10/10 x 95/100 and 9/10 x 85.5/100.
    first, second = forecast.look_ahead(standing(past=LEVIES, levied=True), TENTH, 2)
    assert (first.levies, first.death_benefits) == (Money(950_00), Money(912_00))
    assert (second.levies, second.death_benefits) == (Money(769_50), Money(738_72))
    assert second.closing == Money(38_00 + 30_78)


def test_what_a_levy_brings_is_no_other_income_that_goes_on_without_deaths() -> None:
    # Where the rules in force levy no more, nothing is brought any more.
    (year,) = forecast.look_ahead(standing(death=(100,), past=LEVIES), TENTH, 1)
    assert (year.levies, year.income) == (ZERO, ZERO)
    assert year.death_benefits == Money(10 * 100_00)


def test_a_fund_that_levied_for_nobody_last_year_is_said_to_levy_for_nobody() -> None:
    (year,) = forecast.look_ahead(standing(levied=True), TENTH, 1)
    assert (year.deaths, year.levies, year.death_benefits) == (10, ZERO, ZERO)


def test_a_death_that_others_pay_for_is_no_promise_out_of_contributions() -> None:
    past = PastYear(levies=Money(100_00), welfare={"death": Money(5_000_00)})
    fund = standing(past=past, levied=True)
    view = outlook(fund, forecast.look_ahead(fund, TENTH, 1))
    assert view.warnings == ("runs_dry", "reserve_low"), "the fund bears what was short"
    assert view.remedies == (), "less given would be less brought"


def test_a_benefit_by_age_is_given_by_the_age_at_death() -> None:
    # 1,000 baht up to 49, 200 from 50 on. At 49: 10 x 1,000, the next year 9 x 200.
    by_age = (Money(1_000_00),) * 50 + (Money(200_00),)
    paid = Gives(death=(ZERO, Money(1_000_00)), death_by_age=by_age)
    fund = Standing(ZERO, (Cohort(49, 5, 100),), paid, PastYear())
    years = forecast.look_ahead(fund, TENTH, 2)
    assert [year.death_benefits for year in years] == [Money(10_000_00), Money(1_800_00)]
    too_new = Standing(ZERO, (Cohort(49, 0, 100),), paid, PastYear())
    years = forecast.look_ahead(too_new, TENTH, 2)
    assert [year.death_benefits for year in years] == [ZERO, Money(1_800_00)]


def test_a_pension_by_age_rises_with_the_age_that_is_reached() -> None:
    by_age = (ZERO,) * 60 + (Money(600_00),) * 10 + (Money(700_00),)
    paid = Gives(pension=(Money(700_00),), pension_age=60, pension_by_age=by_age)
    fund = Standing(ZERO, (Cohort(59, 5, 1), Cohort(69, 5, 1)), paid, PastYear())
    years = forecast.look_ahead(fund, NOBODY_DIES, 2)
    assert [year.pensions for year in years] == [Money(600_00), Money(600_00 + 700_00)]


def test_rules_by_age_are_read_for_every_age() -> None:
    bands = [
        {"from_age": 60, "up_to_age": 69, "satang": 60_000},
        {"from_age": 70, "satang": 70_000},
    ]
    pension = {"waiting": "1y", "by_age": bands}
    for age_min in ({}, {"age_min": 65}):
        given = gives(regulation_reading.read({"benefits": {"elderly": {**pension, **age_min}}}))
        first = age_min.get("age_min", 60)
        assert given.pension == (ZERO, Money(700_00)), "nothing in the year that is waited"
        assert [given.pension_by_age[age] for age in (first - 1, first, 69, 70)] == [
            Money(baht * 100) for baht in (0, 600, 600, 700)
        ]


def test_a_death_by_age_without_an_age_to_reach_is_given() -> None:
    """Its rule never said from which age on: it was reckoned as giving nothing."""
    told = {"death": {"by_age": [{"from_age": 0, "satang": 500_00}]}}
    given = gives(regulation_reading.read({"benefits": told}))
    assert (given.death, given.death_by_age) == ((Money(500_00),), (Money(500_00),))


@pytest.mark.parametrize("name", ["r6-levy", "wangnokaen"])
def test_a_levy_of_a_real_regulation_is_known_as_one(name: str) -> None:
    told = yaml.safe_load((REGULATION.parent / f"{name}.yaml").read_text())
    assert gives(regulation_reading.read(told["versions"][0]["rules"])) == Gives(levied=True)


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
