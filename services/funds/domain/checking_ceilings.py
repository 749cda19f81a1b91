"""Ceilings held against one another and against what they cap."""

from __future__ import annotations

from collections.abc import Iterator

from kernel.values.money import Money
from services.funds.domain.events import Values
from services.funds.domain.findings import Finding
from services.funds.domain.regulations import (
    AmountRule,
    Benefit,
    ByAge,
    ByDamage,
    ByLevel,
    ByMembership,
    Lump,
    PerNight,
    UpTo,
)


def of_benefit(kind: str, benefit: Benefit) -> Iterator[Finding]:
    """A narrower ceiling above a wider one is impossible; an amount no ceiling lets through whole
    is a question."""
    ceilings = [
        (name, most)
        for name, most in (
            ("stay", benefit.stay_max),
            ("event", benefit.event_max),
            ("year", benefit.year_max),
            ("lifetime", benefit.lifetime_max),
        )
        if most is not None
    ]
    for place, (name, most) in enumerate(ceilings):
        for wider_name, wider in ceilings[place + 1 :]:
            if most > wider:
                where = f"{name}/{wider_name}"
                told: Values = {
                    "ceiling": name,
                    "most": most,
                    "wider": wider_name,
                    "wider_most": wider,
                }
                yield Finding("CEILING_ABOVE", kind, where, told, impossible=True)
    yield from _whole(kind, benefit)
    yield from _nothing(kind, benefit)


def _whole(kind: str, benefit: Benefit) -> Iterator[Finding]:
    """Amounts that no ceiling ever lets through whole."""
    caps = [benefit.event_max, benefit.year_max, benefit.lifetime_max, benefit.pool_year]
    if not isinstance(benefit.amount, PerNight):  # of so many nights, a stay's ceiling is the rule
        caps.append(benefit.stay_max)
    least = min((cap for cap in caps if cap is not None), default=None)
    most = max(_amounts(benefit.amount), default=None)
    if least is not None and most is not None and most > least:
        where = f"{most.satang}/{least.satang}"
        yield Finding("NEVER_WHOLE", kind, where, {"promised": most, "most": least})


def _nothing(kind: str, benefit: Benefit) -> Iterator[Finding]:
    if any(not amount for amount in _amounts(benefit.amount)):
        yield Finding("GIVES_NOTHING", kind, "0", impossible=True)


def _amounts(rule: AmountRule) -> list[Money]:
    """What the rule promises for one event, as it is written; a levy promises no figure."""
    promised: list[Money] = []
    match rule:
        case PerNight(rate=rate, nights_max=nights):
            promised = [rate * (nights or 1)]
        case Lump(amount=amount, per_night=rate, nights_max=nights):
            promised = [amount + rate * (nights or 0)]
        case UpTo(most=most):
            promised = [most]
        case ByMembership(steps=steps):
            promised = [step.amount for step in steps]
        case ByAge(bands=bands):
            promised = [band.amount for band in bands]
        case ByLevel(amounts=amounts):
            promised = list(amounts.values())
        case ByDamage(steps=steps):
            promised = [amount for _, amount in steps]
    return promised
