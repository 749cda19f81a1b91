"""The text of a PromptPay QR code: EMVCo tags, lengths and a CRC (domain.md 7).

Our own thirty lines: the packages there are count money in floats. The doors draw the picture.
"""

from __future__ import annotations

import re
from typing import Final

from kernel.values.errors import Invalid
from kernel.values.money import ZERO, Money

_APPLICATION: Final = "A000000677010111"
_PHONE: Final = re.compile(r"0[689][0-9]{8}")
_STATIC, _ONCE = "11", "12"


def payload(target: str, amount: Money | None = None) -> str:
    """What the code says: pay this phone or id number, and how much if told.

    `Invalid("promptpay_target_malformed")` for what is neither; the amount must be above nothing.
    """
    assert amount is None or amount > ZERO, "a code asks for something, or leaves it open"
    fields = [
        _tagged("00", "01"),
        _tagged("01", _STATIC if amount is None else _ONCE),
        _tagged("29", _tagged("00", _APPLICATION) + _account(target)),
        _tagged("58", "TH"),
        _tagged("53", "764"),
    ]
    if amount is not None:
        baht, satang = divmod(amount.satang, 100)
        fields.append(_tagged("54", f"{baht}.{satang:02d}"))
    told = "".join(fields) + "6304"
    return f"{told}{crc(told.encode('ascii')):04X}"


def crc(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, begun at 0xFFFF."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ (0x1021 if value & 0x8000 else 0)
            value &= 0xFFFF
    return value


def _account(target: str) -> str:
    digits = re.sub(r"[\s-]", "", target)
    if _PHONE.fullmatch(digits):
        return _tagged("01", f"0066{digits[1:]}")
    if re.fullmatch(r"[0-9]{13}", digits):
        return _tagged("02", digits)
    raise Invalid("promptpay_target_malformed")


def _tagged(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
