"""What the rules in force give for years ahead: deaths and pensions by length of membership, and by
age where a rule goes by it.

The judgement that decides claims decides here too, so a forecast follows every rule it knows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from kernel.values.money import ZERO, Money
from services.funds.domain import benefits
from services.funds.domain.documents import DOCUMENTS
from services.funds.domain.events import Event
from services.funds.domain.forecast import Gives
from services.funds.domain.regulations import (
    Benefit,
    ByAge,
    ByMembership,
    Levy,
    Rules,
    UpTo,
    Version,
)

_LONGEST: Final = 60
_JOINED: Final = dt.date(2000, 1, 1)


def gives(rules: Rules | None) -> Gives:
    """What these rules give after 0, 1, 2 ... completed years, in the middle of the next one."""
    if rules is None:
        return Gives()
    version = Version(1, _JOINED, _decided(rules))
    death, pension = rules.benefits.get("death"), rules.benefits.get("elderly")
    if death is not None and isinstance(death.amount, Levy):
        given = Gives(levied=True)
    else:
        by_age = _by_age("death", version)
        given = Gives(death=_amounts("death", version, by_age), death_by_age=by_age)
    if pension is None:
        return given
    by_age = _by_age("elderly", version)
    return replace(
        given,
        pension=_amounts("elderly", version, by_age),
        pension_age=pension.age_min or 0,
        pension_by_age=by_age,
    )


def _by_age(kind: str, version: Version) -> tuple[Money, ...]:
    """By completed years of age, where what is given for this kind depends on that; of who has been
    a member for as long as could matter."""
    benefit = version.rules.benefits.get(kind)
    if benefit is None or not isinstance(benefit.amount, ByAge):
        return ()
    ends = {band.up_to_age + 1 for band in benefit.amount.bands if band.up_to_age is not None}
    begins = {0, benefit.age_min or 0, *(band.from_age for band in benefit.amount.bands), *ends}
    longest = _years_that_matter(version, benefit)
    told: list[Money] = []
    for age in sorted(begins):
        told += told[-1:] * (age - len(told))
        told.append(_amount(kind, longest, version, age))
    return tuple(told)


def _amounts(kind: str, version: Version, by_age: tuple[Money, ...]) -> tuple[Money, ...]:
    """By completed years of membership; cut off where nothing changes any more. Of a rule that goes
    by age it is what the age that gives most gives."""
    benefit = version.rules.benefits.get(kind)
    if benefit is None:
        return ()
    age = by_age.index(max(by_age)) if by_age else benefit.age_min
    years = range(_years_that_matter(version, benefit))
    found = [_amount(kind, each, version, age) for each in years]
    while len(found) > 1 and found[-1] == found[-2]:
        found.pop()
    return tuple(found)


def _years_that_matter(version: Version, benefit: Benefit) -> int:
    """The years after which no step and no waiting changes anything any more."""
    steps = benefit.amount.steps if isinstance(benefit.amount, ByMembership) else ()
    spans = [version.rules.waiting, benefit.waiting]
    spans += [span for step in steps for span in (step.since, step.over, step.up_to)]
    longest = max((span.days_about for span in spans if span), default=0.0)
    return min(_LONGEST, int(longest / 365) + 2)


def _amount(kind: str, years: int, version: Version, age: int | None) -> Money:
    day = _JOINED.replace(year=_JOINED.year + years, month=7)
    benefit = version.rules.benefits[kind]
    event = Event(
        kind=kind,
        event_on=day,
        filed_on=day,
        joined_on=_JOINED,
        requested=benefit.amount.most if isinstance(benefit.amount, UpTo) else None,
        age=age,
        documents=frozenset(DOCUMENTS),
        attested=frozenset(benefit.attested),
    )
    judged = benefits.judge(event, version)
    return judged.due or max(judged.choices, default=ZERO)


def _decided(rules: Rules) -> Rules:
    """Where the text gives two answers, the higher one: a forecast must not hope."""
    return replace(
        rules,
        benefits={
            kind: replace(each, amount=replace(each.amount, highest=True))
            if isinstance(each.amount, ByMembership)
            else each
            for kind, each in rules.benefits.items()
        },
    )
