"""The national summary from its tallies: counters by area become what a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kernel.values.money import Money

HELPED: Final = "helped."
INCOME: Final = "income."


@dataclass(frozen=True)
class Tally:
    """A counter of an area. Money stands as in the ledger: income below zero."""

    area_code: str
    counter: str
    amount: int


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
    """One area, with three counters that stand each for itself."""

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
        return sum(each.helped for each in self.helped_by_kind)

    @property
    def helped_by_kind(self) -> list[Helped]:
        return [
            Helped(counter.removeprefix(HELPED), amount)
            for counter, amount in sorted(self.counters.items())
            if counter.startswith(HELPED) and amount
        ]

    @property
    def received(self) -> list[Moved]:
        return [Moved(each.account, -each.amount) for each in self._moved(INCOME)]

    @property
    def spent(self) -> list[Moved]:
        return self._moved("welfare.", "expense.")

    def _moved(self, *beginnings: str) -> list[Moved]:
        return [
            Moved(counter, Money(amount))
            for counter, amount in sorted(self.counters.items())
            if counter.startswith(beginnings) and amount
        ]


def by_area(
    tallies: Iterable[Tally], areas: Mapping[str, str], names: Mapping[str, str]
) -> list[AreaSummary]:
    """Add tallies up by the area each of theirs belongs to, in the order of `names`.

    `areas` tells where a tally's area goes (a province into its region); others stay themselves.
    An area of `names` without tallies is there too, with nothing.
    """
    counters: dict[str, dict[str, int]] = {code: {} for code in names}
    for tally in tallies:
        counted = counters.setdefault(areas.get(tally.area_code, tally.area_code), {})
        counted[tally.counter] = counted.get(tally.counter, 0) + tally.amount
    return [AreaSummary(code, names.get(code, ""), told) for code, told in counters.items()]
