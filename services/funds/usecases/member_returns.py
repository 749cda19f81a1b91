"""A fund's members by sex, age band and village, asked of `members` and kept with a closed year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kernel.chassis.work import Work
from services.funds.domain import book_years, member_counts
from services.funds.domain.book_years import BookYear
from services.funds.domain.member_counts import Group
from services.funds.usecases.funds import fund_of

_LISTS: Final = ("sexes", "ages", "villages", "counts", "joined", "died", "left")
Told = Mapping[str, Sequence[Any]]
"""What `members` answers: lists of one length, place for place."""


def year_asked(work: Work, *, fund_id: str, year: int) -> BookYear:
    """The days of a fund's year, as far as it has come."""
    days = book_years.of(fund_of(work, fund_id).book_year, year)
    return days._replace(to_day=_so_far(days, work.today))


def ask_groups(ask: Callable[..., Any], fund_id: str, days: BookYear) -> Told:
    """The groups at the end of these days, asked before the transaction."""
    told = ask(
        "members.get_member_groups",
        fund_id=fund_id,
        from_day=days.from_day.isoformat(),
        to_day=days.to_day.isoformat(),
    )
    return {name: told[name] for name in _LISTS}


def ask_for_closing(ask: Callable[..., Any], fund_id: str, year: int) -> Mapping[str, Told]:
    """The groups at the end of a year, by each way of counting years: which of them the fund's is,
    only the transaction sees that closes it."""
    return {
        kind: ask_groups(ask, fund_id, book_years.of(kind, year)) for kind in book_years.BOOK_YEARS
    }


def get_member_return(
    work: Work, *, fund_id: str, year: int, ages_from: Sequence[int], told: Told
) -> dict[str, Any]:
    """A year's members by sex, age band and village: of a closed year those it was closed with."""
    days = year_asked(work, fund_id=fund_id, year=year)
    closed = {each.year: each for each in work.store.books.years(fund_id)}.get(year)
    groups = groups_of((closed.frozen.get("groups") if closed else None) or told)
    return {
        "fund_id": fund_id,
        "year": year,
        "from_day": days.from_day,
        "to_day": days.to_day,
        "closed": closed is not None,
        "counts": member_counts.count(groups),
        "by_age": member_counts.by_age(groups, ages_from),
        "by_village": member_counts.by_village(groups),
    }


def groups_of(told: Told) -> tuple[Group, ...]:
    """The lists as groups; a year closed before leavings were dated knows of none."""
    none = [0] * len(told["counts"])
    return tuple(
        Group(*row) for row in zip(*(told.get(name, none) for name in _LISTS), strict=True)
    )


def _so_far(days: BookYear, today: dt.date) -> dt.date:
    return max(days.from_day, min(days.to_day, today))
