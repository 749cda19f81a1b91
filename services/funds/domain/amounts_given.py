"""How much a benefit's rule gives for an event, and what its ceilings leave of that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kernel.values.money import ZERO, Money
from services.funds.domain.events import Event
from services.funds.domain.regulations import (
    AmountRule,
    Benefit,
    ByAge,
    ByDamage,
    ByLevel,
    ByMembership,
    Levy,
    Lump,
    PerNight,
    Step,
    UpTo,
)
from services.funds.domain.spans import NONE


def answers(event: Event, rule: AmountRule) -> tuple[Money, ...]:
    """What the rule gives before any ceiling: one amount, several where its text says two, none
    where it says nothing."""
    if isinstance(rule, ByMembership):
        given = [step.amount for step in rule.steps if applies(step, event)]
        return (max(given),) if given and rule.highest else tuple(dict.fromkeys(given))
    if isinstance(rule, ByAge):
        age = event.age or 0
        bands = (band for band in rule.bands if band.from_age <= age)
        fitting = [each.amount for each in bands if each.up_to_age is None or age <= each.up_to_age]
        return tuple(dict.fromkeys(fitting))
    return (_single(event, rule),)


def applies(step: Step, event: Event) -> bool:
    """Whether a step holds on the event's day. A member of no standing is on no step."""
    if event.joined_on is None:
        return False
    joined, day = event.joined_on, event.event_on
    begun = day >= (step.since or NONE).after(joined)
    beyond = step.over is None or day > step.over.after(joined)
    return begun and beyond and (step.up_to is None or day <= step.up_to.after(joined))


def levy_given(rule: Levy, levied: int) -> Money:
    """What so many payers bring, less the share for running it; satang are cut off that share."""
    gross = rule.rate * levied
    return gross - Money(gross.satang * rule.admin_percent // 100)


def _single(event: Event, rule: AmountRule) -> Money:
    nights = event.nights or 0
    if isinstance(rule, PerNight):
        return rule.rate * nights
    if isinstance(rule, UpTo):
        return event.requested or ZERO
    if isinstance(rule, ByLevel):
        return rule.amounts[event.level or ""]
    if isinstance(rule, ByDamage):
        damage = event.damage_percent or 0
        return [amount for least, amount in rule.steps if damage >= least][-1]
    if isinstance(rule, Levy):
        return levy_given(rule, event.levied or 0)
    assert isinstance(rule, Lump)
    return rule.amount + rule.per_night * nights


class Ceiling(NamedTuple):
    """The most that may be given, and the code that says so where it lessens."""

    code: str
    most: Money


def ceilings(event: Event, benefit: Benefit) -> Iterator[Ceiling]:
    """The ceilings in the order they are held: the stay's, the event's, the year's, a lifetime's,
    then what the fund has set aside for everybody."""
    yield from _of_the_stay(benefit)
    if isinstance(benefit.amount, UpTo):
        yield Ceiling("EVENT_CAP", benefit.amount.most)
    if benefit.event_max is not None:
        yield Ceiling("EVENT_CAP", benefit.event_max)
    rule = benefit.amount
    if isinstance(rule, PerNight) and rule.nights_year_max is not None:
        nights_left = max(0, rule.nights_year_max - event.this_year.nights)
        yield Ceiling("YEAR_CAP", rule.rate * nights_left)
    if benefit.year_max is not None:
        yield Ceiling("YEAR_CAP", benefit.year_max - event.this_year.amount)
    if benefit.lifetime_max is not None:
        yield Ceiling("LIFETIME_CAP", benefit.lifetime_max - event.ever.amount)
    if benefit.pool_year is not None:
        yield Ceiling("POOL_CAP", benefit.pool_year - event.everybody.amount)
    if benefit.pool_percent_of_income is not None:
        pool = pool_of_income(event, benefit.pool_percent_of_income)
        yield Ceiling("POOL_CAP", pool - event.everybody.amount)


def pool_of_income(event: Event, percent: int) -> Money:
    """What a pool tied to the year's income holds; satang are cut off."""
    return Money(event.income.satang * percent // 100)


def _of_the_stay(benefit: Benefit) -> Iterator[Ceiling]:
    rule = benefit.amount
    if isinstance(rule, PerNight) and rule.nights_max is not None:
        yield Ceiling("STAY_CAP", rule.rate * rule.nights_max)
    if isinstance(rule, Lump) and rule.nights_max is not None:
        yield Ceiling("STAY_CAP", rule.amount + rule.per_night * rule.nights_max)
    if benefit.stay_max is not None:
        yield Ceiling("STAY_CAP", benefit.stay_max)


def lessened(whole: Money, event: Event, benefit: Benefit) -> tuple[Money, tuple[str, ...]]:
    """What the ceilings leave, and the codes of those that took something."""
    due, codes = whole, []
    for ceiling in ceilings(event, benefit):
        most = max(ZERO, ceiling.most)
        if most < due:
            due = most
            codes.append(ceiling.code)
    return due, tuple(dict.fromkeys(codes))
