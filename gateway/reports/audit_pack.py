"""What an auditor wants of a year, from what `funds` answers: balances, entries, claims, and what
was corrected, each with who did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.reports.papers import Cell, Paper, Row, Table, Words, account, money, word
from kernel.values.money import ZERO, Money
from kernel.values.thai_calendar import in_thai

Told = Sequence[Mapping[str, Any]]


def audit_pack(
    year: Mapping[str, Any], statement: Mapping[str, Any], entries: Told, claims: Told, turned: Told
) -> Paper:
    """A year's books whole; `year` is its annual return, `turned` the corrections asked for."""
    facts = (
        (_h("year"), str(year["year"])),
        (_h("period"), f"{_day(year['from_day'])} - {_day(year['to_day'])}"),
        (_h("state"), str(_h("closed" if year["closed"] else "open"))),
    )
    days = (year["from_day"], year["to_day"])
    made = {each["entry_id"] for each in entries} | {each["reverses"] for each in entries}
    return Paper(
        _h("audit_pack"),
        year["fund"]["name"],
        facts,
        (
            _balances(statement),
            _entries(entries),
            _claims([each for each in claims if _of_year(each, days)]),
            _corrections([each for each in turned if each["entry_id"] in made]),
        ),
    )


def _balances(told: Mapping[str, Any]) -> Table:
    stands = [
        {each["account"]: money(each, "amount") for each in told[when]}
        for when in ("opening", "moved", "closing")
    ]
    names = sorted(set().union(*stands))
    rows = [
        Row(account(name), (name, *(each.get(name, ZERO) for each in stands))) for name in names
    ]
    return _table("balances", ("item", "account", "brought_forward", "moved", "stands"), rows)


def _entries(told: Told) -> Table:
    """A line for each posting: a debit above zero, a credit below."""
    rows = [
        Row(
            Words(entry["entry_id"], ""),
            (
                _day(entry["day"]),
                entry["kind"],
                entry["subject"],
                posting["account"],
                money(posting, "amount"),
                entry["made_by"],
                entry["made_at"],
                entry["reverses"] or "",
            ),
        )
        for entry in told
        for posting in entry["postings"]
    ]
    names = ("day", "entry_kind", "subject", "account", "amount", "made_by", "made_at", "reverses")
    return _table("entries", ("entry", *names), rows)


def _claims(told: Told) -> Table:
    rows = [
        Row(
            Words(each["claim_no"], ""),
            (
                str(word("kinds", each["kind"])),
                _day(each["event_on"]),
                each["state"],
                _amount(each, "requested"),
                _amount(each, "approved"),
                _amount(each, "paid"),
                _day(each["decided_on"]),
                _day(each["paid_on"]),
                each["submitted_by"],
                each["decided_by"],
                each["reason"],
            ),
        )
        for each in told
    ]
    names = (
        *("item", "event_on", "claim_state", "requested", "approved", "received"),
        *("decided_on", "paid_on", "entered_by", "decided_by", "reason"),
    )
    return _table("claims", ("claim_no", *names), rows)


def _corrections(told: Told) -> Table:
    names = ("entry_id", "state", "reason", "asked_by", "decided_by")
    rows = [
        Row(
            Words(each["reversal_id"], ""),
            (*(each[name] for name in names), each["correction_id"] or ""),
        )
        for each in told
    ]
    headings = ("entry", "claim_state", "reason", "entered_by", "decided_by", "reverses")
    return _table("corrections", ("correction", *headings), rows)


def _table(title: str, headings: Sequence[str], rows: Sequence[Row]) -> Table:
    return Table(_h(title), tuple(map(_h, headings)), tuple(rows))


def _of_year(claim: Mapping[str, Any], days: tuple[str, str]) -> bool:
    """Whether anything of a claim falls into the year."""
    dated = (claim["event_on"], claim["decided_on"], claim["paid_on"])
    return any(day is not None and days[0] <= day <= days[1] for day in dated)


def _amount(told: Mapping[str, Any], name: str) -> Cell:
    satang = told[f"{name}_satang"]
    return "" if satang is None else Money(satang)


def _h(key: str) -> Words:
    return word("headings", key)


def _day(told: str | None) -> str:
    return in_thai(dt.date.fromisoformat(told), short=True) if told else ""
