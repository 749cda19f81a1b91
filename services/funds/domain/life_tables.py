"""A life table: how likely somebody of an age is to die within a year.

Kept in millionths, so that what is computed from it is the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

MILLION: Final = 1_000_000
ONE: Final = 1_000 * MILLION


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


class Paths(NamedTuple):
    """What becomes of one person: for each year ahead, by the age of today, in parts of `ONE`.
    Who dies in a year lives half of it."""

    living: tuple[tuple[int, ...], ...]
    lived: tuple[tuple[int, ...], ...]
    died: tuple[tuple[int, ...], ...]


@cache
def paths(table: LifeTable, years: int) -> Paths:
    """What becomes of one person of each age, by a table, in so many years."""
    living: list[int] = [ONE] * len(table.dying)
    told: list[tuple[tuple[int, ...], ...]] = []
    for year in range(years):
        died = [one * table.at(age + year) // MILLION for age, one in enumerate(living)]
        lived = tuple(one - dead // 2 for one, dead in zip(living, died, strict=True))
        living = [one - dead for one, dead in zip(living, died, strict=True)]
        told.append((tuple(living), lived, tuple(died)))
    return Paths(*zip(*told, strict=True)) if told else Paths((), (), ())
