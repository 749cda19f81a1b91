"""What a fund did in a year: meetings with their resolutions, activities, problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kernel.values.errors import Invalid, Refused


@dataclass(frozen=True)
class Activity:
    """A meeting, an activity or a problem; `people` is how many were there, if it was counted."""

    activity_id: str
    fund_id: str
    kind: str
    day: dt.date
    people: int | None
    text: str


def record(
    told: Activity, before: Activity | None, closed_until: dt.date | None, today: dt.date
) -> Activity:
    """Take in what is told of a day, in the place of what was told of it `before`.

    Neither day may lie in a closed year, whose return stays as it was.
    """
    if not told.text.strip():
        raise Invalid("activity_without_text")
    if told.day > today:
        raise Refused("day_in_future", {"day": told.day.isoformat()})
    for day in _days(told, before):
        if closed_until is not None and day <= closed_until:
            days = {"day": day.isoformat(), "closed_until": closed_until.isoformat()}
            raise Refused("date_in_closed_period", days)
    return told


def _days(told: Activity, before: Activity | None) -> Iterable[dt.date]:
    return (told.day,) if before is None else (told.day, before.day)
