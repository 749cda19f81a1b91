"""Activities: recorded for the annual return."""

from __future__ import annotations

import datetime as dt

from kernel.chassis.work import Work
from services.funds.domain import activities
from services.funds.domain.activities import Activity
from services.funds.usecases.funds import fund_of


def record_activity(
    work: Work,
    *,
    activity_id: str,
    fund_id: str,
    kind: str,
    day: dt.date,
    people: int | None,
    text: str,
) -> Activity:
    """Record a meeting, an activity or a problem; the last word about it counts."""
    fund_of(work, fund_id)
    work.store.funds.lock(fund_id)  # the year is not closed meanwhile
    before = work.store.activities.find(fund_id, activity_id)
    told = Activity(activity_id, fund_id, kind, day, people, text)
    kept = activities.record(told, before, work.store.books.closed_until(fund_id), work.today)
    work.store.activities.add(kept, work.actor.actor_id, work.now)
    return kept
