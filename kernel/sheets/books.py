"""Opening a file: what it is decides its content, never its name.

A file from outside is not trusted: its size, its unpacked size and the number of its cells are
bounded before anything is built from it, XML with a document type is refused (workbooks have
none), links to other files are never followed, and a formula that has one is kept as text.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from kernel.sheets import csv_files
from kernel.sheets.cells import Cell, Sheet, normal
from kernel.values.errors import Invalid

_ZIP: Final = b"PK\x03\x04"
_OLD_OR_LOCKED: Final = b"\xd0\xcf\x11\xe0"  # .xls of before 2007, or a workbook with a password
_FORMULA: Final = re.compile(rb"<f[ >/]")
# "[1]Sheet!A1", "'[book.xlsx]Sheet'!A1", a web address, a call of another program ("cmd|'...'").
_OTHER_FILE: Final = re.compile(r"\[[^\]]+\][^\[\]!]*!|\\\\|https?:|\|'", re.IGNORECASE)
_PEEK: Final = 4096  # a document type stands at the start of an XML part


# openpyxl has no error of its own for a damaged workbook: it stumbles over whatever is missing.
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ParseError, InvalidFileException, LookupError,
    ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, OSError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most; a book of 2,400 members needs a tenth of it or less."""

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 60_000_000
    sheets: int = 200
    cells: int = 2_000_000  # rows times columns, with the blank ones


DEFAULT_LIMITS: Final = Limits()


def open_book(content: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook (xlsx) or of a CSV file, with their cells.

    `Invalid`: `file_empty`, `file_too_large`, `file_unreadable`, `encoding_unknown`.
    """
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise Invalid("file_empty")
    if len(content) > limits.file_bytes:
        raise Invalid("file_too_large", {"bytes": len(content), "most": limits.file_bytes})
    if content.startswith(_OLD_OR_LOCKED):
        raise Invalid("file_unreadable", {"reason": "old_or_locked_workbook"})
    if content.startswith(_ZIP):
        return _open_workbook(content, limits)
    records = csv_files.read(content)
    width = max((len(record) for record in records), default=0)
    _check_size(len(records), width, limits)
    blank = [""] * width  # short records are common: programs leave out empty cells at the end
    rows = (map(normal, [*record, *blank][:width]) for record in records)
    return (Sheet("", tuple(map(tuple, rows))),)


def _open_workbook(content: bytes, limits: Limits) -> tuple[Sheet, ...]:
    try:
        has_formulas = _inspect(content, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of decorations that a reader does not need
            book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
            formulas = (
                load_workbook(io.BytesIO(content), keep_links=False) if has_formulas else None
            )
    except _DAMAGE as problem:
        raise Invalid("file_unreadable", {"reason": type(problem).__name__}) from problem
    if len(book.worksheets) > limits.sheets:
        raise Invalid("file_too_large", {"sheets": len(book.worksheets), "most": limits.sheets})
    sheets = tuple(
        _sheet(page, _formulas(formulas, page.title), limits)
        for page in book.worksheets
        if page.sheet_state == "visible"
    )
    if all(cell is None for sheet in sheets for row in sheet.rows for cell in row):
        raise Invalid("file_empty")
    return sheets


def _inspect(content: bytes, limits: Limits) -> bool:
    """Refuse what unpacks into too much or smuggles a document type; tell if there are formulas."""
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > limits.unpacked_bytes:
            details = {"unpacked_bytes": unpacked, "most": limits.unpacked_bytes}
            raise Invalid("file_too_large", details)
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            text = package.read(part)
            if b"<!DOCTYPE" in text[:_PEEK]:
                raise Invalid("file_unreadable", {"reason": "document_type"})
            if part.filename.startswith("xl/worksheets/"):
                has_formulas = has_formulas or bool(_FORMULA.search(text))
    return has_formulas


def _formulas(book: Workbook | None, name: str) -> dict[tuple[int, int], str]:
    if book is None:
        return {}
    found: dict[tuple[int, int], str] = {}
    for row in book[name].iter_rows():
        for cell in row:
            if cell.data_type == "f" and cell.row and cell.column:
                value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                found[cell.row, cell.column] = str(value)
    return found


def _sheet(page: Worksheet, formulas: dict[tuple[int, int], str], limits: Limits) -> Sheet:
    _check_size(page.max_row, page.max_column, limits)
    rows = [[normal(value) for value in row] for row in page.iter_rows(values_only=True)]
    for (row, column), formula in formulas.items():
        cell = rows[row - 1][column - 1]
        if cell is None or _OTHER_FILE.search(formula):
            rows[row - 1][column - 1] = formula
    spans: set[tuple[int, int, int]] = set()
    for merged in page.merged_cells.ranges:
        if merged.min_col < merged.max_col:
            spans.add((merged.min_row, merged.min_col, merged.max_col))
        _fill_down(rows, merged.min_row, min(merged.max_row, len(rows)), merged.min_col)
    return Sheet(page.title, tuple(map(tuple, rows)), formulas, frozenset(spans))


def _fill_down(rows: list[list[Cell]], first: int, last: int, column: int) -> None:
    if first >= last or column > len(rows[first - 1]):
        return
    for row in range(first, last):
        rows[row][column - 1] = rows[first - 1][column - 1]


def _check_size(rows: int, columns: int, limits: Limits) -> None:
    if rows * columns > limits.cells:
        raise Invalid("file_too_large", {"rows": rows, "columns": columns, "most": limits.cells})
