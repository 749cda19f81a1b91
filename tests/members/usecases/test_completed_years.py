"""Ages counted in the database are those counted here."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Date, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.values.thai_calendar import completed_years
from services.members.store.memberships import OLDEST, completed_on
from tests.units import Units

pytestmark = pytest.mark.stack
DAYS = [dt.date(2024, 2, 29), dt.date(2025, 2, 28), dt.date(2025, 3, 1), dt.date(2025, 12, 31)]


@pytest.mark.parametrize("day", DAYS)
def test_years_are_completed_on_the_same_day(units: Units, day: dt.date) -> None:
    births = [day - dt.timedelta(days=each) for each in (*range(3_000), *range(3_000, 50_000, 61))]
    since = func.unnest(literal(births, ARRAY(Date))).column_valued("since")
    with units.of("members").work() as work:
        told = list(work.connection.execute(select(completed_on(since, day))).scalars())
    assert told == [min(completed_years(birth, day), OLDEST) for birth in births]
