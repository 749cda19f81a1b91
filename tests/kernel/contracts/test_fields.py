"""What stands in a message's fields is of one era, and refused in the other."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.contracts.envelope import Message
from kernel.contracts.fields import Day
from kernel.values.errors import Invalid


class Dated(Message):
    """A message with a day in it."""

    event_on = Day(required=True)


@pytest.mark.parametrize("day", [dt.date(1900, 1, 1), dt.date(2025, 4, 1), dt.date(2399, 12, 31)])
def test_a_day_of_the_common_era_is_read(day: dt.date) -> None:
    assert Dated.read({"event_on": day.isoformat()}) == {"event_on": day}


@pytest.mark.parametrize("day", ["2568-04-01", "2400-01-01", "9999-12-31"])
def test_a_day_with_a_buddhist_year_is_refused_by_its_own_code(day: str) -> None:
    with pytest.raises(Invalid) as refused:
        Dated.read({"event_on": day})
    assert refused.value.code == "year_is_buddhist"
    assert refused.value.details == {"field": "event_on", "day": day}


@pytest.mark.parametrize(
    "day", ["01/04/2025", "2025-4-1", "20250401", "2025-02-30", "", 2025, None]
)
def test_what_is_no_day_is_malformed(day: object) -> None:
    with pytest.raises(Invalid) as refused:
        Dated.read({"event_on": day})
    assert refused.value.code == "message_malformed"
