"""The data rows of a sheet, and what is not data: totals, pages carried forward, signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kernel.sheets.cells import Cell, Sheet, has_digit, text_of
from kernel.sheets.headings import Header, Headings, find_header, is_repeated, missing_fields
from kernel.values.errors import Invalid
from kernel.values.verdicts import Place

# Sheets by these names count what other sheets list.
_SUMMARY_SHEET: Final = re.compile(r"สรุป|summary", re.IGNORECASE)
# "รวม" alone or with what is counted; not a name that begins so, like "รวมพร".
_TOTAL: Final = re.compile(
    r"(?:ยอด|จำนวน)?\s*รวม(?:\s|[0-9:]|$|ทั้ง|ทุก|เป็น|เงิน|จ่าย|รับ|ยอด|จำนวน|สมาชิก|คน|ราย|สุทธิ)"
    r"|(?:grand\s*)?total\b",
    re.IGNORECASE,
)
_CARRIED: Final = re.compile(r"(?:ยอด)?\s*ยก(?:ไป|มา)|(?:ยอด)?รวมหน้า|หน้าที่\s*[0-9]")
_SIGNATURE: Final = re.compile(r"\(?\s*(?:ลงชื่อ|ลงนาม|ผู้จัดทำ|ผู้ตรวจ|ผู้รับรอง|\.{5,}|_{5,})")
_NOT_DATA_WORDS: Final = (
    ("carried_forward", _CARRIED),
    ("total", _TOTAL),
    ("signature", _SIGNATURE),
)


class LeftOut(StrEnum):
    """Why a sheet or a row with text in it is no data."""

    SUMMARY_SHEET = "summary_sheet"
    NO_HEADER = "no_header"
    REPEATED_HEADER = "repeated_header"
    TOTAL = "total"
    CARRIED_FORWARD = "carried_forward"
    SIGNATURE = "signature"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its place; cells are asked for by field, unknown fields hold nothing."""

    place: Place
    cells: tuple[Cell, ...]
    columns: Mapping[str, int]

    def cell(self, field: str) -> Cell:
        """The cell of a field, `None` if it is blank or the sheet has no such column."""
        column = self.columns.get(field)
        return None if column is None else self.cells[column]

    def text(self, field: str) -> str:
        """The cell of a field as text."""
        return text_of(self.cell(field))

    def dated(self, field: str) -> str | date:
        """The cell of a field for the readers of dates: a day as the sheet has it, or text."""
        cell = self.cell(field)
        return cell if isinstance(cell, date) else text_of(cell)

    def number(self, field: str) -> str | int | Decimal:
        """The cell of a field for the readers of amounts; a day, which is none, becomes text."""
        cell = self.cell(field)
        return cell if isinstance(cell, str | int | Decimal) else text_of(cell)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the kind looked for: the texts above its header, its data rows, its totals."""

    sheet: Sheet
    header: Header
    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    left_out: Mapping[Place, LeftOut]


def find_tables(
    sheets: Sequence[Sheet], headings: Headings, *, key: str, evidence: Sequence[str]
) -> tuple[Table, ...]:
    """The tables of the sheets that have the header looked for.

    A row is data if its `key` field has a digit, or if two of the `evidence` fields are filled;
    but not if it has no key, or nothing beside it, and says that it is a total or a signature.
    `Invalid("header_not_found")` if no sheet has the header: a file of another kind.
    `Invalid("no_data_rows")` if there is nothing below the headers.
    """
    wanted = [sheet for sheet in sheets if not _SUMMARY_SHEET.search(sheet.name)]
    tables = [
        _table(sheet, header, key, evidence)
        for sheet in wanted
        if (header := find_header(sheet, headings)) is not None
    ]
    if not tables:
        raise Invalid("header_not_found", {"missing": _missing(wanted, headings)})
    if not any(table.rows for table in tables):
        raise Invalid("no_data_rows", {"sheets": [table.sheet.name for table in tables]})
    return tuple(tables)


def sheets_left_out(sheets: Sequence[Sheet], tables: Sequence[Table]) -> dict[str, LeftOut]:
    """The visible sheets that gave no table although they are not empty, and why."""
    used = {table.sheet.name for table in tables}
    return {
        sheet.name: LeftOut.SUMMARY_SHEET
        if _SUMMARY_SHEET.search(sheet.name)
        else LeftOut.NO_HEADER
        for sheet in sheets
        if sheet.name not in used and any(cell is not None for row in sheet.rows for cell in row)
    }


def _missing(sheets: Sequence[Sheet], headings: Headings) -> list[str]:
    """The fields the most promising sheet lacks."""
    return min((missing_fields(sheet, headings) for sheet in sheets), key=len, default=[])


def _table(sheet: Sheet, header: Header, key: str, evidence: Sequence[str]) -> Table:
    rows: list[Row] = []
    totals: list[Row] = []
    left_out: dict[Place, LeftOut] = {}
    for number, cells in enumerate(sheet.rows[header.last_row :], start=header.last_row + 1):
        if all(cell is None for cell in cells):
            continue
        row = Row(Place(sheet.name, number), cells, header.columns)
        why = _why_not_data(row, sheet, header, key, evidence)
        if why is None:
            rows.append(row)
            continue
        left_out[row.place] = why
        if why is LeftOut.TOTAL:
            totals.append(row)
    titles = tuple(
        text_of(cell)
        for above in sheet.rows[: header.first_row - 1]
        for cell in above
        if cell is not None
    )
    return Table(sheet, header, titles, tuple(rows), tuple(totals), left_out)


def _why_not_data(
    row: Row, sheet: Sheet, header: Header, key: str, evidence: Sequence[str]
) -> LeftOut | None:
    if is_repeated(row.cells, sheet, header):
        return LeftOut.REPEATED_HEADER
    numbered = has_digit(row.cell(key))
    filled = sum(row.cell(field) is not None for field in evidence)
    if numbered and filled:
        return None
    texts = [cell for cell in row.cells if isinstance(cell, str)]
    for why, pattern in _NOT_DATA_WORDS:
        if any(pattern.match(text) for text in texts):
            return LeftOut(why)
    return None if numbered or filled >= 2 else LeftOut.REMARK
