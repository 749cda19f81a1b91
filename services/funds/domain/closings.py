"""Closing a year by two people, and the opinion of an auditor who kept none of its books.

Who keeps the books asks, another closes; the auditor is elected outside the committee and speaks of
the closed year, whose figures cannot change any more (domain.md 1.1, 1.5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kernel.values.errors import Conflict, NotFound, Refused
from services.funds.domain.book_years import BookYear
from services.funds.domain.organisation import Officer

UNQUALIFIED: Final = "unqualified"
_AUDITOR: Final = "auditor"
_OUTSIDE: Final = (_AUDITOR, "adviser")


@dataclass(frozen=True)
class Closing:
    """The wish to close a year, from asked to done or declined."""

    closing_id: str
    fund_id: str
    year: int
    asked_by: str
    state: str = "asked"
    decided_by: str = ""


@dataclass(frozen=True)
class Audit:
    """What an auditor says of a closed year. `membership_id` is whose office it is."""

    audit_id: str
    fund_id: str
    year: int
    officer_id: str
    opinion: str
    remarks: str
    day: dt.date
    made_by: str
    membership_id: str = ""


def carry_out(asked: Closing | None, actor_id: str) -> Closing:
    """Close the year: by another than who asked for it."""
    if asked is None:
        raise Refused("closing_not_asked")
    if not actor_id or actor_id == asked.asked_by:
        raise Refused("approver_is_asker")
    return replace(asked, state="done", decided_by=actor_id)


def decline(asked: Closing, actor_id: str) -> Closing:
    """Leave the year open; who asked may take it back alone."""
    if asked.state != "asked":
        raise Conflict("closing_moved_on", {"state": asked.state})
    return replace(asked, state="declined", decided_by=actor_id)


def audit(
    told: Audit, year: BookYear, officers: Iterable[Officer], keepers: Iterable[str]
) -> Audit:
    """Give an opinion of a closed year: an auditor in office on the day, who ran nothing of the
    fund in that year, through somebody who is none of its `keepers`: who asked, closed, posted."""
    officers = list(officers)
    own = next((each for each in officers if each.officer_id == told.officer_id), None)
    if own is None:
        raise NotFound("officer_unknown")
    if own.role != _AUDITOR or not own.from_day <= told.day <= own.to_day:
        raise Refused("auditor_not_in_office")
    if told.day <= year.to_day:
        raise Refused("year_not_over", {"to_day": year.to_day.isoformat()})
    for other in officers:
        same = other.membership_id == own.membership_id and other.role not in _OUTSIDE
        if same and other.from_day <= year.to_day and year.from_day <= other.to_day:
            raise Refused("auditor_held_office", {"role": other.role})
    if told.made_by in set(keepers):
        raise Refused("auditor_kept_the_books")
    if told.opinion != UNQUALIFIED and not told.remarks.strip():
        raise Refused("remarks_missing")
    return replace(told, membership_id=own.membership_id)
