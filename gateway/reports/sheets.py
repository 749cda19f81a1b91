"""Reports as spreadsheets: CSV for programs, a workbook for people."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font

from gateway.reports.papers import Cell, Paper, Row
from kernel.values.money import Money

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(paper: Paper) -> bytes:
    """All tables one below the other; a mark at the beginning tells spreadsheets it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _rows(paper):
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(paper: Paper) -> bytes:
    """A sheet for each table; amounts are numbers, with their places."""
    book = Workbook()
    for unasked in book.worksheets:
        book.remove(unasked)
    for number, table in enumerate(paper.tables, start=1):
        sheet = book.create_sheet(f"{number}")
        above: list[list[Cell]] = [[str(table.title)], [str(each) for each in table.headings]]
        for row in [*_head(paper), *above]:
            sheet.append([_safe(cell) for cell in row])
        for line in table.rows:
            _append(sheet, line)
        sheet.column_dimensions["A"].width = 60
        for letter in "BCDEFGHIJKLM"[: len(table.headings)]:
            sheet.column_dimensions[letter].width = 18
    for row in _signed(paper):
        book.worksheets[-1].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _append(sheet: Any, line: Row) -> None:
    sheet.append([_safe(str(line.label)), *map(_safe, line.cells)])
    cells = sheet[sheet.max_row]
    for cell, value in zip(cells[1:], line.cells, strict=False):
        cell.number_format = "#,##0.00;(#,##0.00)" if isinstance(value, Money) else "#,##0"
    if line.total or not line.cells:
        for cell in cells:
            cell.font = Font(bold=True)


def _head(paper: Paper) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[str(paper.title)], [paper.subtitle]]
    return rows + [[str(name), value] for name, value in paper.facts]


def _rows(paper: Paper) -> list[list[Cell]]:
    rows = _head(paper)
    for table in paper.tables:
        rows += [[], [str(table.title)], [str(each) for each in table.headings]]
        rows += [[str(line.label), *line.cells] for line in table.rows]
    return [*rows, *_signed(paper)]


def _signed(paper: Paper) -> list[list[Cell]]:
    """What is certified, and a line for each who signs."""
    if not paper.certified:
        return []
    offices: list[list[Cell]] = [[str(office)] for office in paper.signed_by]
    return [[], [str(paper.certified)], *offices]


def _plain(cell: Cell) -> str:
    """Baht with a point and no commas, for programs."""
    if isinstance(cell, Money):
        sign = "-" if cell.satang < 0 else ""
        return f"{sign}{abs(cell.satang) // 100}.{abs(cell.satang) % 100:02d}"
    return str(_safe(cell))


def _safe(cell: Cell) -> Any:
    """What a spreadsheet must not take for a formula gets a quotation mark before it."""
    if isinstance(cell, Money):
        return Decimal(cell.satang) / 100
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
