"""The one formula clerks print below a column: SUM, added up as a spreadsheet does it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from openpyxl.utils.cell import column_index_from_string

from kernel.sheets.cells import Sheet

_SUM: Final = re.compile(r"=\+?\s*(?:SUM\(|SUBTOTAL\(\s*(?:9|109)\s*,)(.+)\)", re.IGNORECASE)
_RANGE: Final = re.compile(
    r"\s*\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?\s*", re.IGNORECASE
)


def sum_of(sheet: Sheet, formula: str) -> Decimal | None:
    """The value of `=SUM(H3:H141)` over the sheet's number cells; text cells are left out.

    `None` for any other formula: a workbook saved without values is not calculated here.
    """
    call = _SUM.fullmatch(formula.strip())
    if call is None:
        return None
    total = Decimal(0)
    for part in call[1].split(","):
        corners = _RANGE.fullmatch(part)
        if corners is None:
            return None
        first_column, first_row = column_index_from_string(corners[1].upper()), int(corners[2])
        last_column = column_index_from_string((corners[3] or corners[1]).upper())
        last_row = int(corners[4] or corners[2])
        for row in sheet.rows[max(first_row - 1, 0) : last_row]:
            numbers = row[first_column - 1 : last_column]
            total += sum(number for number in numbers if isinstance(number, int | Decimal))
    return total
