"""Ceilings held against one another and against what they cap."""

from __future__ import annotations

from collections.abc import Iterator

from kernel.values.money import Money
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
)


def of_benefit(kind: str, benefit: Benefit) -> Iterator[Finding]:
    """A narrower ceiling above a wider one is impossible; an amount no ceiling lets through whole
    is a question."""
    ceilings = [
        (name, thai, english, most)
        for name, thai, english, most in (
            ("stay", "ต่อครั้ง", "of a stay", benefit.stay_max),
            ("event", "ต่อเหตุ", "of an event", benefit.event_max),
            ("year", "ต่อปี", "of a year", benefit.year_max),
            ("lifetime", "ตลอดชีพ", "of a lifetime", benefit.lifetime_max),
        )
        if most is not None
    ]
    for place, (name, thai, english, most) in enumerate(ceilings):
        for wider_name, wider_thai, wider_english, wider in ceilings[place + 1 :]:
            if most > wider:
                yield Finding(
                    "CEILING_ABOVE",
                    kind,
                    f"{name}/{wider_name}",
                    thai=f"เพดาน{thai} {most} บาท สูงกว่าเพดาน{wider_thai} {wider} บาท",
                    english=f"ceiling {english}, {most}, above that {wider_english}, {wider}",
                    impossible=True,
                )
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
        yield Finding(
            "NEVER_WHOLE",
            kind,
            f"{most.satang}/{least.satang}",
            thai=f"ให้ {most} บาท แต่เพดานยอมให้เพียง {least} บาท",
            english=f"{most} baht are promised, a ceiling lets {least} through",
        )


def _nothing(kind: str, benefit: Benefit) -> Iterator[Finding]:
    if any(not amount for amount in _amounts(benefit.amount)):
        yield Finding(
            "GIVES_NOTHING",
            kind,
            "0",
            thai="มีข้อที่ให้ 0 บาท",
            english="a clause gives 0 baht",
            impossible=True,
        )


def _amounts(rule: AmountRule) -> list[Money]:
    """What the rule promises for one event, as it is written; a levy promises no figure."""
    promised: list[Money] = []
    match rule:
        case PerNight(rate=rate, nights_max=nights):
            promised = [rate * (nights or 1)]
        case Lump(amount=amount, per_night=rate, nights_max=nights):
            promised = [amount + rate * (nights or 0)]
        case ByMembership(steps=steps):
            promised = [step.amount for step in steps]
        case ByAge(bands=bands):
            promised = [band.amount for band in bands]
        case ByLevel(amounts=amounts):
            promised = list(amounts.values())
        case ByDamage(steps=steps):
            promised = [amount for _, amount in steps]
    return promised
