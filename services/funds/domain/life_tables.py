"""A life table: how likely somebody of an age is to die within a year.

Kept in millionths, so that what is computed from it is the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MILLION: Final = 1_000_000


@dataclass(frozen=True)
class LifeTable:
    """Probabilities of dying within a year by completed age, from birth on, in millionths."""

    as_of: str
    dying: tuple[int, ...]

    def __post_init__(self) -> None:
        assert all(0 <= each <= MILLION for each in self.dying), "a share of a million"
        assert self.dying[-1:] == (MILLION,), "at its end everybody dies"

    def at(self, age: int) -> int:
        """Of a million of an age, how many die within the year; beyond the table, all."""
        return self.dying[min(max(age, 0), len(self.dying) - 1)]

    def expectation(self, age: int) -> float:
        """The years somebody of an age has before them; who dies in a year lives half of it."""
        living, years = 1.0, 0.0
        for each in self.dying[age:]:
            dead = living * each / MILLION
            living -= dead
            years += living + dead / 2
        return years
