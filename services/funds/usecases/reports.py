"""Reports: a fund's year, a member's passbook, plans beside results."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, Final

from kernel import areas
from kernel.chassis.work import Work
from kernel.values.actors import EVERY_FUND
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain import book_years, regulations, statements
from services.funds.imports.regions import regions
from services.funds.usecases.funds import fund_of

_MONEY: Final = ("income", "expense")
_EVERYTHING: Final = 100_000


def get_annual_return(work: Work, *, fund_id: str, year: int) -> dict[str, Any]:
    """A fund's year, from its postings alone."""
    fund, store = fund_of(work, fund_id), work.store.reports
    days = book_years.of(fund.book_year, year)
    so_far = min(days.to_day, work.today)
    told = statements.of_year(
        store.stands(fund_id, days.to_day), store.moved(fund_id, days.from_day, days.to_day)
    )
    closed = {each.year: each for each in work.store.books.years(fund_id)}.get(year)
    assert closed is None or closed.result == told.result, "a closed year stays as it was"
    version = regulations.in_force(work.store.regulations.versions(fund_id), days.to_day)
    return {
        "fund": fund,
        "year": year,
        "from_day": days.from_day,
        "to_day": days.to_day,
        "closed": closed is not None,
        **vars(told),
        "assets_sum": told.assets_sum,
        "income_sum": told.income_sum,
        "expense_sum": told.expense_sum,
        "result": told.result,
        "admin_percent_tenths": told.admin_percent_tenths,
        "admin_cap_percent": version.rules.admin_cap_percent if version else None,
        "benefits": store.benefits(fund_id, days.from_day, days.to_day),
        "members": (closed.frozen if closed else {}).get("members")
        or store.members(fund_id, days.from_day, so_far),
        **store.match(fund_id, days.from_day, days.to_day),
        "activities": work.store.activities.between(fund_id, days.from_day, days.to_day),
        "officers": work.store.organisation.officers(fund_id, so_far),
        "audits": work.store.closings.audits(fund_id, year),
    }


def get_balance_sheet(work: Work, *, fund_id: str, day: dt.date | None) -> dict[str, Any]:
    """What a fund has at the end of a day, and whose it is."""
    fund, day = fund_of(work, fund_id), day or work.today
    if day > work.today:
        raise Refused("day_in_future", {"day": day.isoformat()})
    sheet = statements.of_day(work.store.reports.stands(fund_id, day))
    year = book_years.at(fund.book_year, day)
    closed_until = work.store.books.closed_until(fund_id)
    return {
        "fund": fund,
        "day": day,
        "year": year.year,
        "year_begins_on": year.from_day,
        "closed": closed_until is not None and day <= closed_until,
        **vars(sheet),
        "assets_sum": sheet.assets_sum,
        "equity_sum": sheet.equity_sum,
        "officers": work.store.organisation.officers(fund_id, day),
    }


def list_passbook(
    work: Work, *, fund_id: str, membership_id: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of what a member paid and received."""
    fund_of(work, fund_id)
    membership = work.store.memberships.find(membership_id)
    if membership is None or membership.fund_id != fund_id:
        raise NotFound("membership_unknown")
    lines = work.store.reports.passbook(membership_id, after, limit)
    last = lines[-1] if len(lines) == limit else None
    return {
        "fund_id": fund_id,
        "membership_id": membership_id,
        "member_no": membership.member_no,
        "lines": lines,
        "after": f"{last['day'].isoformat()}|{last['line_id']}" if last else None,
    }


def set_plan(
    work: Work,
    *,
    fund_id: str,
    year: int,
    members: int,
    income_satang: Money,
    expense_satang: Money,
) -> dict[str, Any]:
    """Say what a fund means to reach in a year that is not closed."""
    fund = fund_of(work, fund_id)
    if min(income_satang, expense_satang) < ZERO:
        raise Refused("amount_not_above_zero")
    closed_until = work.store.books.closed_until(fund_id)
    if closed_until and book_years.of(fund.book_year, year).to_day <= closed_until:
        raise Conflict("year_already_closed", {"closed_until": closed_until.isoformat()})
    plan = {
        "fund_id": fund_id,
        "year": year,
        "members": members,
        "income": income_satang,
        "expense": expense_satang,
    }
    work.store.reports.plan(plan, work.actor.actor_id, work.now)
    return plan


def get_plan_result(work: Work, *, fund_id: str, year: int) -> dict[str, Any]:
    """A fund's plan beside what came of it in its own book year, and what is planned next."""
    fund_of(work, fund_id)
    days = _days_so_far(year, work.today)
    (row,) = work.store.reports.plan_results(year, days, fund_id=fund_id)
    return _row([row], row["fund_id"], row["name"])


def list_plan_results(
    work: Work, *, year: int, level: str, area_code: str, agency: str, after: str, limit: int
) -> dict[str, Any]:
    """Plans beside results of a book year, fund by fund, by province, or by region."""
    work.actor.must_act_for(EVERY_FUND)
    work.store.act_for(EVERY_FUND)
    rows = work.store.reports.plan_results(
        year,
        _days_so_far(year, work.today),
        area_code=area_code,
        after=after if level == "fund" else "",
        limit=limit if level == "fund" else _EVERYTHING,
    )
    if level == "fund":
        told = [_row([row], row["fund_id"], row["name"]) for row in rows]
        return {"results": told, "after": rows[-1]["fund_id"] if len(rows) == limit else None}
    return {"results": _together(rows, level, agency), "after": None}


def _days_so_far(year: int, today: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """A year's days by each way of keeping books, as far as it has come."""
    named = {kind: book_years.of(kind, year) for kind in book_years.BOOK_YEARS}
    return {kind: (each.from_day, min(each.to_day, today)) for kind, each in named.items()}


def _together(rows: list[dict[str, Any]], level: str, agency: str) -> list[dict[str, Any]]:
    drawn = regions(agency) if level == "region" else ()
    region_of = {province: region for region in drawn for province in region.provinces}
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        code = row["area_code"][:2]
        if level == "region":
            region = region_of.get(code)
            groups[(region.code, region.name) if region else ("", "")].append(row)
        else:
            groups[code, areas.name_of(code) or ""].append(row)
    return [_row(group, *key) for key, group in sorted(groups.items())]


def _row(rows: list[dict[str, Any]], key: str, name: str) -> dict[str, Any]:
    told: dict[str, Any] = {"key": key, "name": name, "funds": len(rows)}
    for when in ("", "_planned", "_next"):
        told[f"members{when}"] = sum(row[f"members{when}"] for row in rows)
        for what in _MONEY:
            told[f"{what}{when}"] = Money(int(sum(row[f"{what}{when}"] for row in rows)))
    return told
