"""Money is whole satang: nothing is lost, nothing is rounded in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.errors import Invalid
from kernel.values.money import ZERO, Money, baht, total

amounts = st.integers(-(10**15), 10**15).map(Money)


@pytest.mark.parametrize("amount", [1.0, True, "100", None])
def test_only_whole_satang_are_money(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "satang"),
    [("30", 3000), ("1,095.00", 109500), ("-30.5", -3050), ("0.05", 5), ("1234567", 123456700)],
)
def test_baht_are_read_as_people_write_them(text: str, satang: int) -> None:
    assert baht(text) == Money(satang)


@pytest.mark.parametrize("text", ["", "1,09", "3.005", "30 บาท", "1e3", "--1", "๓๐", "1,0000"])
def test_what_is_no_amount_is_invalid(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        baht(text)
    assert refusal.value.code == "amount_malformed"


def test_a_negative_amount_stands_in_parentheses() -> None:
    assert str(Money(-109505)) == "(1,095.05)"


@given(amounts)
def test_written_baht_read_back(amount: Money) -> None:
    text = str(amount)
    assert baht(f"-{text[1:-1]}" if text.startswith("(") else text) == amount


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_shares_lose_no_satang_and_differ_by_less_than_one(amount: Money, parts: list[int]) -> None:
    shares = amount.share(parts)
    assert total(shares) == amount
    for part, share in zip(parts, shares, strict=True):
        assert abs(share.satang * sum(parts) - amount.satang * part) < sum(parts)


def test_nothing_is_split_without_parts() -> None:
    with pytest.raises(ValueError, match="parts"):
        ZERO.share([0, 0])
