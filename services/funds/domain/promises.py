"""What the rules in force give for years ahead: deaths and pensions by length of membership.

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
from services.funds.domain.regulations import Benefit, ByMembership, Rules, UpTo, Version

_LONGEST: Final = 60
_JOINED: Final = dt.date(2000, 1, 1)


def gives(rules: Rules | None) -> Gives:
    """What these rules give after 0, 1, 2 ... completed years, in the middle of the next one."""
    if rules is None:
        return Gives()
    version = Version(1, _JOINED, _decided(rules))
    pension = rules.benefits.get("elderly")
    return Gives(
        death=_amounts("death", version),
        pension=_amounts("elderly", version),
        pension_age=(pension.age_min or 0) if pension else None,
    )


def _amounts(kind: str, version: Version) -> tuple[Money, ...]:
    """By completed years; cut off where nothing changes any more."""
    benefit = version.rules.benefits.get(kind)
    if benefit is None:
        return ()
    found = [_amount(kind, years, version) for years in range(_years_that_matter(version, benefit))]
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


def _amount(kind: str, years: int, version: Version) -> Money:
    day = _JOINED.replace(year=_JOINED.year + years, month=7)
    benefit = version.rules.benefits[kind]
    event = Event(
        kind=kind,
        event_on=day,
        filed_on=day,
        joined_on=_JOINED,
        requested=benefit.amount.most if isinstance(benefit.amount, UpTo) else None,
        age=benefit.age_min,
        documents=frozenset(DOCUMENTS),
        attested=frozenset(benefit.attested),
    )
    return benefits.judge(event, version).due or ZERO


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
