"""Member books of every shape, good and bad."""

from datetime import date
from typing import Any

import pytest

from kernel.sheets.tables import LeftOut
from kernel.values import citizen_id
from kernel.values.errors import Invalid
from kernel.values.sex import Sex
from kernel.values.thai_names import Name
from kernel.values.thai_text import thai_digits
from services.members.domain.register import RegisterRow
from services.members.imports.register import RegisterFile, read_register
from tests.workbooks import Rows, csv_text, workbook

AS_OF = date(2025, 9, 30)
HEADER = [
    "เลขสมาชิก", "ชื่อ-สกุล", "เลขประจำตัวประชาชน", "วันเกิด", "วันที่สมัคร", "บ้านเลขที่", "หมู่ที่", "โทรศัพท์",
    "หมายเหตุ",
]  # fmt: skip


def cid(number: int) -> str:
    """A generated number: office 0000 does not exist."""
    first = f"30000{number:07d}"
    return first + str(citizen_id.check_digit(first))


GOOD = ["1", "นาง สุนี คำมี", cid(1), "10 ก.พ. 2523", "4/5/53", "89/1", 4, "060-000-0155", None]


def changed(**cells: Any) -> list[Any]:
    names = ("member_no", "name", "cid", "birth", "joined", "house_no", "moo", "phone", "note")
    return [cells.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def read(rows: Rows, sheet: str = "ทะเบียน") -> RegisterFile:
    return read_register(workbook({sheet: rows}), AS_OF)


def only(*rows: list[Any]) -> RegisterRow:
    return read([HEADER, *rows]).rows[-1]


def test_a_row_is_read_into_its_normal_form() -> None:
    row = only(GOOD)
    line = row.line
    assert row.verdict.decision == "accepted"
    assert (line.member_no, line.cid.number, line.house_no, line.moo, line.phone) == (
        "1",
        cid(1),
        "89/1",
        4,
        "0600000155",
    )
    assert line.name == Name("นาง", "สุนี", "คำมี")
    assert (line.birth.day, line.joined.day) == (date(1980, 2, 10), date(2010, 5, 4))


def test_a_book_in_thai_digits_throughout_is_the_same_book() -> None:
    in_thai = [thai_digits(cell) if isinstance(cell, str) else cell for cell in changed(moo="4")]
    assert only(in_thai).line == only(changed(moo="4")).line


@pytest.mark.parametrize(
    ("cells", "code", "decision"),
    [
        ({"cid": cid(1)[:-1] + str((int(cid(1)[-1]) + 1) % 10)}, "CID_CHECKSUM", "rejected"),
        ({"cid": cid(1)[:-1]}, "CID_LENGTH", "rejected"),
        ({"cid": int(cid(1)[:-1])}, "CID_LENGTH", "rejected"),
        ({"cid": "ไม่ทราบ"}, "CID_MISSING", "review"),
        ({"cid": None, "note": "เด็กแรกเกิด"}, "CID_MISSING_EXPLAINED", "accepted"),
        ({"birth": "31/2/2523"}, "DATE_IMPOSSIBLE", "review"),
        ({"birth": "10/2/30"}, "DATE_AMBIGUOUS", "review"),
        ({"birth": "10 ก.พ. 45"}, "DATE_AMBIGUOUS", "review"),
        ({"birth": "10/2/1980"}, "DATE_CE_TYPED", "review"),
        ({"birth": "2523"}, "BIRTH_YEAR_ONLY", "accepted"),
        ({"birth": 2523}, "BIRTH_YEAR_ONLY", "accepted"),
        ({"birth": "10/2/2623"}, "BIRTH_IN_FUTURE", "review"),
        ({"birth": date(2080, 2, 10)}, "BIRTH_IN_FUTURE", "review"),
        ({"joined": None}, "JOIN_DATE_MISSING", "review"),
        ({"joined": "1/1/2520"}, "JOIN_BEFORE_BIRTH", "review"),
        ({"phone": "06000012"}, "PHONE_INVALID", "accepted"),
        ({"phone": "ไม่มี"}, "PHONE_INVALID", "accepted"),
        ({"name": None}, "NAME_MISSING", "rejected"),
        ({"name": "นาย ย่ง"}, "NO_SURNAME", "accepted"),
        ({"name": "ด.ญ. สุนี คำมี"}, "TITLE_AGE_MISMATCH", "accepted"),
        ({"member_no": None}, "MEMBER_NO_MISSING", "review"),
    ],
)
def test_each_kind_of_damage_has_its_code(cells: dict[str, Any], code: str, decision: str) -> None:
    row = only(changed(**cells))
    assert (row.verdict.codes, row.verdict.decision) == ({code}, decision)


@pytest.mark.parametrize("birth", ["10/2/30", "31/2/2523", "10/2/2623"])
def test_a_birth_date_that_is_not_certain_is_none(birth: str) -> None:
    line = only(changed(birth=birth)).line
    assert (line.birth.day, line.birth.precision) == (None, None)


@pytest.mark.parametrize(
    "birth", [date(1980, 2, 10), date(2523, 2, 10), "๑๐ กุมภาพันธ์ ๒๕๒๓", "10-02-2523"]
)
def test_dates_may_be_cells_or_text_of_either_era(birth: Any) -> None:
    assert only(changed(birth=birth)).line.birth.day == date(1980, 2, 10)


@pytest.mark.parametrize("phone", [600000155, "0600000155", "06 0000 0155"])
def test_a_phone_stored_as_a_number_gets_its_zero_back(phone: Any) -> None:
    assert only(changed(phone=phone)).line.phone == "0600000155"


@pytest.mark.parametrize("typed", [int(cid(1)), "'" + cid(1), f"{cid(1)[0]} {cid(1)[1:]}"])
def test_an_id_number_is_read_from_numbers_and_apostrophes(typed: Any) -> None:
    assert only(changed(cid=typed)).line.cid.number == cid(1)


def test_title_first_name_and_surname_may_have_columns() -> None:
    header = ["เลขสมาชิก", "คำนำหน้า", "ชื่อตัว", "ชื่อสกุล", "ID", "DOB", "เพศ", "วันที่เข้า"]
    row = ["1", "น.ส.", "สุนี", "คำมี", cid(1), date(1980, 2, 10), "ญ", date(2553, 5, 4)]
    (found,) = read([header, row]).rows
    assert found.line.name == Name("นางสาว", "สุนี", "คำมี")
    assert (found.line.sex, found.line.joined.day) == (Sex.FEMALE, date(2010, 5, 4))


def test_a_birth_date_may_stand_in_three_columns() -> None:
    rows = [
        ["ที่", "เลขสมาชิก", "ชื่อสมาชิก", None, None, "เลข 13 หลัก", "เกิด", None, None, "วันสมัคร"],
        [None, None, "คำนำหน้า", "ชื่อ", "สกุล", None, "วันที่", "เดือน", "พ.ศ.", None],
        [1, "1", "นาง", "สุนี", "คำมี", cid(1), 10, "ก.พ.", 2523, "4/5/2553"],
        [2, "2", "นาย", "ย่ง", "คำมี", cid(2), 10, 2, 2523, "4/5/2553"],
        [3, "3", "นาย", "โอ", "คำมี", cid(3), None, None, 2523, "4/5/2553"],
        [4, "4", "นาย", "เอ", "คำมี", cid(4), 31, "เม.ย.", 2523, "4/5/2553"],
        [5, "5", "นาย", "อา", "คำมี", cid(5), 10, "ก.พ.", 1980, "4/5/2553"],
    ]
    found = read(rows).rows
    day = date(1980, 2, 10)
    assert [row.line.birth.day for row in found] == [day, day, date(1980, 1, 1), None, day]
    assert [set(row.verdict.codes) for row in found] == [
        set(),
        set(),
        {"BIRTH_YEAR_ONLY"},
        {"DATE_IMPOSSIBLE"},
        {"DATE_CE_TYPED"},
    ]


@pytest.mark.parametrize(
    ("sheet", "title"), [("Sheet1", "หมู่ที่ 3 ต.บ้านกลาง"), ("ม.3 ", "ทะเบียน"), ("หมู่ 3", None)]
)
def test_the_village_may_stand_in_the_title_or_the_name_of_the_sheet(
    sheet: str, title: str | None
) -> None:
    header, good = HEADER[:6], GOOD[:6]
    (row,) = read([[title], header, good], sheet).rows
    assert row.line.moo == 3
    assert row.line.place.sheet == sheet


def test_a_household_in_merged_cells_is_that_of_every_member() -> None:
    header = ["บ้านเลขที่", "หมู่", "เลขที่", "ชื่อ-สกุล", "เลขบัตร", "วันเกิด", "เข้าเป็นสมาชิก"]
    rows = [
        header,
        ["120", 1, 2, "นาง สุนี คำมี", cid(1), "10 ก.พ. 2523", "4 พ.ค. 2553"],
        [None, None, 26, "นาย ย่ง คำมี", cid(2), "10 ก.พ. 2523", "4 พ.ค. 2553"],
    ]
    found = read_register(workbook({"ก": rows}, merged={"ก": ["A2:A3", "B2:B3"]}), AS_OF).rows
    assert [(row.line.house_no, row.line.moo) for row in found] == [("120", 1), ("120", 1)]


def test_a_beneficiary_comes_with_a_number_only_if_it_is_one() -> None:
    header = [*HEADER, "ผู้รับผลประโยชน์", "เกี่ยวข้องเป็น", "เลขบัตรผู้รับผลประโยชน์"]
    for typed, number in ((cid(9), cid(9)), ("1234", None), (None, None)):
        (row,) = read([header, [*GOOD, "นาย ย่ง คำมี", "บุตร", typed]]).rows
        assert row.line.beneficiary is not None
        assert row.line.beneficiary.name == Name("นาย", "ย่ง", "คำมี")
        assert (row.line.beneficiary.relation, row.line.beneficiary.cid) == ("บุตร", number)
    assert only(GOOD).line.beneficiary is None


def test_a_header_on_row_thirty_is_found() -> None:
    (row,) = read([*[["กองทุนสวัสดิการชุมชน"]] * 29, HEADER, GOOD]).rows
    assert row.line.place.row == 31


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874"])
def test_a_book_may_be_csv(separator: str, encoding: str) -> None:
    text = csv_text([["กองทุน"], HEADER, GOOD], separator)
    (row,) = read_register(text.encode(encoding), AS_OF).rows
    assert row.verdict.decision == "accepted"
    assert (row.line.place.sheet, row.line.place.row) == ("", 3)


def test_what_was_left_out_is_told() -> None:
    content = workbook(
        {"หมู่ 1": [HEADER, GOOD, ["รวม"]], "สรุป": [["รวม", 1]], "ลับ": [HEADER]}, hidden=["ลับ"]
    )
    found = read_register(content, AS_OF)
    assert found.sheets_left_out == {"สรุป": LeftOut.SUMMARY_SHEET}
    assert list(found.rows_left_out.values()) == [LeftOut.TOTAL]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xd0\xcf\x11\xe0 old", "file_unreadable"),
        (workbook({"ก": [HEADER, GOOD]})[:-900], "file_unreadable"),
        (b"%PDF-1.7\n\x00\x01", "file_unreadable"),
        (
            workbook({"ก": [["เลขที่คำขอ", "เลขสมาชิก", "ประเภทสวัสดิการ"], ["1/2568", 1, "ตาย"]]}),
            "header_not_found",
        ),
        (
            workbook({"ก": [["เลขสมาชิก", "ชื่อ-สกุล", "ชำระเดือนนี้"], [1, "ก ข", 30]]}),
            "header_not_found",
        ),
        (workbook({"ก": [HEADER, ["รวม", None, None]]}), "no_data_rows"),
        (workbook({"ก": []}), "file_empty"),
        (workbook({"ก": [["สวัสดี"]]}), "header_not_found"),
    ],
)
def test_a_file_that_is_no_member_book_is_refused_in_a_word(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_register(content, AS_OF)
    assert refused.value.code == code


def test_a_refusal_names_no_person() -> None:
    with pytest.raises(Invalid) as refused:
        read_register(workbook({"ก": [["ชื่อ", "วันเกิด"], ["นาง สุนี คำมี", "10/2/2523"]]}), AS_OF)
    assert "สุนี" not in str(refused.value)
