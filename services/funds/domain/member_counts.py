"""A fund's members by sex, age band and village, for its annual return (domain.md 1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.values.errors import Invalid

_SEXES: Final = {"male": "male", "female": "female"}


@dataclass(frozen=True)
class Group:
    """Members of one sex, one completed age and one village; None and "" where it is not known."""

    sex: str | None
    age: int | None
    village: str
    members: int
    joined: int
    died: int
    left: int


@dataclass(frozen=True)
class Counts:
    """How many: those who belong, by sex; those who came, who died and who left in the year."""

    male: int = 0
    female: int = 0
    sex_unknown: int = 0
    joined: int = 0
    died: int = 0
    left: int = 0

    @property
    def members(self) -> int:
        return self.male + self.female + self.sex_unknown


@dataclass(frozen=True)
class OfAge:
    """A band by completed age, both ends within it; open at the end without `up_to_age`. Without
    `from_age` it is of those whose birth is not known."""

    from_age: int | None
    up_to_age: int | None
    counts: Counts


@dataclass(frozen=True)
class OfVillage:
    """A village: the number of a moo, or the name of a community; "" where it is not known."""

    village: str
    counts: Counts


def count(groups: Iterable[Group]) -> Counts:
    """All of them together."""
    sexes = {"male": 0, "female": 0, "sex_unknown": 0}
    joined = died = left = 0
    for each in groups:
        sexes[_SEXES.get(each.sex or "", "sex_unknown")] += each.members
        joined += each.joined
        died += each.died
        left += each.left
    return Counts(**sexes, joined=joined, died=died, left=left)


def by_age(groups: Sequence[Group], ages_from: Sequence[int]) -> tuple[OfAge, ...]:
    """A band from each of these ages to the next, then those of no known age, if there are any.

    `Invalid("ages_not_rising")` unless they begin at 0 and each is above the one before.
    """
    if not ages_from or ages_from[0] != 0 or list(ages_from) != sorted(set(ages_from)):
        raise Invalid("ages_not_rising")
    bands = [
        OfAge(first, None if following is None else following - 1, Counts())
        for first, following in zip(ages_from, (*ages_from[1:], None), strict=True)
    ]
    told = [OfAge(each.from_age, each.up_to_age, count(_within(groups, each))) for each in bands]
    ageless = [each for each in groups if each.age is None]
    if ageless:
        told.append(OfAge(None, None, count(ageless)))
    return tuple(told)


def by_village(groups: Sequence[Group]) -> tuple[OfVillage, ...]:
    """The villages by number, then communities by name, then those of no known village."""
    villages = sorted({each.village for each in groups}, key=_place)
    return tuple(
        OfVillage(village, count(each for each in groups if each.village == village))
        for village in villages
    )


def _within(groups: Iterable[Group], band: OfAge) -> Iterable[Group]:
    first, last = band.from_age or 0, band.up_to_age
    return (
        each
        for each in groups
        if each.age is not None and each.age >= first and (last is None or each.age <= last)
    )


def _place(village: str) -> tuple[int, int, str]:
    if village.isdecimal():
        return (0, int(village), "")
    return (1, 0, village) if village else (2, 0, "")
