"""Writes small real workbooks for the readers' tests."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def workbook(
    sheets: Mapping[str, Rows],
    *,
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    """The bytes of a workbook with these sheets, merged ranges and hidden sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for span in (merged or {}).get(name, ()):
            page.merge_cells(span)
        if name in hidden:
            page.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def csv_text(rows: Rows, separator: str = ",") -> str:
    """Rows as CSV text, quoted where they must be."""
    return "".join(
        separator.join(_quoted("" if cell is None else str(cell), separator) for cell in row)
        + "\r\n"
        for row in rows
    )


def _quoted(text: str, separator: str) -> str:
    return f'"{text}"' if separator in text or "\n" in text else text
