"""What a forecast says: for how long the money lasts, what to be warned of, what would mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.values.money import ZERO, Money
from services.funds.domain.forecast import Assumptions, Standing, YearAhead


@dataclass(frozen=True)
class Remedy:
    """One change of rule that alone keeps the fund above nothing to the end, in percent.

    `raise_contributions` by so much, or `lessen_...` by so much, from the first year on.
    """

    code: str
    percent: int


@dataclass(frozen=True)
class Outlook:
    """A fund's years ahead and what follows from them."""

    years: tuple[YearAhead, ...]
    reserve_months: int | None
    dry_after_months: int | None
    warnings: tuple[str, ...]
    remedies: tuple[Remedy, ...]


def outlook(
    standing: Standing, years: tuple[YearAhead, ...], assumed: Assumptions | None = None
) -> Outlook:
    """Read a forecast."""
    assumed = assumed or Assumptions()
    months, dry = reserve_months(standing, years), dry_after_months(standing.cash, years)
    return Outlook(
        years=years,
        reserve_months=months,
        dry_after_months=dry,
        warnings=tuple(_warnings(standing, years, months, dry, assumed)),
        remedies=tuple(_remedies(standing, years)) if dry is not None else (),
    )


def reserve_months(standing: Standing, years: Sequence[YearAhead]) -> int | None:
    """For how many whole months the cash pays next year's outgo; None where nothing goes out."""
    outgo = years[0].outgo.satang if years else 0
    return max(0, standing.cash.satang) * 12 // outgo if outgo > 0 else None


def dry_after_months(cash: Money, years: Sequence[YearAhead]) -> int | None:
    """After how many whole months the cash is used up, evenly within its year; None if never."""
    opening = cash
    for place, year in enumerate(years):
        if opening < ZERO:
            return 12 * place
        if year.closing < ZERO:
            return 12 * place + opening.satang * 12 // (opening - year.closing).satang
        opening = year.closing
    return None


def _warnings(
    standing: Standing,
    years: Sequence[YearAhead],
    months: int | None,
    dry: int | None,
    assumed: Assumptions,
) -> Iterator[str]:
    if dry is not None:
        yield "runs_dry"
    if years and _promised(standing, years[0]) > years[0].contributions:
        yield "promises_above_contributions"  # domain.md 2.4
    if months is not None and months < assumed.reserve_months_min:
        yield "reserve_low"


def _promised(standing: Standing, year: YearAhead) -> Money:
    """What the contributions must bear: a death that is levied for brings its own."""
    return year.pensions if standing.gives.levied else year.death_benefits + year.pensions


_LEVERS: Final[dict[str, Callable[[YearAhead], Money]]] = {
    "raise_contributions": lambda year: year.contributions,
    "lessen_death_benefits": lambda year: year.death_benefits,
    "lessen_pensions": lambda year: year.pensions,
    "lessen_hospital": lambda year: year.hospital,
}


def _remedies(standing: Standing, years: Sequence[YearAhead]) -> Iterator[Remedy]:
    """Each lever moves every closing by its share of what it moved until then: a straight line.
    Less of what is levied for would bring in less as well."""
    for code, lever in _LEVERS.items():
        if code == "lessen_death_benefits" and standing.gives.levied:
            continue
        percent, moved = 0, 0
        for year in years:
            moved += lever(year).satang
            short = -year.closing.satang
            if short <= 0:
                continue
            if moved <= 0:
                break
            percent = max(percent, -(-short * 100 // moved))
        else:
            if code == "raise_contributions" or percent <= 100:
                yield Remedy(code, percent)
