"""A survey in one workbook or in three files, however they are called and ordered."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from kernel.values.errors import Invalid
from kernel.values.verdicts import Place
from services.logbook.domain.surveys import Survey
from services.logbook.imports.places import tambon_codes
from services.logbook.imports.whole_survey import read_survey
from services.logbook.imports.words import group_code
from tests.logbook.imports.test_survey_reader import ASSESSMENTS, HOUSES, PERSONS
from tests.workbooks import Rows, csv_text, workbook

AS_OF = date(2025, 9, 30)
FILES = (
    ("บ้าน.csv", csv_text(HOUSES).encode("cp874")),
    ("คน.csv", csv_text(PERSONS).encode("utf-8-sig")),
    ("จปฐ.csv", csv_text(ASSESSMENTS).encode()),
)


def places(survey: Survey) -> list[Place]:
    return [line.place for line in (*survey.houses, *survey.persons, *survey.assessments)]


@pytest.mark.parametrize("files", list(permutations(FILES)))
def test_three_files_are_one_survey_in_any_order(files: tuple[tuple[str, bytes], ...]) -> None:
    survey = read_survey(files, AS_OF)
    assert places(survey) == [Place("บ้าน.csv", 2), Place("คน.csv", 2), Place("จปฐ.csv", 2)]


def test_the_sheets_of_one_workbook_keep_their_names() -> None:
    content = workbook({"ครัวเรือน": HOUSES, "สมาชิก": PERSONS, "จปฐ": ASSESSMENTS})
    survey = read_survey([("survey.xlsx", content)], AS_OF)
    assert places(survey) == [Place("ครัวเรือน", 2), Place("สมาชิก", 2), Place("จปฐ", 2)]


def test_a_workbook_beside_other_files_is_named_with_its_sheets() -> None:
    content = workbook({"ครัวเรือน": HOUSES, "สมาชิก": PERSONS})
    survey = read_survey([("survey.xlsx", content), FILES[2]], AS_OF)
    assert [place.sheet for place in places(survey)] == [
        "survey.xlsx: ครัวเรือน",
        "survey.xlsx: สมาชิก",
        "จปฐ.csv",
    ]


def test_files_of_one_name_are_told_apart() -> None:
    files = [("x.csv", content) for _, content in FILES]
    sheets = [place.sheet for place in places(read_survey(files, AS_OF))]
    assert sheets == ["x.csv", "x.csv (2)", "x.csv (3)"]


def test_a_table_may_stand_in_several_files() -> None:
    more = [HOUSES[0], ["00000000616", *HOUSES[1][1:]]]
    survey = read_survey([*FILES, ("หมู่ 2.csv", csv_text(more).encode())], AS_OF)
    assert [line.house_code for line in survey.houses] == ["00000000615", "00000000616"]


def refusal(files: list[tuple[str, bytes]]) -> Invalid:
    with pytest.raises(Invalid) as refused:
        read_survey(files, AS_OF)
    return refused.value


def test_a_table_that_is_missing_is_named() -> None:
    refused = refusal([FILES[0], FILES[2]])
    assert (refused.code, refused.details) == ("header_not_found", {"tables": ["persons"]})


def test_a_file_that_is_no_survey_is_named() -> None:
    refused = refusal([*FILES, ("อื่น.csv", "ก,ข\n1,2\n".encode())])
    assert (refused.code, refused.details) == ("header_not_found", {"file": "อื่น.csv"})


@pytest.mark.parametrize(
    "rows",
    [
        [[*ASSESSMENTS[0], *(f"ตชว.{n}" for n in range(32, 39))], [*ASSESSMENTS[1], *["1"] * 7]],
        [ASSESSMENTS[0][:-1], ASSESSMENTS[1][:-1]],
        [[*ASSESSMENTS[0][:-1], "ตชว.38"], ASSESSMENTS[1]],
    ],
    ids=["38", "30", "31 with a gap"],
)
def test_answers_to_an_unknown_form_are_refused(rows: Rows) -> None:
    files = [*FILES[:2], ("จปฐ.csv", csv_text(rows).encode())]
    assert refusal(files).code == "indicator_set_unknown"


@pytest.mark.parametrize(
    ("name", "area_code", "code"),
    [
        ("วังทอง", "650801", "650801"),
        ("วังทอง", "6508", "650801"),
        ("วังทอง", "65", "650801"),
        ("วังทอง", "65080106", "650801"),
        ("วงทอง", "650801", "650801"),  # a slip of the pen, where only one tambon can be meant
        ("", "650801", "650801"),
    ],
)
def test_a_tambon_is_found_within_the_area_told(name: str, area_code: str, code: str) -> None:
    assert tambon_codes([name], area_code) == {name: code}


@pytest.mark.parametrize(
    ("name", "area_code", "code"),
    [
        ("วังทอง", "", "area_needed"),
        ("วังทอง", "999999", "area_unknown"),
        ("วังทอง", "650804", "area_differs"),
        ("วงทอง", "6508", "area_differs"),
        ("", "6508", "area_differs"),
        ("บ้านกลาง", "1037", "area_differs"),
    ],
)
def test_a_tambon_that_is_not_there_refuses_the_survey(
    name: str, area_code: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        tambon_codes([name], area_code)
    assert refused.value.code == code


def test_groups_have_codes_and_unknown_words_stay() -> None:
    assert group_code("ผู้สูงอายุ") == "ELDERLY_60"
    assert group_code("กลุ่มอื่น") == "กลุ่มอื่น"
