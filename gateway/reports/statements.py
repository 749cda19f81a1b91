"""A fund's balance sheet and income statement, each a paper of its own beside the year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.reports.papers import SIGNERS, Paper, Row, Table, Words, account, money, word
from kernel.values.money import Money
from kernel.values.thai_calendar import in_thai

Told = Mapping[str, Any]


def balance_sheet(told: Told, before: Told) -> Paper:
    """What a fund has at the end of a day, beside the end of the year before."""
    facts = ((_h("at_day"), in_thai(_day(told["day"]))), *_facts(told))
    columns = tuple(_date(each["day"]) for each in (told, before))
    return Paper(
        _h("balance_sheet"),
        told["fund"]["name"],
        facts,
        (balance_table((told, before), columns),),
        _signers(),
        _h("certified"),
    )


def income_statement(told: Told, before: Told) -> Paper:
    """What came in and went out in a year, beside the year before."""
    period = f"{in_thai(_day(told['from_day']))} - {in_thai(_day(told['to_day']))}"
    facts = ((_h("year"), str(told["year"])), (_h("period"), period), *_facts(told))
    columns = tuple(Words(str(each["year"]), f"B.E. {each['year']}") for each in (told, before))
    return Paper(
        _h("income_statement"),
        told["fund"]["name"],
        facts,
        (income_table((told, before), columns),),
        _signers(),
        _h("certified"),
    )


def balance_table(told: Sequence[Told], columns: Sequence[Words]) -> Table:
    """Assets above, whose they are below; both come to the same."""
    rows = (
        Row(_h("assets")),
        *_lines(told, "assets"),
        Row(_h("assets_sum"), _sums(told, "assets"), total=True),
        Row(_h("equity")),
        *_lines(told, "equity"),
        Row(_h("equity_sum"), _sums(told, "assets"), total=True),
    )
    return Table(_h("balance_sheet"), (_h("item"), *columns), rows)


def income_table(told: Sequence[Told], columns: Sequence[Words]) -> Table:
    """Income by source, expense by kind, and what is left."""
    rows = (
        Row(_h("income")),
        *_lines(told, "income"),
        Row(_h("income_sum"), _sums(told, "income"), total=True),
        Row(_h("expense")),
        *_lines(told, "expense"),
        Row(_h("expense_sum"), _sums(told, "expense"), total=True),
        Row(_h("result"), _sums(told, "result"), total=True),
    )
    return Table(_h("income_statement"), (_h("item"), *columns), rows)


def _lines(told: Sequence[Told], part: str) -> list[Row]:
    """A line for each account that stands in one of the columns, nothing where it does not."""
    columns = [{each["account"]: money(each, "amount") for each in one[part]} for one in told]
    accounts = dict.fromkeys(name for column in columns for name in column)
    return [
        Row(account(name), tuple(column.get(name, Money(0)) for column in columns))
        for name in accounts
    ]


def _sums(told: Sequence[Told], part: str) -> tuple[Money, ...]:
    return tuple(money(each, part) for each in told)


def _facts(told: Told) -> list[tuple[Words, str]]:
    fund = told["fund"]
    facts = [(_h("state"), str(_h("closed" if told["closed"] else "open")))]
    if fund["account_masked"]:
        facts.append((_h("account_no"), f"{fund['bank']} {fund['account_masked']}".strip()))
    if fund["certificate_no"]:
        facts.append((_h("certificate"), fund["certificate_no"]))
    return facts


def _signers() -> tuple[Words, ...]:
    return tuple(word("offices", office) for office in SIGNERS)


def _date(told: str) -> Words:
    return Words(in_thai(_day(told), short=True), told)


def _day(told: str) -> dt.date:
    return dt.date.fromisoformat(told)


def _h(key: str) -> Words:
    return word("headings", key)
