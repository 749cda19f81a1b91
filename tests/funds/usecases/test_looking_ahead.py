"""Looking ahead on real books: ages from `members`, money from the ledger, rules in force."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kernel.contracts import members as members_contract
from kernel.values.actors import Actor
from kernel.values.errors import Forbidden
from kernel.values.money import ZERO, Money
from kernel.wire.clock import new_id
from services.funds.usecases import forecasts
from services.members.usecases import memberships
from tests.funds.orders import DAY, Fund
from tests.funds.usecases import test_levies
from tests.units import Unit, Units, answering, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry")


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def enrol(members: Unit, fund_id: str, births: list[dt.date | None]) -> None:
    """Members of twelve years' standing, born on these days."""
    rows = [(new_id("person"), new_id("membership"), born) for born in births]
    with members.owned.begin() as connection:
        for place, (person_id, membership_id, born) in enumerate(rows):
            connection.exec_driver_sql(
                "INSERT INTO persons VALUES"
                " (%s, '', '', '', NULL, NULL, %s, '', NULL, NULL, now())",
                (person_id, born),
            )
            connection.exec_driver_sql(
                "INSERT INTO memberships VALUES (%s, %s, %s, %s, %s, 'active')",
                (membership_id, fund_id, person_id, str(place), DAY.replace(year=DAY.year - 12)),
            )


def looked_ahead(funds: Unit, members: Unit, fund: Fund, years: int = 10) -> dict[str, Any]:
    ask = answering(members, "get_age_structures", memberships.get_age_structures, "funds")
    structures = forecasts.structures_asked(lambda _, **fields: ask(**fields), [fund.fund_id])
    with funds.work(MINISTRY) as work:
        return forecasts.get_forecast(
            work,
            fund_id=fund.fund_id,
            years=years,
            new_members_per_1000=0,
            structures=structures,
        )


def test_ages_are_counted_as_birthdays_are(funds: Unit, members: Unit) -> None:
    fund = Fund(funds)
    today, tomorrow = DAY.replace(year=1965), DAY.replace(year=1965) + dt.timedelta(days=1)
    enrol(members, fund.fund_id, [today, tomorrow, None])
    ask = answering(members, "get_age_structures", memberships.get_age_structures, "funds")
    (told,) = members_contract.AgeStructures.read(ask(fund_ids=[fund.fund_id]))["structures"]
    assert list(zip(told["ages"], told["years_in"], told["counts"], strict=True)) == [
        (59, 12, 1),
        (60, 12, 1),
        (None, 12, 1),
    ]


def test_a_forecast_follows_the_books_the_ages_and_the_rules(funds: Unit, members: Unit) -> None:
    fund = Fund(funds)
    fund.open(balance_satang=1_000_00, members=2)
    enrol(members, fund.fund_id, [DAY.replace(year=1950), DAY.replace(year=1950)])
    told = looked_ahead(funds, members, fund, years=3)
    assert (told["members"], told["cash"]) == (2, Money(1_000_00))
    # Two pensioners of twelve years' standing: 500 baht a year each, 1,000 baht in the till.
    assert told["years"][0].pensions.satang == pytest.approx(2 * 500_00, rel=0.03)
    assert set(told["warnings"]) == {
        *("runs_dry", "promises_above_contributions", "reserve_low"),
        "books_too_short",
    }
    assert told["dry_on"] is not None
    assert told["dry_on"] < dt.date(2027, 1, 1)


def test_what_a_levy_brings_goes_on_with_the_deaths_it_pays_for(
    funds: Unit, members: Unit, tmp_path: Path
) -> None:
    fund = test_levies.opened(funds, tmp_path)
    claim = test_levies.died(fund)
    taken = test_levies.take(fund, claim)
    assert fund.pay(claim.claim_id).paid == taken.taken
    enrol(members, fund.fund_id, [DAY.replace(year=1950)] * 3)
    told = looked_ahead(funds, members, fund, years=2)
    for year in told["years"]:
        assert year.levies == year.death_benefits > ZERO
        assert year.other_income == ZERO
    assert "promises_above_contributions" not in told["warnings"]


def test_the_list_names_only_funds_that_warn(funds: Unit, members: Unit) -> None:
    empty, poor = Fund(funds), Fund(funds)
    empty.open(balance_satang=0, members=0)
    poor.open(balance_satang=10_00, members=1)
    enrol(members, poor.fund_id, [DAY.replace(year=1950)])
    ask = answering(members, "get_age_structures", memberships.get_age_structures, "funds")
    with funds.work(MINISTRY) as work:
        page, after = forecasts.funds_to_look_at(work, area_code="65", after="", limit=20)
    structures = forecasts.structures_asked(
        lambda _, **fields: ask(**fields), [each.fund_id for each in page]
    )
    with funds.work(MINISTRY) as work:
        told = forecasts.list_early_warnings(work, funds=page, after=after, structures=structures)
    assert [each["fund_id"] for each in told["early_warnings"]] == [poor.fund_id]
    assert (told["looked_at"], told["after"]) == (2, None)
    elsewhere = Actor("staff_elsewhere", frozenset({"ministry"}), frozenset({empty.fund_id}))
    with pytest.raises(Forbidden, match="other_fund"), funds.work(elsewhere) as work:
        forecasts.list_early_warnings(work, funds=page, after=after, structures=structures)
