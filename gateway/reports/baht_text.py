"""An amount in Thai words, as vouchers have it: หนึ่งร้อยบาทถ้วน (domain.md 7)."""

from __future__ import annotations

from typing import Final

from kernel.values.money import Money

_DIGITS: Final = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES: Final = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION: Final = 1_000_000


def baht_text(amount: Money) -> str:
    """Whole baht end in ถ้วน; what is below zero begins with ลบ."""
    baht, satang = divmod(abs(amount.satang), 100)
    sign = "ลบ" if amount.satang < 0 else ""
    if not satang:
        return f"{sign}{_number(baht) or 'ศูนย์'}บาทถ้วน"
    return f"{sign}{_number(baht) + 'บาท' if baht else ''}{_number(satang)}สตางค์"


def _number(number: int) -> str:
    """`11` is สิบเอ็ด, `20` ยี่สิบ; above a million it is counted in millions of millions."""
    above, below = divmod(number, _MILLION)
    millions = f"{_number(above)}ล้าน" if above else ""
    return millions + _below_a_million(below, follows=bool(above))


def _below_a_million(number: int, *, follows: bool) -> str:
    told = ""
    digits = [int(digit) for digit in str(number)]
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if not digit:
            continue
        if place == 0 and digit == 1 and (told or follows):
            told += "เอ็ด"
        elif place == 1 and digit <= 2:
            told += ("สิบ", "ยี่สิบ")[digit - 1]
        else:
            told += _DIGITS[digit] + _PLACES[place]
    return told
