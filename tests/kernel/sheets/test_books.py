"""Files are opened by what they are; what cannot be opened is refused in a word."""

import io
import os
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.sheets import FILE_PROBLEMS
from kernel.sheets.books import Limits, open_book
from kernel.values.errors import Invalid
from tests.workbooks import workbook

ROWS = [["เลขสมาชิก", "ชื่อ"], ["๑/๒๕๕๕", " นาง\u00a0 ก "], [None, 30.0]]


def refusal(content: bytes, limits: Limits | None = None) -> str | None:
    """The code a file is refused with, `None` if it is opened."""
    try:
        open_book(content, limits or Limits())
    except Invalid as refused:
        return refused.code
    return None


def test_cells_come_in_one_normal_form() -> None:
    values = [12, 30.0, 30.1, True, date(2025, 9, 30), "๑๒", "  ", "\u200b"]
    (sheet,) = open_book(workbook({"ก": [values]}))
    assert sheet.rows == ((12, 30, Decimal("30.1"), "TRUE", date(2025, 9, 30), "12", None, None),)


def test_the_same_rows_come_from_a_workbook_and_from_csv() -> None:
    (from_workbook,) = open_book(workbook({"ก": ROWS}))
    (from_csv,) = open_book('เลขสมาชิก,ชื่อ\r\n๑/๒๕๕๕," นาง\u00a0 ก "\r\n,30\r\n'.encode())
    assert from_workbook.rows[:2] == from_csv.rows[:2] == (("เลขสมาชิก", "ชื่อ"), ("1/2555", "นาง ก"))
    assert from_csv.name == ""


def test_hidden_sheets_are_not_read() -> None:
    sheets = open_book(workbook({"ก": ROWS, "ลับ": ROWS}, hidden=["ลับ"]))
    assert [sheet.name for sheet in sheets] == ["ก"]


def test_a_cell_merged_down_a_column_fills_every_row() -> None:
    (sheet,) = open_book(
        workbook({"ก": [["บ้าน", "คน"], ["120", 1], [None, 2], [None, 3]]}, merged={"ก": ["A2:A4"]})
    )
    assert [row[0] for row in sheet.rows] == ["บ้าน", "120", "120", "120"]


def test_a_cell_merged_across_is_a_span_of_its_row() -> None:
    (sheet,) = open_book(workbook({"ก": [["ชื่อสมาชิก", None, None]]}, merged={"ก": ["A1:C1"]}))
    assert sheet.spans == {(1, 1, 3)}
    assert sheet.rows == (("ชื่อสมาชิก", None, None),)


def test_a_formula_without_a_value_stands_as_its_text() -> None:
    (sheet,) = open_book(workbook({"ก": [[1], [2], ["=SUM(A1:A2)"]]}))
    assert sheet.rows[2] == ("=SUM(A1:A2)",)
    assert sheet.formulas == {(3, 1): "=SUM(A1:A2)"}


def with_values(formula: str, value: str) -> bytes:
    """A workbook whose one formula has a value saved beside it, as spreadsheets save it."""
    content = workbook({"ก": [[formula]]})
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                text = text.replace(b"<v></v>", f"<v>{value}</v>".encode())
                text = text.replace(b"<v/>", f"<v>{value}</v>".encode())
                text = text.replace(b"<v />", f"<v>{value}</v>".encode())
            new.writestr(part, text)
    return changed.getvalue()


def test_a_formula_with_a_value_is_its_value() -> None:
    (sheet,) = open_book(with_values("=15*2", "30"))
    assert sheet.rows == ((30,),)


@pytest.mark.parametrize(
    "formula", ["=[1]ลับ!A1", "='[book.xlsx]ก'!A1+1", '=WEBSERVICE("http://x")', "=cmd|'/c x'!A0"]
)
def test_a_formula_that_reads_another_file_is_not_believed(formula: str) -> None:
    (sheet,) = open_book(with_values(formula, "30"))
    assert sheet.rows == ((formula,),)


def test_a_formula_over_a_table_of_its_own_is_believed() -> None:
    (sheet,) = open_book(with_values("=SUM(Table1[ชำระ])", "30"))
    assert sheet.rows == ((30,),)


def test_a_workbook_without_a_cell_is_empty() -> None:
    assert refusal(workbook({"ก": [], "ข": []})) == "file_empty"
    assert refusal(workbook({"ก": [], "ลับ": ROWS}, hidden=["ลับ"])) == "file_empty"


@pytest.mark.parametrize("content", [b"", b"\n\n \t", b"\xef\xbb\xbf", b"\x00\x00"])
def test_an_empty_file_is_told(content: bytes) -> None:
    assert refusal(content) == "file_empty"


def test_an_old_or_locked_workbook_is_told() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "file_unreadable"


@pytest.mark.parametrize("cut", [100, 1000, 3000])
def test_a_truncated_workbook_is_told(cut: int) -> None:
    assert refusal(workbook({"ก": ROWS})[:-cut]) == "file_unreadable"


def test_an_archive_that_is_no_workbook_is_told() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("letter.txt", "สวัสดี")
    assert refusal(content.getvalue()) == "file_unreadable"


def test_a_picture_is_told() -> None:
    assert refusal(b"\x89PNG\r\n\x1a\n" + os.urandom(4) * 200) in (
        "file_unreadable",
        "encoding_unknown",
    )


def test_a_file_over_the_limit_is_not_opened() -> None:
    assert refusal(b"a,b\n" * 1000, Limits(file_bytes=100)) == "file_too_large"


def test_a_workbook_that_unpacks_into_too_much_is_not_opened() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 80_000_000)
    assert len(content.getvalue()) < 1_000_000
    assert refusal(content.getvalue()) == "file_too_large"


def test_a_sheet_of_a_million_blank_rows_is_not_walked() -> None:
    rows: list[list[object]] = [["เลขสมาชิก", "ชื่อ"]]
    content = workbook({"ก": rows})
    (sheet,) = open_book(content)
    assert len(sheet.rows) == 1
    assert refusal(content, Limits(cells=1)) == "file_too_large"
    assert refusal(workbook({"ก": rows, "ข": rows}), Limits(sheets=1)) == "file_too_large"
    assert refusal(b"a,b\n" * 10, Limits(cells=10)) == "file_too_large"


def test_a_document_type_is_refused() -> None:
    content = workbook({"ก": ROWS})
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/workbook.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "a">]>' + text
            new.writestr(part, text)
    assert refusal(changed.getvalue()) == "file_unreadable"


DAMAGED = workbook({"ก": ROWS})


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(DAMAGED) - 1), st.integers(0, 255)), max_size=20))
def test_a_damaged_workbook_is_read_or_refused_but_never_a_crash(
    damage: list[tuple[int, int]],
) -> None:
    content = bytearray(DAMAGED)
    for at, byte in damage:
        content[at] = byte
    assert refusal(bytes(content)) in (
        None,
        "file_unreadable",
        "file_too_large",
        "encoding_unknown",
    )


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_are_too_strange(content: bytes) -> None:
    refused = refusal(content)
    assert refused is None or refused in FILE_PROBLEMS
