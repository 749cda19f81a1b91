"""Money as clerks write it into sheets: `30`, `30 บาท`, `30.-`, `1,095.00`, `(30.00)`, `๓๐`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from kernel.values import money
from kernel.values.errors import Invalid
from kernel.values.money import Money
from kernel.values.thai_text import arabic, clean

_PARENTHESES: Final = re.compile(r"\(\s*(.+?)\s*\)")
_SIGN: Final = re.compile(r"^([-−–])\s*")
_CURRENCY: Final = re.compile(r"^(?:฿|THB)\s*|\s*(?:บาทถ้วน|บาท|บ\.|฿|THB)$", re.IGNORECASE)
_NO_SATANG: Final = re.compile(r"[.,]\s*[-–]$|\.$")  # "30.-", as price tags are written
_SATANG: Final = re.compile(r"([0-9][0-9,]*)\s*บาท\s*([0-9]{1,2})\s*(?:สตางค์|สต\.)")
_NOISE: Final = Decimal("0.0001")  # satang: what binary fractions leave behind
# No fund's whole wealth has more digits; a longer number is a telephone or an id in this column.
_MOST_DIGITS: Final = 13
_LONGEST: Final = 40  # characters: "1,234,567,890 บาท 50 สตางค์" and room


def read(value: str | int | Decimal) -> Money | None:
    """The amount in a cell, `None` if it cannot be read as one. Words are never guessed at.

    Parentheses and a leading minus are negative, both together are unreadable. A number cell with
    parts of a satang is unreadable too, except for the noise of binary fractions.
    """
    if isinstance(value, str):
        return _of_text(arabic(clean(value)))
    return _of_number(Decimal(value))


def _of_number(number: Decimal) -> Money | None:
    if not number.is_finite() or number.adjusted() >= _MOST_DIGITS:
        return None
    exact = number * 100
    whole = exact.to_integral_value()
    return Money(int(whole)) if abs(exact - whole) <= _NOISE else None


def _of_text(text: str) -> Money | None:
    if len(text) > _LONGEST:
        return None
    inside = _PARENTHESES.fullmatch(text)
    text = inside[1] if inside else text
    text, signs = _SIGN.subn("", text)
    if signs and inside:
        return None
    text = _SATANG.sub(lambda found: f"{found[1]}.{found[2].zfill(2)}", text)
    text = _NO_SATANG.sub("", _CURRENCY.sub("", text))
    if text.startswith("-"):
        return None
    try:
        amount = money.baht(text)
    except Invalid:
        return None
    return -amount if inside or signs else amount
