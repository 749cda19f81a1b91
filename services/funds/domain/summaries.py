"""The national summary: counters by area become what a person reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kernel.values.money import Money
from kernel.values.thai_calendar import buddhist_year, fiscal_year_days
from services.funds.domain import book_years

HELPED: Final = "helped."
INCOME: Final = "income."
SPENT: Final = ("welfare.", "expense.")


@dataclass(frozen=True)
class Helped:
    """How often people were helped with one kind of benefit."""

    kind: str
    helped: int


@dataclass(frozen=True)
class Moved:
    """What came in or went out on an account, above zero both ways."""

    account: str
    amount: Money


@dataclass(frozen=True)
class AreaSummary:
    """One area, with three counters that stand each for itself.

    Its counters are in the order of their names; money stands as in the ledger: income below zero.
    """

    area_code: str
    name: str
    counters: Mapping[str, int] = field(default_factory=dict)

    @property
    def funds(self) -> int:
        return self.counters.get("funds", 0)

    @property
    def members(self) -> int:
        return self.counters.get("members", 0)

    @property
    def helped(self) -> int:
        return sum(amount for _, amount in self._of(HELPED))

    @property
    def helped_by_kind(self) -> list[Helped]:
        return [
            Helped(counter.removeprefix(HELPED), amount) for counter, amount in self._of(HELPED)
        ]

    @property
    def received(self) -> list[Moved]:
        return [Moved(account, Money(-amount)) for account, amount in self._of(INCOME)]

    @property
    def spent(self) -> list[Moved]:
        return [Moved(account, Money(amount)) for account, amount in self._of(*SPENT)]

    def _of(self, *beginnings: str) -> list[tuple[str, int]]:
        return [
            (counter, amount)
            for counter, amount in self.counters.items()
            if amount and counter.startswith(beginnings)
        ]


def kept_under(fiscal_year: int) -> int:
    """The year a tally is kept under, by the Buddhist name of its fiscal year."""
    book_years.must_be_buddhist(fiscal_year)
    return fiscal_year_days(fiscal_year)[1].year


def told_as(kept: int) -> int:
    """The Buddhist name of the fiscal year a tally is kept under; 0 of what stands in no year."""
    return buddhist_year(dt.date(kept, 1, 1)) if kept else 0


def by_area(
    found: Mapping[str, Mapping[str, int]], areas: Mapping[str, str], names: Mapping[str, str]
) -> list[AreaSummary]:
    """Add counters up by the area each of theirs belongs to, in the order of `names`.

    `areas` tells where an area's counters go (a province's into its region); others stay
    themselves. An area of `names` without counters is there too, with nothing.
    """
    counters: dict[str, dict[str, int]] = {code: {} for code in names}
    for area_code, told in found.items():
        counted = counters.setdefault(areas.get(area_code, area_code), {})
        for counter, amount in told.items():
            counted[counter] = counted.get(counter, 0) + amount
    return [
        AreaSummary(code, names.get(code, ""), dict(sorted(told.items())))
        for code, told in counters.items()
    ]
