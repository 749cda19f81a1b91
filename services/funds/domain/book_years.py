"""The year a fund keeps its books by: when it begins, when it may be closed.

Most funds close on 30 September, with the state; some on 31 December (guide 1.5, own knowledge).
A closed year is never opened again: what was wrong in it is corrected in the year that is open.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from kernel.values.errors import Conflict, Invalid, Refused
from kernel.values.thai_calendar import buddhist_year, fiscal_year, fiscal_year_days, from_buddhist

BOOK_YEARS: Final = ("fiscal", "calendar")
_BUDDHIST_FROM: Final = 2_400


class BookYear(NamedTuple):
    """A year of the books by its Buddhist name, and its days."""

    year: int
    from_day: dt.date
    to_day: dt.date


def of(kind: str, year: int) -> BookYear:
    """The year of this name, by the fund's way of counting."""
    if kind == "fiscal":
        return BookYear(year, *fiscal_year_days(year))
    return BookYear(year, from_buddhist(year, 1, 1), from_buddhist(year, 12, 31))


def at(kind: str, day: dt.date) -> BookYear:
    """The year a day lies in."""
    return of(kind, fiscal_year(day) if kind == "fiscal" else buddhist_year(day))


def may_close(year: BookYear, closed_until: dt.date | None, today: dt.date) -> None:
    """`Refused("year_not_over")`, `Conflict("year_already_closed")`, `Refused("year_before_open")`.

    The first year closed here takes in all that came before it; from then on, one after another.
    """
    if year.to_day >= today:
        raise Refused("year_not_over", {"to_day": year.to_day.isoformat()})
    if closed_until is None:
        return
    if year.to_day <= closed_until:
        raise Conflict("year_already_closed", {"closed_until": closed_until.isoformat()})
    if year.from_day > closed_until + dt.timedelta(days=1):
        raise Refused("year_before_open", {"closed_until": closed_until.isoformat()})


def must_be_buddhist(year: int | None) -> None:
    """`Invalid("year_not_buddhist")` for a year of the Common Era: 2025 would find nothing, and
    tell it as if nothing had been."""
    if year is not None and year < _BUDDHIST_FROM:
        raise Invalid("year_not_buddhist", {"year": year})
