"""Names: the title in full, the first name, the surname."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import thai_names
from kernel.values.thai_names import Name

words = st.sampled_from(["สมชาย", "รัตน์ศรี", "ย่ง", "คอซีม๊ะห์", "ศิลาบุตร", "อีซอ", "นวพล"])
titles = st.sampled_from(sorted(thai_names.TITLES))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("นาง รัตน์ศรี  ศิลาบุตร", Name("นาง", "รัตน์ศรี", "ศิลาบุตร")),
        ("นางสาวมิ่งขวัญ สกุณา", Name("นางสาว", "มิ่งขวัญ", "สกุณา")),
        ("น.ส. สุนี คำมี", Name("นางสาว", "สุนี", "คำมี")),
        ("นส.สุนี คำมี", Name("นางสาว", "สุนี", "คำมี")),
        ("นาย.ปลัญ สร้อย", Name("นาย", "ปลัญ", "สร้อย")),
        ("นา\u200bยปลัญ สร้อย", Name("นาย", "ปลัญ", "สร้อย")),
        ("ดช.สุทธิโชค ย่องเส้ง", Name("เด็กชาย", "สุทธิโชค", "ย่องเส้ง")),
        ("ว่าที่ ร.ต.กิตติ ย่อง", Name("ว่าที่ร้อยตรี", "กิตติ", "ย่อง")),
        ("ว่าที่ร้อยตรีกิตติ ย่อง", Name("ว่าที่ร้อยตรี", "กิตติ", "ย่อง")),
        ("ร.ต.ท.วันฮู ไตรย", Name("ร้อยตำรวจโท", "วันฮู", "ไตรย")),
        ("พระพูลศักดิ์ อิทธิ", Name("พระ", "พูลศักดิ์", "อิทธิ")),
        ("นาย ย่ง", Name("นาย", "ย่ง", "")),
        ("สุนี ณ อยุธยา", Name("", "สุนี", "ณ อยุธยา")),
        ("", thai_names.NO_NAME),
    ],
)
def test_a_name_in_one_cell_is_taken_apart(typed: str, name: Name) -> None:
    assert thai_names.split(typed) == name


@pytest.mark.parametrize("typed", ["นางาม คำมี", "นายิกา คำมี", "นสร คำมี"])
def test_a_name_that_begins_like_a_title_has_none(typed: str) -> None:
    assert thai_names.split(typed).title == ""


@given(titles, words, words, st.sampled_from(["", " "]))
def test_every_title_is_found_however_it_is_written(
    title: str, first: str, last: str, gap: str
) -> None:
    for form in thai_names.TITLES[title]:
        assert thai_names.split(f"{form}{gap}{first} {last}") == Name(title, first, last)
        assert thai_names.full_title(form) == title


def test_a_title_in_its_own_column_may_be_short() -> None:
    assert thai_names.assemble("นส.", "สุนี ", "คำมี") == Name("นางสาว", "สุนี", "คำมี")
    assert thai_names.assemble("", "นาง สุนี", "คำมี") == Name("นาง", "สุนี", "คำมี")
    assert thai_names.assemble("", "สุนี คำมี", "") == Name("", "สุนี", "คำมี")
    assert thai_names.assemble("คุณ", "สุนี", "คำมี").title == "คุณ"


REGISTERED = Name("นางสาว", "สุนี", "คำมี")


@pytest.mark.parametrize(
    "typed", ["สุนี คำมี", "นาง สุนี  คำมี", "สุ\u200bนี คํามี", "สุนีคำมี", "น.ส.สุนี คำมี", "สุนี"]
)
def test_a_typed_name_agrees_whatever_its_title_and_spaces(typed: str) -> None:
    assert thai_names.agree(typed, REGISTERED)


@pytest.mark.parametrize("typed", ["สุนี คำดี", "สุนีย์ คำมี", "คำมี สุนี", ""])
def test_another_name_does_not_agree(typed: str) -> None:
    assert not thai_names.agree(typed, REGISTERED)


def test_a_register_without_a_name_contradicts_nobody() -> None:
    assert thai_names.agree("สุนี คำมี", thai_names.NO_NAME)


@given(st.text())
def test_no_text_is_too_strange_for_the_reader_of_names(text: str) -> None:
    name = thai_names.split(text)
    assert thai_names.agree(text, name)
