"""Telephone numbers as typed -> the national form with its leading zero, digits only.

Mobile numbers have ten digits and begin 06, 08 or 09; land lines have nine and begin 02 to 05 or
07. Many elders share one telephone, so a number never identifies a person.
"""

from __future__ import annotations

import re
from typing import Final

from kernel.values.thai_text import arabic, clean

_EXTENSION: Final = re.compile(r"(?:ต่อ|ext\.?|#)\s*[0-9]+$", re.IGNORECASE)
_LABEL: Final = re.compile(r"^(?:โทรศัพท์|โทร|มือถือ|เบอร์|tel|t)[.:\s]*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*(?:,|;|หรือ|และ|\s/\s)\s*")
_SEPARATORS: Final = re.compile(r"[\s.()'\-–—]+")
_NATIONAL: Final = re.compile(r"0[689][0-9]{8}|0[23457][0-9]{7}")


def read(text: str) -> str | None:
    """The first number of a cell in national form, `None` if it is none.

    A number without its leading zero was stored as a number by a spreadsheet: the zero is put
    back. Two numbers in a cell are common; the first is the one people answer.
    """
    typed = _BETWEEN.split(_LABEL.sub("", arabic(clean(text))))[0]
    packed = _SEPARATORS.sub("", _EXTENSION.sub("", typed))
    if packed.startswith("+66"):
        packed = "0" + packed[3:].removeprefix("0")
    if packed and not packed.startswith("0"):
        packed = "0" + packed
    return packed if _NATIONAL.fullmatch(packed) else None


def international(number: str) -> str:
    """A national number in E.164: `+66600001446`."""
    return "+66" + number[1:]
