"""The 13-digit number: its check digit, its kinds, and what must not be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import citizen_id
from kernel.values.citizen_id import CidProblem, Kind

# Generated: office 0000 does not exist.
twelve = st.integers(0, 10**7 - 1).map(lambda number: f"30000{number:07d}")
numbers = twelve.map(lambda first: first + str(citizen_id.check_digit(first)))


@pytest.mark.parametrize("number", ["1234567890121", "1111111111119"])
def test_the_last_digit_checks_the_others(number: str) -> None:
    assert citizen_id.is_valid(number)


@pytest.mark.parametrize("number", ["1101700207375", "3100503015841", "", "123", "9" * 13])
def test_a_number_with_a_slip_is_none(number: str) -> None:
    assert not citizen_id.is_valid(number)


@given(numbers, st.integers(1, 9))
def test_only_one_last_digit_is_right(number: str, more: int) -> None:
    other = (int(number[12]) + more) % 10
    assert citizen_id.is_valid(number)
    assert not citizen_id.is_valid(f"{number[:12]}{other}")


@given(numbers, st.sampled_from(["{0}-{1}-{2}-{3}-{4}", "{0} {1} {2} {3} {4}", "'{0}{1}{2}{3}{4}"]))
def test_a_number_is_read_however_it_is_typed(number: str, form: str) -> None:
    parts = (number[0], number[1:5], number[5:10], number[10:12], number[12])
    assert citizen_id.read(form.format(*parts)) == citizen_id.CidReading(number)


def test_thai_digits_are_read() -> None:
    assert citizen_id.read("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑").number == "1234567890121"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", CidProblem.MISSING),
        ("-", CidProblem.MISSING),
        ("รอเอกสาร", CidProblem.MISSING),
        ("100008277730", CidProblem.LENGTH),
        ("3.00002E+12", CidProblem.LENGTH),
        ("12345678901211", CidProblem.LENGTH),
        ("1-2345-6789O-12-1", CidProblem.LENGTH),
        ("1234567890122", CidProblem.CHECKSUM),
    ],
)
def test_what_is_wrong_with_a_number_is_told(typed: str, problem: CidProblem) -> None:
    read = citizen_id.read(typed)
    assert (read.number, read.problem) == (None, problem)


def test_a_word_instead_of_a_number_is_kept() -> None:
    assert citizen_id.read("บุคคลไร้สัญชาติ").remark == "บุคคลไร้สัญชาติ"


@given(st.text())
def test_no_text_is_too_strange_for_the_reader_of_numbers(text: str) -> None:
    read = citizen_id.read(text)
    assert (read.number is None) == (read.problem is not None)


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("0", Kind.UNREGISTERED),
        ("1", Kind.THAI),
        ("5", Kind.THAI),
        ("6", Kind.NON_THAI),
        ("7", Kind.NON_THAI),
        ("8", Kind.NATURALISED),
    ],
)
def test_the_first_digit_tells_the_kind(first: str, kind: Kind) -> None:
    assert citizen_id.kind_of(first + "0" * 12) is kind


def test_only_the_last_three_digits_are_shown() -> None:
    assert citizen_id.masked("1234567890121") == "x-xxxx-xxxxx-12-1"
