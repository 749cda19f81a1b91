"""A forecast and the early-warning list, as a committee and the ministry read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rich.table import Table

from gateway import wording
from gateway.cli.session import Session
from gateway.cli.showing import baht, text
from kernel.values.thai_calendar import buddhist_year, in_thai

_FACTS = ("as_of", "life_table", "members", "cash", "reserve_months", "dry_on")
_IN = ("contributions_satang", "match_satang", "levies_satang", "other_income_satang")
_OTHERS = ("other_welfare_satang", "other_expenses_satang")


def show(session: Session, told: Any) -> bool:
    """Show a forecast or a page of early warnings; False for every other reply."""
    if not isinstance(told, Mapping):
        return False
    if "early_warnings" in told:
        _early_warnings(session, told)
        return True
    if "remedies" in told and "years" in told:
        _forecast(session, told)
        return True
    return False


def _forecast(session: Session, told: Mapping[str, Any]) -> None:
    session.console.print(_facts(session, told))
    _years(session, told["years"])
    if not told["warnings"]:
        session.console.print(f"[green]✓[/] {_h(session, 'no_warnings')}", highlight=False)
    _warnings(session, told["warnings"])
    if told["remedies"]:
        session.console.print(_h(session, "remedies"), highlight=False)
    for each in told["remedies"]:
        said = wording.of_remedy(each["code"], each["percent"], session.language)
        session.console.print(f"  • {said}", highlight=False)


def _facts(session: Session, told: Mapping[str, Any]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in _FACTS:
        if name in told or f"{name}_satang" in told:
            table.add_row(text(_h(session, name)), text(_fact(session, name, told)))
    return table


def _fact(session: Session, name: str, told: Mapping[str, Any]) -> str:
    if name == "cash":
        return baht(told["cash_satang"])
    value = told[name]
    if value is None:
        return "-"
    said = _SAID.get(name)
    return said(session, value) if said else f"{value:,}"


def _years(session: Session, years: list[Mapping[str, Any]]) -> None:
    table = Table(header_style="bold", pad_edge=False)
    headings = ("year", "members", "deaths", "income", "death_benefits", "pensions", "hospital")
    for name in (*headings, "others", "closing"):
        table.add_column(_h(session, name), justify="right", no_wrap=True)
    for year in years:
        spent = ("death_benefits_satang", "pensions_satang", "hospital_satang")
        table.add_row(
            *(f"{year[name]:,}" for name in ("year", "members", "deaths")),
            _whole(sum(year[name] or 0 for name in _IN)),
            *(_whole(year[name]) for name in spent),
            _whole(sum(year[name] for name in _OTHERS)),
            _whole(year["closing_satang"]),
            style="red" if year["closing_satang"] < 0 else None,
        )
    session.console.print(table)


def _early_warnings(session: Session, told: Mapping[str, Any]) -> None:
    for each in told["early_warnings"]:
        session.console.print(text(f"\n{each['name']}  {each['fund_id']}"), style="bold")
        session.console.print(_facts(session, each))
        _warnings(session, each["warnings"])
    counted = {"looked_at": told["looked_at"], "warned": len(told["early_warnings"])}
    session.console.print("\n" + _h(session, "looked_at").format(**counted), highlight=False)
    if told["after"]:
        more = _h(session, "more").format(after=told["after"])
        session.console.print(more, style="dim", highlight=False)


def _warnings(session: Session, codes: list[str]) -> None:
    for code in codes:
        words = wording.of_warning(code, session.language)
        session.console.print(f"[yellow]![/] {words.says}", highlight=False)
        if words.do:
            session.console.print(f"  → {words.do}", highlight=False)


def _h(session: Session, key: str) -> str:
    return wording.of_forecast(key, session.language)


def _whole(satang: int) -> str:
    """A reckoning of years to come: whole baht."""
    return baht(satang - satang % 100).removesuffix(".00").replace(".00)", ")")


def _day(session: Session, day: str) -> str:
    return session.says(in_thai(dt.date.fromisoformat(day), short=True), day)


def _era(session: Session, year: str) -> str:
    return session.says(str(buddhist_year(dt.date(int(year), 1, 1))), year)


def _month(session: Session, day: str) -> str:
    """The month of a day: the first of it is no more certain than the rest."""
    thai = in_thai(dt.date.fromisoformat(day), short=True).partition(" ")[2]
    return session.says(thai, day[:7])


_SAID = {"as_of": _day, "dry_on": _month, "life_table": _era}
