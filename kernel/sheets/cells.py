"""Cells in one normal form, and sheets of them.

A cell is text (clean, Thai digits as 0-9), a whole number, a decimal number, a day, or nothing.
Text without a character is nothing. Dates are days exactly as the sheet holds them: whether their
year is Buddhist is for the reader to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from kernel.values.thai_text import arabic, clean

Cell: TypeAlias = str | int | Decimal | date | None


LONGEST_TEXT: Final = 2_000  # characters kept of a cell: no remark in a register is longer


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name as spelt in the file (empty for CSV) and its rows, the first being row 1.

    All rows are equally wide. `formulas` holds the text of the formula by (row, column), both from
    1. `spans` are the ranges merged across columns (row, first column, last column), which only
    headers use; cells merged down a column hold the value of the first in every row.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    spans: frozenset[tuple[int, int, int]] = frozenset()


def normal(value: object) -> Cell:
    """The normal form of a cell's value as a library gives it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, float | Decimal):
        return _number(value)
    return arabic(clean(str(value)[:LONGEST_TEXT])) or None


def _number(value: float | Decimal) -> Cell:
    number = Decimal(str(value))  # through text: 30.1 is 30.1, not its binary neighbour
    if not number.is_finite():
        return str(value)
    return int(number) if number == number.to_integral_value() else number


def text_of(cell: Cell) -> str:
    """What the cell says, as text; empty for nothing, ISO form for a day."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def has_digit(cell: Cell) -> bool:
    """Whether a digit stands in the cell: numbers of members, claims and houses have one."""
    return any(letter.isdigit() for letter in text_of(cell))
