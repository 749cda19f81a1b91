"""Meetings, activities and problems are kept for the annual return, until its year is closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from kernel.contracts import funds as contract
from kernel.values.errors import Invalid, Refused
from kernel.wire.clock import new_id
from services.funds.usecases import activities, reports
from tests.funds.orders import CLERK, COMMITTEE, Fund
from tests.units import NOW, Unit

pytestmark = pytest.mark.stack


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=1)
    return made


def record(fund: Fund, **changes: Any) -> Any:
    order = {"activity_id": new_id("activity"), **changes}
    return fund.ask(CLERK, contract.RecordActivity, activities.record_activity, **order)


def told_of(fund: Fund, year: int = 2568) -> list[dict[str, Any]]:
    with fund.unit.work(COMMITTEE) as work:
        told = reports.get_annual_return(work, fund_id=fund.fund_id, year=year)
    written: list[dict[str, Any]] = contract.AnnualReturn.write(told)["activities"]
    return written


def test_a_year_tells_what_was_done_in_it_day_by_day(fund: Fund) -> None:
    record(fund, kind="waste", day="2025-06-01", people=None, text="รับซื้อขยะ 3 หมู่")
    record(fund, day="2025-03-15")
    record(fund, day="2024-09-30")  # of the year before
    assert [(each["kind"], each["day"], each["people"]) for each in told_of(fund)] == [
        ("general_meeting", "2025-03-15", 212),
        ("waste", "2025-06-01", None),
    ]
    assert len(told_of(fund, 2567)) == 1


def test_the_last_word_about_an_activity_counts(fund: Fund) -> None:
    first = record(fund, day="2025-03-15")
    record(fund, activity_id=first.activity_id, day="2025-03-16", people=215)
    assert [(each["day"], each["people"]) for each in told_of(fund)] == [("2025-03-16", 215)]


def test_what_is_told_of_a_closed_year_stays(fund: Fund) -> None:
    kept = record(fund, day="2025-03-15")
    fund.unit.clock.moment = NOW + dt.timedelta(days=1)
    fund.close_year(2568)
    for changes in ({"day": "2025-03-20"}, {"activity_id": kept.activity_id, "day": "2025-10-01"}):
        with pytest.raises(Refused) as refused:
            record(fund, **changes)
        assert refused.value.code == "date_in_closed_period"
    assert len(told_of(fund)) == 1


def test_what_has_not_been_or_says_nothing_is_refused(fund: Fund) -> None:
    with pytest.raises(Refused, match="day_in_future"):
        record(fund, day="2025-10-02")
    with pytest.raises(Invalid, match="activity_without_text"):
        record(fund, text="  ")


def test_no_word_is_edited_and_no_other_funds_is_seen(fund: Fund) -> None:
    record(fund)
    other = Fund(fund.unit)
    other.open(0, members=1)
    assert told_of(other) == []
    with fund.unit.work(CLERK) as work:
        work.store.act_for(fund.fund_id)
        with pytest.raises(DBAPIError):
            work.store.connection.exec_driver_sql("UPDATE activities SET people = 1")
