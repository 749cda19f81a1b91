"""Money as clerks write it into sheets."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import amounts
from kernel.values.money import Money
from kernel.values.thai_text import thai_digits

satang = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("typed", "worth"),
    [
        ("30", 3000),
        (" 30 ", 3000),
        ("30 บาท", 3000),
        ("30บาทถ้วน", 3000),
        ("30.-", 3000),
        ("1,095.00", 109500),
        ("15,000.-", 1500000),
        ("(30.00)", -3000),
        ("-30", -3000),
        ("๓๐", 3000),
        ("฿30.50", 3050),
        ("12 บาท 50 สตางค์", 1250),
        ("12 บาท 5 สตางค์", 1205),
    ],
)
def test_amounts_are_read_as_clerks_write_them(typed: str, worth: int) -> None:
    assert amounts.read(typed) == Money(worth)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "สามสิบบาท",
        "จ่ายแล้ว",
        "รอเก็บ ธ.ค.?",
        "(-30)",
        "--30",
        "30/31",
        "1,09",
        "30-",
        "9" * 5000,
    ],
)
def test_words_are_never_guessed_at(typed: str) -> None:
    assert amounts.read(typed) is None


@given(satang)
def test_an_amount_as_it_is_shown_reads_back(worth: int) -> None:
    shown = str(Money(worth))
    assert amounts.read(shown) == Money(worth)
    assert amounts.read(thai_digits(shown)) == Money(worth)


@given(satang)
def test_number_cells_are_worth_what_they_say(worth: int) -> None:
    assert amounts.read(Decimal(worth) / 100) == Money(worth)
    assert amounts.read(worth) == Money(worth * 100)


def test_the_noise_of_binary_fractions_is_no_part_of_a_satang() -> None:
    assert amounts.read(Decimal(str(0.1 + 0.2))) == Money(30)
    assert amounts.read(Decimal("30.005")) is None


@given(st.one_of(st.text(), st.integers(), st.decimals()))
def test_no_cell_is_too_strange_for_the_reader_of_amounts(cell: str | int | Decimal) -> None:
    amounts.read(cell)
