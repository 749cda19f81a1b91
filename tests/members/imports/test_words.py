"""What registrars write about addresses and endings of membership."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.members.domain.register_lines import Status
from services.members.imports.words import (
    read_address,
    read_house_no,
    read_moo,
    read_standing,
)


@pytest.mark.parametrize(
    ("text", "house", "moo"),
    [
        ("บ้านเลขที่ ๗๙ หมู่ที่ ๔", "79", 4),
        ("๑๘๖/๙ หมู่ ๗", "186/9", 7),
        ("176 ม.8", "176", 8),
        ("เลขที่ 12/3-4 ม. 10 ต.วังทอง", "12/3-4", 10),
        ("หมู่ 3", "", 3),
        ("89", "89", None),
        ("", "", None),
    ],
)
def test_an_address_in_one_cell_is_taken_apart(text: str, house: str, moo: int | None) -> None:
    assert read_address(text) == (house, moo)


@pytest.mark.parametrize(
    ("text", "moo"), [("4", 4), ("หมู่ที่ 1 ต.บ้านกลาง", 1), ("ม.3 ", 3), ("", None)]
)
def test_the_village_number_is_read(text: str, moo: int | None) -> None:
    assert read_moo(text) == moo


def test_a_house_number_may_have_become_a_date() -> None:
    assert read_house_no(date(2025, 6, 3)) == "3/6"
    assert read_house_no("บ้านเลขที่ 89/1") == "89/1"
    assert read_house_no("89/1 ก") == "89/1"
    assert read_house_no("วัดวังทอง") == "วัดวังทอง"


@pytest.mark.parametrize(
    ("status", "note", "said"),
    [
        ("", "", Status.ACTIVE),
        ("ปกติ", "", Status.ACTIVE),
        ("", "ลาออก", Status.RESIGNED),
        ("ลาออก", "ลาออก", Status.RESIGNED),
        ("", "ย้ายไปอยู่กับลูก", Status.MOVED_OUT),
        ("", "ย้ายมาจากกองทุนอื่น", Status.ACTIVE),
        ("", "พ้นสภาพ", Status.REMOVED),
        ("", "เสียชีวิต", Status.DECEASED),
        ("", "(สมาชิกเสียชีวิตเมื่อ 7 พ.ย. 2567)", Status.DECEASED),
        ("", "บุตรเสียชีวิต", Status.ACTIVE),
        ("", "สมัครใหม่", Status.ACTIVE),
        ("", "ลงซ้ำ", Status.ACTIVE),
    ],
)
def test_the_end_of_a_membership_is_told_by_its_word(status: str, note: str, said: Status) -> None:
    assert read_standing(status, note).status is said


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("", "เสียชีวิต 7 พ.ย. 2567"),
        ("", "เสียชีวิต ๗ พ.ย. ๒๕๖๗"),
        ("เสียชีวิต", "เสียชีวิต 7 พ.ย. 2567"),
        ("เสียชีวิต 7/11/67", ""),
        ("", "(ตาย เมื่อวันที่ 7 พฤศจิกายน 2567)"),
    ],
)
def test_the_day_of_death_follows_the_word(status: str, note: str) -> None:
    died = read_standing(status, note).died
    assert died is not None
    assert died.day == date(2024, 11, 7)


@given(st.text(), st.text())
def test_no_words_are_too_strange(one: str, other: str) -> None:
    read_standing(one, other)
    read_address(one)
    read_moo(one)
    read_house_no(one)
