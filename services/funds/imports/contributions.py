"""Reads a monthly collection workbook: one sheet, or one per village with its own total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kernel.sheets.books import DEFAULT_LIMITS, Limits, open_book
from kernel.sheets.formulas import sum_of
from kernel.sheets.headings import Headings
from kernel.sheets.tables import Row, Table, find_tables
from kernel.values import amounts
from kernel.values.errors import Invalid
from kernel.values.money import ZERO, Money
from kernel.values.thai_calendar import DayProblem, Month, read_day, read_month
from services.funds.domain.contribution_rows import Line, PrintedTotal
from services.funds.imports.headings import CONTRIBUTIONS

# Words that say that nothing was paid; any other word is an amount that cannot be read.
NO_PAYMENT_WORDS: Final = frozenset({"", "-", "–", "ค้าง", "ไม่อยู่"})


@dataclass(frozen=True, slots=True)
class ContributionFile:
    """One month of collection as read; `lines` still wait for the roster's answers."""

    period: Month
    lines: tuple[Line, ...]
    printed: tuple[PrintedTotal, ...]


def read_contributions(
    content: bytes,
    *,
    period: Month | None = None,
    headings: Headings = CONTRIBUTIONS,
    limits: Limits = DEFAULT_LIMITS,
) -> ContributionFile:
    """Read a collection workbook. The month stands in the titles; `period` is for files without.

    `Invalid`: a code of `kernel.sheets.FILE_PROBLEMS`, `period_not_found`, or `period_differs` if
    the titles tell more than one month, or another than `period`.
    """
    sheets = open_book(content, limits)
    tables = find_tables(sheets, headings, key="member_no", evidence=("name", "amount"))
    lines = tuple(_line(row) for table in tables for row in table.rows)
    printed = tuple(total for table in tables if (total := _printed(table)) is not None)
    return ContributionFile(_period(tables, period), lines, printed)


def _period(tables: Sequence[Table], expected: Month | None) -> Month:
    texts = (text for table in tables for text in (*table.titles, table.sheet.name))
    told = {month for text in texts if (month := read_month(text)) is not None}
    months = told | ({expected} if expected else set())
    if not months:
        raise Invalid("period_not_found")
    if len(months) > 1:
        raise Invalid("period_differs", {"months": sorted(map(str, months))})
    return months.pop()


def _line(row: Row) -> Line:
    amount, amount_unreadable = _amount(row, "amount")
    fee, fee_unreadable = _amount(row, "entry_fee")
    paid_on = read_day(row.dated("paid_on"))
    plan = row.text("plan_days")
    return Line(
        place=row.place,
        member_no=row.text("member_no").lstrip("'"),
        name=row.text("name"),
        amount=amount,
        amount_unreadable=amount_unreadable,
        amount_is_number=not isinstance(row.number("amount"), str),
        entry_fee=fee or ZERO,
        entry_fee_unreadable=fee_unreadable,
        opening_arrears=_amount(row, "opening_arrears")[0],
        due=_amount(row, "due")[0],
        closing_arrears=_amount(row, "closing_arrears")[0],
        plan_days=int(plan) if plan.isdecimal() and len(plan) < 4 else None,
        paid_on=paid_on.day,
        paid_on_unreadable=paid_on.problem is DayProblem.IMPOSSIBLE,
        note=row.text("note"),
    )


def _amount(row: Row, field: str) -> tuple[Money | None, bool]:
    """The amount of a cell, and whether something stands there that cannot be read."""
    cell = row.number(field)
    if cell in NO_PAYMENT_WORDS:
        return None, False
    amount = amounts.read(cell)
    return amount, amount is None


def _printed(table: Table) -> PrintedTotal | None:
    """The last total of a sheet: totals of single pages stand above it."""
    for row in reversed(table.totals):
        column = table.header.columns["amount"]
        formula = table.sheet.formulas.get((row.place.row, column + 1))
        cell = row.number("amount")
        if cell == formula and formula is not None:  # saved without values
            value = sum_of(table.sheet, formula)
            amount = None if value is None else amounts.read(value)
            return PrintedTotal(row.place, amount, is_formula=True)
        if cell not in NO_PAYMENT_WORDS:
            return PrintedTotal(row.place, amounts.read(cell), is_formula=formula is not None)
    return None
