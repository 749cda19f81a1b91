"""Money: whole satang, and nothing else. 1 baht is 100 satang.

Stored as BIGINT `*_satang`, sent as an integer; baht exist only where people read and write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.values.errors import Invalid

_BAHT: Final = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in whole satang; negative where an entry takes away."""

    satang: int

    def __post_init__(self) -> None:
        if type(self.satang) is not int:  # bool and float are no amounts
            raise TypeError(f"money is whole satang, not {type(self.satang).__name__}")

    def __add__(self, other: Money) -> Money:
        return Money(self.satang + other.satang)

    def __sub__(self, other: Money) -> Money:
        return Money(self.satang - other.satang)

    def __neg__(self) -> Money:
        return Money(-self.satang)

    def __mul__(self, times: int) -> Money:
        return Money(self.satang * times)

    def __bool__(self) -> bool:
        return self.satang != 0

    def __str__(self) -> str:
        """Baht as a person reads them: `1,095.00`, negative in parentheses."""
        baht, satang = divmod(abs(self.satang), 100)
        text = f"{baht:,}.{satang:02d}"
        return f"({text})" if self.satang < 0 else text

    def share(self, parts: Sequence[int]) -> list[Money]:
        """Split in proportion to `parts` without losing a satang.

        Each share is rounded down; the satang left over go to the largest remainders, earlier
        parts first, so the same money is always split the same way.
        """
        whole = sum(parts)
        if whole <= 0 or any(part < 0 for part in parts):
            raise ValueError("shares need parts of at least nothing and a sum above nothing")
        sign = -1 if self.satang < 0 else 1
        exact = [divmod(abs(self.satang) * part, whole) for part in parts]
        shares = [quotient for quotient, _ in exact]
        left = abs(self.satang) - sum(shares)
        by_remainder = sorted(range(len(parts)), key=lambda place: (-exact[place][1], place))
        for place in by_remainder[:left]:
            shares[place] += 1
        return [Money(sign * share) for share in shares]


ZERO: Final = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """The sum; `ZERO` of none."""
    return Money(sum(amount.satang for amount in amounts))


def baht(text: str) -> Money:
    """Read baht as people write them to a form: `30`, `1,095.00`, `-30.5`.

    `Invalid("amount_malformed")` for anything else; what clerks write into sheets ("30 บาท", Thai
    digits) is normalised by the sheet readers first.
    """
    found = _BAHT.fullmatch(text.strip())
    if not found:
        raise Invalid("amount_malformed")
    sign, whole, fraction = found.groups()
    satang = int(whole.replace(",", "")) * 100 + int((fraction or "").ljust(2, "0") or 0)
    return Money(-satang if sign else satang)
