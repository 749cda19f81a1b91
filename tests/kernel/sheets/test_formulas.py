"""SUM adds up number cells, as spreadsheets do, and nothing else is calculated."""

from decimal import Decimal

import pytest

from kernel.sheets.cells import Sheet
from kernel.sheets.formulas import sum_of

SHEET = Sheet("ก", ((1, 10), ("30 บาท", 20), (Decimal("0.5"), None), (4, "x")))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1:A4)", "5.5"),
        ("=sum($A$1:$A$3)", "1.5"),
        ("=SUM(A1:B2)", "31"),
        ("=SUM(A1,A4,B2)", "25"),
        ("=SUBTOTAL(9,B1:B4)", "30"),
        ("=SUM(C1:C9)", "0"),
    ],
)
def test_number_cells_are_added(formula: str, value: str) -> None:
    assert sum_of(SHEET, formula) == Decimal(value)


@pytest.mark.parametrize("formula", ["=A1*2", "=SUM(A1:A2)+1", "=SUM(อื่น!A1:A2)", "=[1]ก!A1", "30"])
def test_other_formulas_are_not_calculated(formula: str) -> None:
    assert sum_of(SHEET, formula) is None
