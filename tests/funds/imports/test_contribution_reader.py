"""Collection sheets of every shape, good and bad."""

from datetime import date
from typing import Any

import pytest

from kernel.values.errors import Invalid
from kernel.values.money import ZERO, Money
from kernel.values.thai_calendar import Month
from services.funds.domain.contribution_rows import Line
from services.funds.imports.contributions import read_contributions
from tests.workbooks import Rows, csv_text, workbook

TITLES = [["ใบเก็บเงินออมวันละบาท"], ["ประจำเดือน ตุลาคม 2567"]]
HEADER = [
    "ลำดับ", "เลขสมาชิก", "ชื่อ-สกุล", "ยกมา", "ต้องชำระ", "ค่าแรกเข้า", "ชำระเดือนนี้", "คงค้าง", "วันที่ชำระ",
    "หมายเหตุ",
]  # fmt: skip
OCTOBER = Month(2024, 10)


def line_of(amount: Any, fee: Any = None, paid_on: Any = "5/10/67") -> Line:
    row = [1, 1001, "สุนี คำมี", -974, 31, fee, amount, 0, paid_on, None]
    (line,) = read_contributions(workbook({"รวม": [*TITLES, HEADER, row]})).lines
    return line


def test_a_line_is_read_into_its_normal_form() -> None:
    line = line_of(31, fee=20)
    assert (line.member_no, line.name, line.place.row) == ("1001", "สุนี คำมี", 4)
    assert (line.amount, line.entry_fee, line.opening_arrears) == (
        Money(3100),
        Money(2000),
        Money(-97400),
    )
    assert (line.paid_on, line.amount_is_number) == (date(2024, 10, 5), True)


@pytest.mark.parametrize(
    ("typed", "worth"),
    [
        ("30 บาท", 3000),
        ("30.-", 3000),
        ("1,095.00", 109500),
        ("(30.00)", -3000),
        ("๓๐", 3000),
        (" 31 ", 3100),
    ],
)
def test_amounts_typed_as_text_are_money(typed: str, worth: int) -> None:
    line = line_of(typed)
    assert (line.amount, line.amount_is_number) == (Money(worth), False)


@pytest.mark.parametrize("word", [None, "-", "ค้าง", "ไม่อยู่", "  ", 0])
def test_some_words_say_that_nothing_was_paid(word: Any) -> None:
    line = line_of(word)
    assert (line.is_payment, line.amount_unreadable) == (False, False)


@pytest.mark.parametrize("word", ["สามสิบบาท", "จ่ายแล้ว", "รอเก็บ ธ.ค.?", date(2024, 10, 1), "#REF!"])
def test_other_words_cannot_be_read(word: Any) -> None:
    line = line_of(word)
    assert (line.amount, line.amount_unreadable) == (None, True)


def test_an_entry_fee_that_cannot_be_read_is_told() -> None:
    line = line_of(30, fee="ยี่สิบ")
    assert (line.entry_fee, line.entry_fee_unreadable) == (ZERO, True)


def test_a_day_that_cannot_be_is_told() -> None:
    line = line_of(30, paid_on="31/4/68")
    assert (line.paid_on, line.paid_on_unreadable) == (None, True)


SHEET = [
    ["กองทุนสวัสดิการ ม.1 เดือน ต.ค. 2567"],
    ["ลำดับ", "ชื่อสมาชิก", "เลขสมาชิก", "แผน (วัน)", "เงินสัจจะ"],
    [1, "สุนี คำมี", "1-001", 90, 90],
    [2, "ย่ง คำมี", "1-002", 30, "30 บาท"],
    [None, "รวม", None, None, "=SUM(E3:E4)"],
]


def test_a_total_by_formula_is_calculated_as_the_spreadsheet_would() -> None:
    read = read_contributions(workbook({"ม.1": SHEET, "ม.2": SHEET}))
    assert [total.amount for total in read.printed] == [Money(9000)] * 2
    assert all(total.is_formula for total in read.printed)
    assert [line.plan_days for line in read.lines] == [90, 30, 90, 30]


def test_the_last_total_of_a_sheet_is_its_total() -> None:
    rows = [
        *SHEET[:3],
        [None, "รวมหน้านี้", None, None, 90],
        *SHEET[3:4],
        [None, "รวมทั้งสิ้น", None, None, 120],
    ]
    (printed,) = read_contributions(workbook({"ม.1": rows})).printed
    assert (printed.amount, printed.place.row) == (Money(12000), 6)


def test_a_total_that_cannot_be_read_is_none() -> None:
    rows = [*SHEET[:4], [None, "รวม", None, None, "ร้อยยี่สิบ"]]
    (printed,) = read_contributions(workbook({"ม.1": rows})).printed
    assert printed.amount is None


def test_a_sheet_need_not_print_a_total() -> None:
    assert read_contributions(workbook({"ม.1": SHEET[:4]})).printed == ()


def test_the_month_stands_in_the_titles() -> None:
    assert read_contributions(workbook({"ม.1": SHEET})).period == OCTOBER


def test_a_file_without_a_month_needs_one_given() -> None:
    untitled = csv_text(SHEET[1:4]).encode()
    assert read_contributions(untitled, period=OCTOBER).period == OCTOBER
    assert refusal(untitled) == "period_not_found"


def test_titles_must_agree_on_the_month() -> None:
    november: Rows = [["เดือน พ.ย. 2567"], *SHEET[1:]]
    assert refusal(workbook({"ม.1": SHEET, "ม.2": november})) == "period_differs"
    assert refusal(workbook({"ม.1": SHEET}), period=Month(2024, 9)) == "period_differs"


def refusal(content: bytes, period: Month | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        read_contributions(content, period=period)
    return refused.value.code


def test_a_member_book_is_no_collection_sheet() -> None:
    book = [
        ["เลขสมาชิก", "ชื่อ-สกุล", "เลขประจำตัวประชาชน", "วันเกิด", "วันที่สมัคร"],
        ["1", "ก ข", None, None, None],
    ]
    assert refusal(workbook({"ก": book})) == "header_not_found"


def test_a_sheet_with_only_a_total_is_no_collection() -> None:
    assert refusal(workbook({"ม.1": [*SHEET[:2], [None, "รวม", None, None, 0]]})) == "no_data_rows"
