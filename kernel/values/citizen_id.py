"""The 13-digit number of a person (CID): `N-NNNN-NNNNN-NN-N`.

The last digit is `(11 - sum(digit * (14 - place)) mod 11) mod 10` over the first twelve. The first
digit tells the kind of registration; digits 2 to 5 are the office that registered the person, not
the present address. People without a number (newborn, stateless) exist: a missing number is a
fact about the paper, not about the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kernel.values.thai_text import arabic, clean

_SEPARATORS: Final = re.compile(r"[\s.'’`‘\-–—_/]+")
_THIRTEEN: Final = re.compile(r"[0-8][0-9]{12}")


class Kind(StrEnum):
    """How a person stands in the civil register, by the first digit (TIS and DOPA practice)."""

    UNREGISTERED = "unregistered"  # 0: person without civil registration
    THAI = "thai"  # 1 to 5
    NON_THAI = "non_thai"  # 6 and 7
    NATURALISED = "naturalised"  # 8


class CidProblem(StrEnum):
    """Why a cell gives no number. The value is the code its row gets."""

    MISSING = "CID_MISSING"
    LENGTH = "CID_LENGTH"
    CHECKSUM = "CID_CHECKSUM"


@dataclass(frozen=True, slots=True)
class CidReading:
    """Thirteen digits, or the problem why there are none. `remark` is the clerk's word instead
    of a number ("บุคคลไร้สัญชาติ"), empty if the cell was."""

    number: str | None
    problem: CidProblem | None = None
    remark: str = ""


def check_digit(first_twelve: str) -> int:
    """The thirteenth digit that belongs to the first twelve."""
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(first_twelve))
    return (11 - weighted % 11) % 10


def is_valid(number: str) -> bool:
    """Thirteen digits, a first digit that is in use, and the right check digit."""
    return bool(_THIRTEEN.fullmatch(number)) and check_digit(number[:12]) == int(number[12])


def kind_of(number: str) -> Kind:
    """The kind of a valid number."""
    match number[0]:
        case "0":
            return Kind.UNREGISTERED
        case "6" | "7":
            return Kind.NON_THAI
        case "8":
            return Kind.NATURALISED
        case _:
            return Kind.THAI


def masked(number: str) -> str:
    """As it is shown to people who need not know it: `x-xxxx-xxxxx-12-1`."""
    return f"x-xxxx-xxxxx-{number[10:12]}-{number[12:]}"


def read(text: str) -> CidReading:
    """Read a number as clerks type it: dashes, spaces, a typed apostrophe, Thai digits.

    A cell without any digit is `MISSING`, whatever words stand in it. Twelve digits are `LENGTH`,
    also from a number cell: nobody can tell a lost first zero from a lost digit.
    """
    normal = arabic(clean(text))
    packed = _SEPARATORS.sub("", normal)
    if not any(letter.isdigit() for letter in packed):
        return CidReading(None, CidProblem.MISSING, normal if packed else "")
    if not packed.isdecimal() or len(packed) != 13:
        return CidReading(None, CidProblem.LENGTH)
    if not is_valid(packed):
        return CidReading(None, CidProblem.CHECKSUM)
    return CidReading(packed)
