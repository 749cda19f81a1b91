"""Telephone numbers as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import phones


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("060-000-0155", "0600000155"),
        ("060-0000155", "0600000155"),
        ("06 0000 5396", "0600005396"),
        ("๐๖๐-๐๐๐-๙๓๐๖", "0600009306"),
        ("055-006570", "055006570"),
        ("02 000 0000", "020000000"),
        ("+66 60 000 0155", "0600000155"),
        ("โทร. 060-000-0155", "0600000155"),
        ("060-000-0155, 060-000-0156", "0600000155"),
        ("055-000657 ต่อ 12", "055000657"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str) -> None:
    assert phones.read(typed) == number


@pytest.mark.parametrize(
    ("cell", "number"), [("600001464", "0600001464"), ("55008255", "055008255")]
)
def test_the_zero_a_number_cell_lost_comes_back(cell: str, number: str) -> None:
    assert phones.read(cell) == number


@pytest.mark.parametrize(
    "typed", ["", "-", "ไม่มี", "06000012", "060000667", "060-000-12345-6", "0600001x34", "1300"]
)
def test_what_cannot_be_called_is_no_number(typed: str) -> None:
    assert phones.read(typed) is None


@given(st.text())
def test_no_text_is_too_strange_for_the_reader_of_phones(text: str) -> None:
    number = phones.read(text)
    assert number is None or (number.startswith("0") and len(number) in (9, 10))


def test_the_international_form_has_no_leading_zero() -> None:
    assert phones.international("0600001446") == "+66600001446"
