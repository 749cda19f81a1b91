"""Looking ahead: one fund's years, and the funds to be warned of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kernel.chassis.work import Work
from kernel.values.actors import EVERY_FUND
from kernel.values.money import ZERO, Money
from services.funds.domain import forecast, promises, regulations
from services.funds.domain.forecast import YEARS_MAX, Assumptions, Cohort, PastYear, Standing
from services.funds.domain.outlook import Outlook, outlook
from services.funds.imports.life_table import life_table
from services.funds.store.funds import Fund
from services.funds.store.standings import Books
from services.funds.usecases.funds import fund_of

YEAR_DAYS: Final = 365
BOOKS_DAYS_MIN: Final = 90
"""Shorter books say too little of a year; the forecast is made and says so."""

Structures = Mapping[str, tuple[Cohort, ...]]


def structures_asked(ask: Callable[..., Any], fund_ids: Sequence[str]) -> Structures:
    """How old the funds' members are, asked before the transaction."""
    if not fund_ids:
        return {}
    told = ask("members.get_age_structures", fund_ids=list(fund_ids))
    return {
        each["fund_id"]: tuple(
            map(Cohort._make, zip(each["ages"], each["years_in"], each["counts"], strict=True))
        )
        for each in told["structures"]
    }


def get_forecast(
    work: Work, *, fund_id: str, years: int, new_members_per_1000: int, structures: Structures
) -> dict[str, Any]:
    """A fund's years ahead."""
    fund = fund_of(work, fund_id)
    assumed = Assumptions(new_members_per_1000=new_members_per_1000)
    return _forecasts(work, [fund], structures, years, assumed)[0]


def funds_to_look_at(
    work: Work, *, area_code: str, after: str, limit: int
) -> tuple[list[Fund], str | None]:
    """The next funds of an area, and where the page after them begins."""
    funds = work.store.funds.listed(area_code, after, limit, counted=False)
    return funds, funds[-1].fund_id if len(funds) == limit else None


def list_early_warnings(
    work: Work, *, funds: Sequence[Fund], after: str | None, structures: Structures
) -> dict[str, Any]:
    """Those of these funds whose forecast warns."""
    work.actor.must_act_for(EVERY_FUND)
    work.store.act_for(EVERY_FUND)
    told = _forecasts(work, funds, structures, YEARS_MAX, Assumptions())
    warned = [
        {**each, "name": fund.name}
        for fund, each in zip(funds, told, strict=True)
        if each["warnings"]
    ]
    return {"early_warnings": warned, "looked_at": len(funds), "after": after}


def _forecasts(
    work: Work,
    funds: Sequence[Fund],
    structures: Structures,
    years: int,
    assumed: Assumptions,
) -> list[dict[str, Any]]:
    table, today = life_table(), work.today
    fund_ids = [fund.fund_id for fund in funds]
    books = work.store.standings.books(fund_ids, today - dt.timedelta(days=YEAR_DAYS))
    versions = work.store.regulations.versions_of(fund_ids)
    told = []
    for fund_id in fund_ids:
        version = regulations.in_force(versions[fund_id], today)
        standing = Standing(
            cash=books[fund_id].cash,
            cohorts=structures.get(fund_id, ()),
            gives=promises.gives(version.rules if version else None),
            past=_past_year(books[fund_id], today),
        )
        ahead = forecast.look_ahead(standing, table, years, assumed)
        view = outlook(standing, ahead, assumed)
        told.append(
            {
                "fund_id": fund_id,
                "as_of": today,
                "life_table": table.as_of,
                "cash": standing.cash,
                "members": standing.members,
                "dry_on": _dry_on(view, today),
                "reserve_months": view.reserve_months,
                "warnings": [*view.warnings, *_of_books(books[fund_id], today)],
                "remedies": view.remedies,
                "years": view.years,
            }
        )
    return told


def _past_year(books: Books, today: dt.date) -> PastYear:
    """What moved in a year; younger books are stretched to one."""
    days = min(YEAR_DAYS, _days_kept(books, today))

    def moved(*beginnings: str, sign: int = 1) -> dict[str, Money]:
        return {
            account: Money(sign * amount.satang * YEAR_DAYS // days)
            for account, amount in books.moved.items()
            if account.startswith(beginnings)
        }

    income = moved("income.", sign=-1)
    contributions = moved("income.member", "income.entry_fee", sign=-1)
    match = moved("income.local_government", "income.central", sign=-1)
    levies = moved("income.levy", sign=-1)
    others = income.keys() - contributions.keys() - match.keys() - levies.keys()
    welfare = moved("welfare.")
    return PastYear(
        contributions=sum(contributions.values(), ZERO),
        match=sum(match.values(), ZERO),
        levies=sum(levies.values(), ZERO),
        other_income=sum((income[account] for account in others), ZERO),
        welfare={account.removeprefix("welfare."): amount for account, amount in welfare.items()},
        other_expenses=sum(moved("expense.", "admin").values(), ZERO),
    )


def _days_kept(books: Books, today: dt.date) -> int:
    return max(1, (today - books.since).days) if books.since else YEAR_DAYS


def _of_books(books: Books, today: dt.date) -> list[str]:
    return [] if _days_kept(books, today) >= BOOKS_DAYS_MIN else ["books_too_short"]


def _dry_on(view: Outlook, today: dt.date) -> dt.date | None:
    """The first day of the month in which the money ends."""
    if view.dry_after_months is None:
        return None
    year, month = divmod(today.year * 12 + today.month - 1 + view.dry_after_months, 12)
    return dt.date(year, month + 1, 1)
