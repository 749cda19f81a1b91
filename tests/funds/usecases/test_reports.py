"""A fund's reports: they agree with the ledger, before and after a year is closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.usecases import reports
from tests.funds.orders import CLERK, COMMITTEE, Fund
from tests.units import NOW, Unit, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry", actor_id="staff_ministry")


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """3,500 baht in from three sources, 300 for a stay in hospital, 100 for the office."""
    made = Fund(funds)
    made.open(100_000, members=2)
    made.contribute(0, 150_000)
    made.receive(150_000, "local_government")
    made.receive(50_000, "interest")
    claim = made.submit(0)
    made.approve(claim.claim_id)
    made.pay(claim.claim_id)
    made.spend(10_000)
    return made


def year_of(fund: Fund, year: int = 2568) -> dict[str, Any]:
    with fund.unit.work(CLERK) as work:
        told = reports.get_annual_return(work, fund_id=fund.fund_id, year=year)
    written: dict[str, Any] = contract.AnnualReturn.write(told)
    return written


def lines(told: list[dict[str, Any]]) -> dict[str, int]:
    return {each["account"]: each["amount_satang"] for each in told}


def test_a_year_is_told_from_its_postings(fund: Fund) -> None:
    told = year_of(fund)
    assert lines(told["income"]) == {
        "income.interest": 50_000,
        "income.local_government": 150_000,
        "income.member": 150_000,
    }
    assert lines(told["expense"]) == {"expense.administration": 10_000, "welfare.hospital": 30_000}
    assert lines(told["assets"]) == {"cash": 410_000}
    assert lines(told["equity"]) == {"equity.opening": 100_000, "equity.result": 310_000}
    assert told["result_satang"] == 310_000
    assert told["admin_percent_tenths"] == 29  # 100 of 3,500 baht are 2.9 %
    assert told["benefits"] == [
        {"kind": "hospital", "people": 1, "times": 1, "amount_satang": 30_000}
    ]
    assert told["members"]["active"] == 2


def test_closing_the_year_changes_no_figure_of_it(fund: Fund) -> None:
    before = year_of(fund)
    fund.unit.clock.moment = NOW + dt.timedelta(days=1)
    fund.close_year(2568)
    after = year_of(fund)
    assert lines(after["equity"]) == {"equity.opening": 100_000, "equity.surplus": 310_000}
    for same in ("assets", "income", "expense", "result_satang", "benefits"):
        assert after[same] == before[same]
    assert (before["closed"], after["closed"]) == (False, True)
    with fund.unit.work() as work:  # who leaves later was a member when the year was closed
        gone = work.store.memberships.find(fund.members[1])
        work.store.memberships.keep([replace(gone, status="resigned")])
    assert year_of(fund)["members"]["active"] == 2
    following = year_of(fund, 2569)
    assert following["members"]["active"] == 1
    assert (following["income"], following["assets_satang"]) == ([], 410_000)


def belongs(fund: Fund, member: int, **changes: Any) -> None:
    """Have the copy of memberships hear of a change."""
    with fund.unit.work() as work:
        known = work.store.memberships.find(fund.members[member])
        work.store.memberships.keep([replace(known, **changes)])


def test_members_are_counted_at_the_end_of_the_year_and_not_on_the_day_of_reading(
    fund: Fund,
) -> None:
    last = dt.date(2024, 9, 30)
    belongs(fund, 0, status="deceased", died_on=last + dt.timedelta(days=1))
    belongs(fund, 1, joined_on=last + dt.timedelta(days=1))
    assert year_of(fund, 2567)["members"]["active"] == 1  # who died the day after
    told = year_of(fund)["members"]
    assert (told["active"], told["joined"], told["died"]) == (1, 1, 1)


def test_of_whom_an_old_register_says_no_more_than_that_they_died_nobody_counts(
    fund: Fund,
) -> None:
    belongs(fund, 0, status="deceased", died_on=None)
    assert year_of(fund)["members"]["active"] == 1


def sheet_of(fund: Fund, day: dt.date | None = None) -> dict[str, Any]:
    with fund.unit.work(CLERK) as work:
        told = reports.get_balance_sheet(work, fund_id=fund.fund_id, day=day)
    written: dict[str, Any] = contract.BalanceSheet.write(told)
    return written


def test_a_balance_sheet_agrees_with_the_ledger_and_with_the_income_statement(fund: Fund) -> None:
    sheet, year = sheet_of(fund), year_of(fund)
    kept = fund.balances()
    assert lines(sheet["assets"]) == {"cash": kept["cash"]}
    assert sheet["assets_satang"] == sheet["equity_satang"] == year["assets_satang"]
    assert (sheet["day"], sheet["year"], sheet["year_begins_on"]) == (
        *("2025-09-30", 2568),
        "2024-10-01",
    )
    before = sheet_of(fund, dt.date(2024, 9, 30))
    assert (before["assets"], before["equity"], before["assets_satang"]) == ([], [], 0)
    opened = lines(sheet["equity"])["equity.opening"]
    assert sheet["equity_satang"] - before["equity_satang"] == year["result_satang"] + opened


def test_a_balance_sheet_stays_as_it_was_when_its_year_is_closed(fund: Fund) -> None:
    before = sheet_of(fund)
    fund.unit.clock.moment = NOW + dt.timedelta(days=1)
    fund.close_year(2568)
    after = sheet_of(fund, dt.date(2025, 9, 30))
    assert lines(after["equity"]) == {"equity.opening": 100_000, "equity.surplus": 310_000}
    assert (before["closed"], after["closed"], sheet_of(fund)["closed"]) == (False, True, False)
    assert after["assets"] == before["assets"]
    with pytest.raises(Refused, match="day_in_future"):
        sheet_of(fund, dt.date(2025, 10, 2))


def test_a_passbook_is_read_page_by_page(fund: Fund) -> None:
    wrong = fund.contribute(0, 700)
    fund.turn_round(wrong.entry_id)
    read, after = [], ""
    while True:
        with fund.unit.work(CLERK) as work:
            page = reports.list_passbook(
                work, fund_id=fund.fund_id, membership_id=fund.members[0], after=after, limit=1
            )
        read += page["lines"]
        after = page["after"]
        if after is None:
            break
    assert sorted((each["what"], each["paid"], each["received"]) for each in read) == [
        ("contribution", Money(150_000), Money(0)),
        ("hospital", Money(0), Money(30_000)),
    ]
    with pytest.raises(NotFound, match="membership_unknown"), fund.unit.work(CLERK) as work:
        reports.list_passbook(
            work, fund_id=fund.fund_id, membership_id=new_id("membership"), after="", limit=1
        )


def plan(fund: Fund, year: int, **changes: Any) -> Any:
    return fund.ask(COMMITTEE, contract.SetPlan, reports.set_plan, year=year, **changes)


def results(fund: Fund, level: str) -> list[dict[str, Any]]:
    order = contract.ListPlanResults.read({"year": 2568, "level": level})
    with fund.unit.work(MINISTRY) as work:
        told = reports.list_plan_results(work, **order)
    return [contract.PlanResult.write(each) for each in told["results"]]


def test_targets_for_next_year_stand_beside_this_years_results(fund: Fund) -> None:
    plan(fund, 2568, income_satang=1, expense_satang=1)
    plan(fund, 2568, income_satang=400_000, expense_satang=20_000, members=3)
    plan(fund, 2569, income_satang=500_000, expense_satang=30_000, members=4)
    other = Fund(fund.unit)
    other.open(100_000, members=1)
    for level, funds in (("fund", 1), ("province", 2), ("region", 2)):
        told = next(each for each in results(fund, level) if each["income_planned_satang"])
        assert told["funds"] == funds, level
        assert (told["income_satang"], told["income_planned_satang"]) == (350_000, 400_000)
        assert (told["expense_satang"], told["expense_next_satang"]) == (40_000, 30_000)
        assert (told["members_planned"], told["members_next"]) == (3, 4)
    assert results(fund, "province")[0]["name"] == "พิษณุโลก"


def result_of(fund: Fund, year: int = 2568) -> dict[str, Any]:
    with fund.unit.work(COMMITTEE) as work:
        told = reports.get_plan_result(work, fund_id=fund.fund_id, year=year)
    return contract.PlanResult.write(told)


def test_a_committee_reads_its_own_plan_beside_the_result(fund: Fund) -> None:
    plan(fund, 2568, income_satang=400_000, expense_satang=20_000, members=3)
    told = result_of(fund)
    assert (told["key"], told["funds"]) == (fund.fund_id, 1)
    assert (told["income_satang"], told["income_planned_satang"]) == (350_000, 400_000)
    assert (told["members"], told["members_planned"], told["members_next"]) == (2, 3, 0)
    assert result_of(fund, 2567)["income_satang"] == 0


def test_a_result_is_of_the_funds_own_book_year_with_its_members_then(fund: Fund) -> None:
    fund.receive(7_000, day="2025-01-15")
    fund.receive(9_000, day="2024-10-02")
    belongs(fund, 1, joined_on=dt.date(2025, 2, 1))
    by_fiscal = result_of(fund)
    with fund.unit.owned.begin() as connection:
        connection.exec_driver_sql("UPDATE funds SET book_year = 'calendar'")
    by_calendar = result_of(fund)
    assert by_fiscal["income_satang"] - by_calendar["income_satang"] == 9_000
    assert result_of(fund, 2567)["income_satang"] == 9_000
    assert (result_of(fund, 2567)["members"], by_calendar["members"]) == (1, 2)
    assert results(fund, "fund") == [by_calendar]


def test_a_closed_year_is_not_planned_and_no_plan_is_below_nothing(fund: Fund) -> None:
    with pytest.raises(Refused, match="amount_not_above_zero"):
        plan(fund, 2569, income_satang=-1)
    fund.unit.clock.moment = NOW + dt.timedelta(days=1)
    fund.close_year(2568)
    with pytest.raises(Conflict, match="year_already_closed"):
        plan(fund, 2568)
