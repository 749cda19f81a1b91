"""Which column is which, by the names people give them.

A reader lists for every field the headings it knows (`Headings`); a fund with other words gets
them added (`with_names`). Headings are compared without spaces, punctuation and remarks in
parentheses; one below another in a header of two rows is written "เกิด > วันที่". A heading that
several fields know ("เลขที่" is a member's number in one book and a house number in another) goes to
the first field, in the reader's order, that no other column took.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kernel.sheets.cells import Cell, Sheet, text_of

_REMARK: Final = re.compile(r"\([^)]*\)")
_PUNCTUATION: Final = re.compile(r"[\s.,:;/\\*#_\-–—'\"’()\[\]]+")
# Title blocks above a header are short; a header further down is still found.
_ROWS_SEARCHED: Final = 60


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings a kind of file is known by.

    `names`: field -> its headings, the most telling fields first. `needed`: of each group at least
    one field must be found, or the sheet is not of this kind. `numbered`: field -> beginnings of
    headings that carry a number ("ตชว.1"), found as fields `indicator:1`, `indicator:2`.
    """

    names: Mapping[str, Sequence[str]]
    needed: Sequence[Sequence[str]]
    numbered: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def with_names(self, more: Mapping[str, Sequence[str]]) -> Headings:
        """The same headings and a fund's own words beside them."""
        merged = {name: (*known, *more.get(name, ())) for name, known in self.names.items()}
        return replace(self, names=merged)


@dataclass(frozen=True, slots=True)
class Header:
    """Where a sheet's header stands (rows from 1) and the column, from 0, of every field found."""

    first_row: int
    last_row: int
    columns: Mapping[str, int]


def plain(text: str) -> str:
    """A heading as it is compared."""
    bare = _PUNCTUATION.sub("", _REMARK.sub("", text)).lower()
    return bare or _PUNCTUATION.sub("", text).lower()


def find_header(sheet: Sheet, headings: Headings) -> Header | None:
    """The first header, of one row or two, that has all a file of this kind needs."""
    by_name = _fields_by_name(headings)
    for row in range(1, min(len(sheet.rows), _ROWS_SEARCHED) + 1):
        single = _columns([(text_of(cell),) for cell in sheet.rows[row - 1]], by_name, headings)
        double: Mapping[str, int] = {}
        if single and row < len(sheet.rows):
            double = _columns(_stacked(sheet, row), by_name, headings)
        best = double if len(double) > len(single) else single
        if all(any(name in best for name in group) for group in headings.needed):
            return Header(row, row + 1 if best is double else row, best)
    return None


def missing_fields(sheet: Sheet, headings: Headings) -> list[str]:
    """What the sheet lacks of what is needed, judged by its row with the most known headings."""
    by_name = _fields_by_name(headings)
    best: Mapping[str, int] = {}
    for row in sheet.rows[:_ROWS_SEARCHED]:
        found = _columns([(text_of(cell),) for cell in row], by_name, headings)
        best = found if len(found) > len(best) else best
    return ["|".join(group) for group in headings.needed if not any(name in best for name in group)]


def _fields_by_name(headings: Headings) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for field_name, names in headings.names.items():
        for name in names:
            by_name.setdefault(plain(name), []).append(field_name)
    return by_name


def _stacked(sheet: Sheet, row: int) -> list[tuple[str, ...]]:
    """The names of each column in a header of two rows: `above > below`, below, above."""
    above, below = sheet.rows[row - 1], sheet.rows[row]
    spans = {first: last for at, first, last in sheet.spans if at == row}
    names: list[tuple[str, ...]] = []
    group, group_ends = "", 0
    for column, (upper, lower) in enumerate(zip(above, below, strict=True), start=1):
        if upper is not None:
            group, group_ends = text_of(upper), spans.get(column, 0)
        elif column > group_ends and (group_ends or lower is None):
            group = ""
        child = text_of(lower)
        below_it = child and child != group
        names.append((f"{group}>{child}", child, group) if below_it else (group,))
    return names


def _columns(
    columns: Sequence[Sequence[str]], by_name: Mapping[str, list[str]], headings: Headings
) -> dict[str, int]:
    """Field -> column. Headings known to one field come first, then those of several."""
    found: dict[str, int] = {}
    open_questions: list[tuple[int, list[str]]] = []
    for column, names in enumerate(columns):
        candidates = next((by_name[plain(name)] for name in names if plain(name) in by_name), None)
        if candidates is None:
            found |= _numbered(names, column, headings)
        elif len(candidates) == 1:
            found.setdefault(candidates[0], column)
        else:
            open_questions.append((column, candidates))
    for column, candidates in open_questions:
        free = next((name for name in candidates if name not in found), None)
        if free is not None:
            found[free] = column
    return found


def _numbered(names: Iterable[str], column: int, headings: Headings) -> dict[str, int]:
    for name in names:
        for field_name, beginnings in headings.numbered.items():
            for beginning in beginnings:
                number = plain(name).removeprefix(plain(beginning))
                if number != plain(name) and number.isdecimal() and len(number) < 4:
                    return {f"{field_name}:{int(number)}": column}
    return {}


def is_repeated(row: Sequence[Cell], sheet: Sheet, header: Header) -> bool:
    """Whether a row says again what the header says, as printed pages do; also half a header."""
    titles = sheet.rows[header.first_row - 1 : header.last_row]
    said = [column for column in header.columns.values() if row[column] is not None]
    again = [
        column
        for column in said
        if any(text_of(row[column]) == text_of(title[column]) for title in titles)
    ]
    return len(again) > 1 and len(again) * 2 > len(said)
