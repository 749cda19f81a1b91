"""A fund's years ahead: what comes in, what its own rules will give, and when the money ends.

A reckoning of expected values, not a promise: members grow older, some die by the life table, the
living pay and are paid as in the past year, and deaths and pensions are paid as the rules in force
say (domain.md 2.4). What a levy brings for a death and what is given of it go on together, from the
past year's, with the deaths expected and those left to pay. People are counted in millionths and
money in satang, all whole numbers, so a case computed by hand comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import Final, NamedTuple

from kernel.values.money import ZERO, Money
from services.funds.domain.life_tables import MILLION, ONE, LifeTable, paths

YEARS_MAX: Final = 10


@dataclass(frozen=True)
class Assumptions:
    """What nobody can know and somebody must set; `[model]` values of this platform, no rule.

    `new_members_per_1000` join each year at `age_of_new`; a birth that is not known counts as
    `age_unknown`. `reserve_months_min` is from when on a fund is warned of.
    """

    new_members_per_1000: int = 0
    age_of_new: int = 40
    age_unknown: int = 50
    reserve_months_min: int = 6


class Cohort(NamedTuple):
    """Members of one completed age and so many completed years of membership."""

    age: int | None
    years_in: int
    members: int


@dataclass(frozen=True)
class Gives:
    """What the rules in force give, by completed years of membership (the last one from then on).

    `death` once, `pension` each year from `pension_age` on; None where there is no pension. Where a
    rule goes by age, `..._by_age` is what it gives at 0, 1, 2 ... completed years of age (the last
    one from then on), to whom `death` or `pension` gives anything. With `levied` a death is paid by
    the others, so that no figure stands for it.
    """

    death: tuple[Money, ...] = ()
    pension: tuple[Money, ...] = ()
    pension_age: int | None = None
    death_by_age: tuple[Money, ...] = ()
    pension_by_age: tuple[Money, ...] = ()
    levied: bool = False


@dataclass(frozen=True)
class PastYear:
    """What moved in the past year, above zero both ways; `welfare` by kind of benefit."""

    contributions: Money = ZERO
    match: Money = ZERO
    levies: Money = ZERO
    other_income: Money = ZERO
    welfare: Mapping[str, Money] = field(default_factory=dict)
    other_expenses: Money = ZERO


@dataclass(frozen=True)
class Standing:
    """How a fund stands on the day it is looked ahead from."""

    cash: Money
    cohorts: tuple[Cohort, ...]
    gives: Gives
    past: PastYear

    @property
    def members(self) -> int:
        return sum(cohort.members for cohort in self.cohorts)


@dataclass(frozen=True)
class YearAhead:
    """One year ahead. `members` are those living at its end."""

    year: int
    members: int
    deaths: int
    contributions: Money
    match: Money
    levies: Money
    other_income: Money
    death_benefits: Money
    pensions: Money
    hospital: Money
    other_welfare: Money
    other_expenses: Money
    closing: Money

    @property
    def income(self) -> Money:
        return self.contributions + self.match + self.levies + self.other_income

    @property
    def outgo(self) -> Money:
        return (
            self.death_benefits
            + self.pensions
            + self.hospital
            + self.other_welfare
            + self.other_expenses
        )


@dataclass(slots=True)
class _People:
    """What became of the members in one year, in millionths of a person (and of a satang)."""

    living: int = 0
    lived: int = 0
    died: int = 0
    death_due: int = 0
    pension_due: int = 0


def look_ahead(
    standing: Standing, table: LifeTable, years: int, assumed: Assumptions | None = None
) -> tuple[YearAhead, ...]:
    """So many years ahead, the first one beginning today."""
    assumed = assumed or Assumptions()
    people = _follow(standing, table, years, assumed)
    cash, ahead = standing.cash, []
    for year, each in enumerate(people, start=1):
        told = _year(standing, year, each, people[0], cash)
        cash = told.closing
        ahead.append(told)
    return tuple(ahead)


def _follow(
    standing: Standing, table: LifeTable, years: int, assumed: Assumptions
) -> list[_People]:
    ways = _Ways(standing.gives, table, years)
    counts: dict[int, list[int]] = {}
    for cohort in standing.cohorts:
        age = assumed.age_unknown if cohort.age is None else cohort.age
        ways.put(counts, age, cohort.years_in, cohort.members)
    people = [ways.year(counts, year, MILLION) for year in range(years)]
    for begins in range(years if assumed.new_members_per_1000 else 0):
        joining: dict[int, list[int]] = {}
        count = people[begins].living * assumed.new_members_per_1000 // 1_000
        ways.put(joining, assumed.age_of_new, 0, count)
        for year in range(years - begins):
            _join(people[begins + year], ways.year(joining, year, 1))
    return people


def _join(people: _People, others: _People) -> None:
    people.living += others.living
    people.lived += others.lived
    people.died += others.died
    people.death_due += others.death_due
    people.pension_due += others.pension_due


class _Ways:
    """What becomes of a fund's members: how many of each age, by years of membership, times what
    becomes of one. A fund's thousand cohorts are then ten rows of numbers, multiplied at once."""

    def __init__(self, gives: Gives, table: LifeTable, years: int) -> None:
        self._paths = paths(table, years)
        self._last = len(table.dying) - 1
        self._longest = max(len(gives.death), len(gives.pension), 1) - 1
        self._begins = gives.pension_age
        spans = range(self._longest + years + 1)
        self._death = _by_span(gives.death, gives.death_by_age, spans)
        self._pension = _by_span(gives.pension, gives.pension_by_age, spans)
        self._dying = _weighed(self._paths.died, gives.death_by_age)
        self._drawing = _weighed(self._paths.lived, gives.pension_by_age)

    def put(self, counts: dict[int, list[int]], age: int, years_in: int, count: int) -> None:
        """Count so many among those of an age and a length of membership."""
        years_in = min(years_in, self._longest)
        row = counts.get(years_in)
        if row is None:
            row = counts[years_in] = [0] * (self._last + 1)
        row[min(max(age, 0), self._last)] += count

    def year(self, counts: dict[int, list[int]], year: int, each: int) -> _People:
        """What becomes of these in a year ahead; each counted is so many millionths of a person."""
        become, all_ages = self._paths, [sum(ages) for ages in zip(*counts.values(), strict=True)]
        living, lived, died = become.living[year], become.lived[year], become.died[year]
        parts = ONE // each
        people = _People(*(_times(all_ages, of) // parts for of in (living, lived, died)))
        for years_in, row in counts.items():
            death, pension = self._death[years_in + year], self._pension[years_in + year]
            if death:
                people.death_due += _times(row, self._dying[year]) * death // parts
            if pension and self._begins is not None:
                old = max(0, self._begins - year)
                people.pension_due += (
                    _times(row[old:], self._drawing[year][old:]) * pension // parts
                )
        return people


def _by_span(amounts: tuple[Money, ...], by_age: tuple[Money, ...], spans: range) -> list[int]:
    """What is given by years of membership; where the age says how much, whether anything is."""
    given = [_given(amounts, span) for span in spans]
    return [min(1, each) for each in given] if by_age else given


def _weighed(people: Sequence[Sequence[int]], by_age: tuple[Money, ...]) -> Sequence[Sequence[int]]:
    """For each year ahead, by the age of today: persons, or what they are given at that age."""
    if not by_age:
        return people
    return [
        [one * _given(by_age, age + year) for age, one in enumerate(of)]
        for year, of in enumerate(people)
    ]


def _times(counts: Iterable[int], each: Iterable[int]) -> int:
    return int(sum(map(mul, counts, each)))


def _given(amounts: tuple[Money, ...], years_in: int) -> int:
    return amounts[min(years_in, len(amounts) - 1)].satang if amounts else 0


def _year(
    standing: Standing, year: int, people: _People, first: _People, opening: Money
) -> YearAhead:
    past, whole = standing.past, standing.members * MILLION

    def as_before(amount: Money) -> Money:
        """What moved last year, by as many as now live for it."""
        return Money(amount.satang * people.lived // whole) if whole else ZERO

    def by_deaths(amount: Money) -> Money:
        """What moved last year for deaths that others pay: by the deaths, too."""
        if not first.died:
            return as_before(amount)
        return Money(amount.satang * people.died * people.lived // (first.died * whole))

    levied, death = standing.gives.levied, past.welfare.get("death", ZERO)
    others = [amount for kind, amount in past.welfare.items() if kind not in _RECKONED]
    told = {
        "contributions": as_before(past.contributions),
        "match": as_before(past.match),
        "levies": by_deaths(past.levies) if levied else ZERO,
        "other_income": past.other_income,
        "death_benefits": by_deaths(death) if levied else Money(people.death_due // MILLION),
        "pensions": Money(people.pension_due // MILLION),
        "hospital": as_before(past.welfare.get("hospital", ZERO)),
        "other_welfare": as_before(sum(others, ZERO)),
        "other_expenses": past.other_expenses,
    }
    moved = sum((amount if name in _COMES_IN else -amount for name, amount in told.items()), ZERO)
    return YearAhead(
        year=year,
        members=_persons(people.living),
        deaths=_persons(people.died),
        closing=opening + moved,
        **told,
    )


def _persons(millionths: int) -> int:
    return (millionths + MILLION // 2) // MILLION


_COMES_IN: Final = frozenset({"contributions", "match", "levies", "other_income"})
_RECKONED: Final = frozenset({"death", "elderly", "hospital"})
