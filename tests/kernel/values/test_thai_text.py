"""Two texts that look the same on paper are the same text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.values import thai_text

thai = st.text(alphabet=[chr(code) for code in range(0x0E01, 0x0E5C)] + list(" \u200b\u00a0ab1"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("จํานวน", "จำนวน"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("เเม่", "แม่"),
        ("ที่ี่", "ที่"),
        ("ก่่อน", "ก่อน"),
        ("ท่ี", "ที่"),
        ("วิ\u200bราวรรณ", "วิราวรรณ"),
        ("สร้อยศรี\u00a0", "สร้อยศรี"),
        ("  นาย   สมชาย\tใจดี\n", "นาย สมชาย ใจดี"),
        ("ป\uf702", "ปี"),
        ("ฟ\uf701น\uf70a", "ฟิน่"),
        ("\uf70fาติ", "ญาติ"),
        ("a\u00adb", "ab"),
        ("", ""),
    ],
)
def test_text_is_spelt_in_one_way(typed: str, meant: str) -> None:
    assert thai_text.clean(typed) == meant


@given(st.one_of(thai, st.text()))
@example("\u0e38\u0e48\u0e3a\u0e49\u200b\u0301\u0e48\u0e3a\u0e25")  # marks that pile up again
@example("\u0e40\u0e24\u0e48\u0e38\u0e37\u0e4d\u0e33\u0e49")
def test_clean_text_stays_as_it_is(text: str) -> None:
    once = thai_text.clean(text)
    assert thai_text.clean(once) == once


@given(st.one_of(thai, st.text()))
def test_clean_text_has_single_spaces_and_nothing_invisible(text: str) -> None:
    clean = thai_text.clean(text)
    assert "  " not in clean
    assert clean == clean.strip()
    assert not set(clean) & set("\u200b\u200d\ufeff\u00a0\x00")


@given(thai)
def test_invisible_characters_never_tell_two_texts_apart(text: str) -> None:
    assert thai_text.clean("\u200b".join(text)) == thai_text.clean(text)


def test_clean_leaves_digits_as_they_were_typed() -> None:
    assert thai_text.clean("ปี ๒๕๖๘") == "ปี ๒๕๖๘"


@given(st.integers(0, 10**12))
def test_thai_digits_are_numbers(number: int) -> None:
    written = thai_text.thai_digits(str(number))
    assert written.isdecimal()
    assert thai_text.arabic(written) == str(number)


def test_a_space_means_nothing_between_names() -> None:
    assert thai_text.squeezed("ณ  อยุธ\u200bยา") == thai_text.squeezed("ณอยุธยา")


def test_a_long_run_of_marks_is_damage_and_quickly_mended() -> None:
    mended = thai_text.clean("ก" + "\u0e48\u0e49" * 50_000 + "\u0e34")
    assert len(mended) < 10
