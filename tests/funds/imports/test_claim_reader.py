"""Claims books, good and bad."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.errors import Invalid
from kernel.values.money import Money
from kernel.values.thai_calendar import DayProblem
from services.funds.domain.claim_rows import ClaimKind, Line
from services.funds.imports.claims import kind_of, read_claims
from tests.workbooks import workbook

TITLES = [["ทะเบียนคำขอรับสวัสดิการ"], ["ปีงบประมาณ 2568 (1 ต.ค. 2567 - 30 ก.ย. 2568)"]]
COLUMNS = {
    "claim_no": ("เลขที่คำขอ", "๐๐๗/๒๕๖๘"),
    "filed": ("วันที่ยื่น", "6/10/67"),
    "member_no": ("เลขสมาชิก", 1576),
    "name": ("ชื่อผู้ใช้สิทธิ", "นาง สุนี คำมี"),
    "kind": ("ประเภทสวัสดิการ", "นอน รพ."),
    "event": ("วันที่เกิดเหตุ", date(2567, 10, 4)),
    "nights": ("จำนวนคืน", "2 คืน"),
    "detail": ("รายละเอียด", "รพ.วังทอง"),
    "requested": ("จำนวนเงินที่ขอ", "300.-"),
    "paid": ("จำนวนเงินที่จ่าย", 200),
    "paid_on": ("วันที่จ่าย", "12/10/67"),
}
HEADER = [heading for heading, _ in COLUMNS.values()]
STAY = [cell for _, cell in COLUMNS.values()]


def line_of(**cells: Any) -> Line:
    row = [cells.get(name, cell) for name, (_, cell) in COLUMNS.items()]
    (line,) = read_claims(workbook({"คำขอ": [*TITLES, HEADER, row]})).lines
    return line


def test_a_claim_is_read_into_its_normal_form() -> None:
    line = line_of()
    assert (line.claim_no, line.member_no, line.kind) == ("007/2568", "1576", ClaimKind.HOSPITAL)
    assert (line.event.day, line.filed.day) == (date(2024, 10, 4), date(2024, 10, 6))
    assert (line.nights, line.requested, line.paid) == (2, Money(30000), Money(20000))


def test_the_year_and_the_total_are_read() -> None:
    rows = [*TITLES, HEADER, STAY, [None] * 13, [None, None, None, "รวมจ่าย", *[None] * 5, 200]]
    read = read_claims(workbook({"คำขอ": rows}))
    assert (read.fiscal_year, read.printed) == (2568, Money(20000))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("นอนโรงพยาบาล", ClaimKind.HOSPITAL),
        ("เจ็บป่วย", ClaimKind.HOSPITAL),
        ("คลอดบุตรที่ รพ.", ClaimKind.BIRTH),
        ("เกิด", ClaimKind.BIRTH),
        ("ฌาปนกิจ", ClaimKind.DEATH),
        ("เสียชีวิต", ClaimKind.DEATH),
        ("แก่", ClaimKind.ELDERLY),
        ("ผู้สูงอายุ", ClaimKind.ELDERLY),
        ("ทุนการศึกษา", ClaimKind.EDUCATION),
        ("อัคคีภัย", ClaimKind.DISASTER),
        ("วาตภัย", ClaimKind.DISASTER),
        ("ซ่อมบ้าน", ClaimKind.HOUSING),
        ("งานบวช", ClaimKind.OTHER_LUMP),
        ("อื่น ๆ", None),
        ("", None),
    ],
)
def test_the_kind_is_told_by_its_words(words: str, kind: ClaimKind | None) -> None:
    assert kind_of(words) is kind


@pytest.mark.parametrize(
    ("detail", "percent"), [("บ้านเสียหาย 60%", 60), ("เสียหายร้อยละ 30", 30), ("หลังคา", None)]
)
def test_the_damage_of_a_house_is_a_percentage(detail: str, percent: int | None) -> None:
    assert line_of(kind="วาตภัย", detail=detail).damage_percent == percent


def test_what_cannot_be_read_is_told() -> None:
    assert line_of(requested="สามร้อย").amount_unreadable
    assert line_of(nights="หลายคืน").nights_unreadable
    assert line_of(event="31/4/2568").event.problem is DayProblem.IMPOSSIBLE
    assert line_of(event="4/10/2024").event.problem is DayProblem.COMMON_ERA


def test_what_is_blank_is_none() -> None:
    line = line_of(nights=None, paid=None, requested="-")
    assert (line.nights, line.paid, line.requested) == (None, None, None)
    assert not line.nights_unreadable
    assert not line.amount_unreadable


def test_a_collection_sheet_is_no_claims_book() -> None:
    sheet = [["เลขสมาชิก", "ชื่อ-สกุล", "ชำระเดือนนี้", "วันที่จ่าย"], [1, "ก ข", 30, None]]
    with pytest.raises(Invalid) as refused:
        read_claims(workbook({"ก": sheet}))
    assert refused.value.code == "header_not_found"


@given(st.text())
def test_no_word_for_a_kind_is_too_strange(text: str) -> None:
    kind_of(text)
