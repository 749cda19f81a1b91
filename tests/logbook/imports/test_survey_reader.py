"""Household surveys as CSV files and as one workbook, good and bad."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.citizen_id import CidProblem
from kernel.values.errors import Invalid
from kernel.values.money import Money
from kernel.values.sex import Sex
from kernel.values.thai_names import Name
from services.logbook.domain.indicators import Answer
from services.logbook.imports.survey import (
    house_code,
    read_assessments,
    read_houses,
    read_persons,
)
from tests.workbooks import csv_text, workbook

AS_OF = date(2025, 9, 30)
HOUSES = [
    [
        "รหัสบ้าน", "บ้านเลขที่", "หมู่ที่", "ตำบล", "ละติจูด", "ลองจิจูด", "หัวหน้าครัวเรือน",
        "เลขบัตรหัวหน้า", "จำนวนคน", "รายได้/เดือน", "หนี้สิน",
    ],
    [
        "0000-000061-5", "64/3", "6", "ต.วังทอง", "16.927184", "100.509061", "นาย ก ข",
        "1234567890122", "2", "34,000", "0",
    ],
]  # fmt: skip
PERSONS = [
    [
        "รหัสบ้าน", "ลำดับ", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "ความสัมพันธ์กับหัวหน้า",
        "วันเกิด", "เพศ", "กลุ่มเป้าหมาย",
    ],
    [
        "00000000615", "1", "1234567890121", "น.ส.", "ก", "ข", "บุตร", "30/06/2525", "2",
        "ผู้สูงอายุ|คนพิการ",
    ],
]  # fmt: skip
ASSESSMENTS = [
    ["รหัสบ้าน", "รอบ", "วันที่สำรวจ", "ผู้สำรวจ", *(f"ตชว.{number}" for number in range(1, 32))],
    ["00000000615", "1/2568", "24/11/2567", "อพม.", "1", "0", "-", "2", "", *["1"] * 26],
]


def test_a_house_is_read_into_its_normal_form() -> None:
    (house,) = read_houses(csv_text(HOUSES).encode("cp874"))
    assert (house.house_code, house.house_no, house.moo, house.tambon) == (
        "00000000615",
        "64/3",
        6,
        "วังทอง",
    )
    assert (house.lat, house.lon) == (16.927184, 100.509061)
    assert (house.income_month, house.debt, house.declared_persons) == (Money(3400000), Money(0), 2)
    assert house.head_cid.problem is CidProblem.CHECKSUM


def test_a_person_is_read_into_their_normal_form() -> None:
    (person,) = read_persons(csv_text(PERSONS).encode("utf-8-sig"), AS_OF)
    assert (person.survey_id, person.cid.number) == ("00000000615/1", "1234567890121")
    assert person.name == Name("นางสาว", "ก", "ข")
    assert (person.sex, person.birth.day) == (Sex.FEMALE, date(1982, 6, 30))
    assert person.groups == ("ผู้สูงอายุ", "คนพิการ")


def test_answers_have_three_values_and_anything_else_is_none() -> None:
    (assessment,) = read_assessments(csv_text(ASSESSMENTS).encode())
    answers = dict(assessment.answers)
    assert len(answers) == 31
    assert [answers[number] for number in (1, 2, 3, 4, 5)] == [
        Answer.PASSED,
        Answer.FAILED,
        Answer.NOT_APPLICABLE,
        None,
        None,
    ]
    assert (assessment.round, assessment.assessed.day) == ("1/2568", date(2024, 11, 24))


def test_each_reader_takes_its_own_sheet_of_a_workbook() -> None:
    content = workbook({"ครัวเรือน": [["แบบสำรวจ"], *HOUSES], "สมาชิก": PERSONS, "จปฐ": ASSESSMENTS})
    assert [line.place.sheet for line in read_houses(content)] == ["ครัวเรือน"]
    assert [line.place.sheet for line in read_persons(content, AS_OF)] == ["สมาชิก"]
    assert [line.place.sheet for line in read_assessments(content)] == ["จปฐ"]


@pytest.mark.parametrize("given", ["0000-000061-5", "00000000615", "615", "๐๐๐๐-๐๐๐๐๖๑-๕"])
def test_a_house_code_has_eleven_digits_however_it_is_typed(given: str) -> None:
    content = csv_text([HOUSES[0], [given, *HOUSES[1][1:]]]).encode()
    assert read_houses(content)[0].house_code == "00000000615"


def test_what_is_no_house_code_stays_as_it_is() -> None:
    assert house_code("ไม่มี") == "ไม่มี"


@pytest.mark.parametrize(
    ("column", "cell", "field"),
    [(4, "ไม่มี", "lat"), (4, "", "lat"), (9, "ไม่แน่นอน", "income_month"), (9, "", "income_month")],
)
def test_what_cannot_be_read_is_none(column: int, cell: str, field: str) -> None:
    row = [*HOUSES[1]]
    row[column] = cell
    (house,) = read_houses(csv_text([HOUSES[0], row]).encode())
    assert getattr(house, field) is None


def test_a_round_may_have_become_a_date() -> None:
    row: list[Any] = [*ASSESSMENTS[1]]
    row[1] = date(2568, 1, 1)
    (assessment,) = read_assessments(workbook({"จปฐ": [ASSESSMENTS[0], row]}))
    assert assessment.round == "1/2568"


def test_two_digits_of_a_birth_year_are_ambiguous_in_a_survey_too() -> None:
    row = [*PERSONS[1]]
    row[7] = "30/06/25"
    (person,) = read_persons(csv_text([PERSONS[0], row]).encode(), AS_OF)
    assert person.birth.problem == "DATE_AMBIGUOUS"


def test_a_list_of_persons_is_no_list_of_houses() -> None:
    for content in (csv_text(PERSONS).encode(), csv_text(ASSESSMENTS).encode()):
        with pytest.raises(Invalid) as refused:
            read_houses(content)
        assert refused.value.code == "header_not_found"


@given(st.text())
def test_no_house_code_is_too_strange(text: str) -> None:
    house_code(text)
