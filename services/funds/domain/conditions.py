"""The conditions of a benefit, held against an event one after the other.

The common ones come first, as Thai community funds have them (domain.md 2.3): a member on the day,
alive, waiting over, not in arrears, filed in time, not asked before, papers handed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kernel.values.money import ZERO
from services.funds.domain import amounts_given
from services.funds.domain.events import NONMEMBER, Condition, Event, Values
from services.funds.domain.member_standing import Left
from services.funds.domain.regulations import (
    Arrears,
    Benefit,
    ByAge,
    ByDamage,
    ByLevel,
    Levy,
    PerNight,
    Rules,
    UpTo,
)


def of(event: Event, rules: Rules, benefit: Benefit) -> Iterator[Condition]:
    """Every condition that bears on the event; the first that fails ends the claim."""
    yield Condition("AFTER_DEATH", event.died_on is None or event.event_on <= event.died_on)
    yield Condition("DUPLICATE_CLAIM", not event.asked_before)
    if benefit.once_per_house:
        yield Condition("HOUSE_ALREADY_HELPED", not event.house_helped)
    if event.kind == NONMEMBER:
        yield Condition("IS_MEMBER", event.joined_on is None)
    if not benefit.for_nonmembers:
        yield from _of_member(event, rules, benefit)
    yield from _of_filing(event, rules, benefit)
    yield from _of_person(event, benefit)
    yield from _of_pools(event, benefit)
    yield from _of_kind(event, benefit)
    yield from _of_papers(event, rules, benefit)


def _of_filing(event: Event, rules: Rules, benefit: Benefit) -> Iterator[Condition]:
    within, extension = benefit.claim_within or rules.claim_within, rules.claim_extension
    if within is None:
        return
    last = within.after(event.event_on)
    if event.extended and extension is not None:
        last = extension.after(last)
        longer: Values = {"within": within, "extension": extension, "last_on": last}
        yield Condition("LATE_DESPITE_EXTENSION", event.filed_on <= last, longer)
    else:
        told: Values = {"within": within, "last_on": last}
        yield Condition("LATE_CLAIM", event.filed_on <= last, told)


def _of_member(event: Event, rules: Rules, benefit: Benefit) -> Iterator[Condition]:
    joined = event.joined_on
    if joined is None:
        yield Condition("MEMBERS_ONLY", holds=False)
        return
    if event.left is not None:
        yield _still_member(event.left, event.event_on)
    waiting = rules.waiting_for(benefit, accident=event.accident)
    entitled = waiting.after(joined)
    waits: Values = {"waiting": waiting, "entitled_on": entitled}
    yield Condition("WAITING_PERIOD", event.event_on >= entitled, waits)
    yield from _of_arrears(event, rules.arrears)
    if event.suspended:
        yield Condition("MEMBERSHIP_SUSPENDED", holds=False)


def _of_arrears(event: Event, rules: Arrears) -> Iterator[Condition]:
    """What was carried over, and how long it has been unpaid: each where the regulation says so."""
    if rules.above is not None:
        arrears = event.arrears or ZERO
        owed = {"arrears": arrears, "arrears_above": rules.above}
        yield Condition("ARREARS_SUSPENDED", arrears <= rules.above, owed)
    if rules.suspend_after is not None and event.unpaid_since is not None:
        rests_on = rules.suspend_after.after(event.unpaid_since)
        behind: Values = {
            "suspend_after": rules.suspend_after,
            "unpaid_since": event.unpaid_since,
            "rests_on": rests_on,
        }
        yield Condition("ARREARS_UNPAID_SINCE", event.event_on < rests_on, behind)


def _still_member(left: Left, day: dt.date) -> Condition:
    if left.on is None:
        return Condition("LEFT_UNKNOWN_WHEN", holds=False)
    return Condition("MEMBERSHIP_ENDED", day < left.on, {"left_on": left.on})


def _of_person(event: Event, benefit: Benefit) -> Iterator[Condition]:
    if benefit.age_min is not None:
        old_enough = event.age is not None and event.age >= benefit.age_min
        yield Condition("AGE_BELOW", old_enough, {"age_min": benefit.age_min})
    for code, most, times in (
        ("TIMES_PER_YEAR", benefit.times_per_year_max, event.this_year.times),
        ("TIMES_LIFETIME", benefit.times_lifetime_max, event.ever.times),
        ("SEATS_TAKEN", benefit.seats_year, event.everybody.times),
    ):
        if most is not None:
            yield Condition(code, times < most, {"times": times, "times_max": most})


def _of_pools(event: Event, benefit: Benefit) -> Iterator[Condition]:
    """Whether the pools for everybody hold anything still; too little left lessens the amount."""
    given = event.everybody.amount
    if benefit.pool_year is not None:
        told: Values = {"given": given, "pool": benefit.pool_year}
        yield Condition("POOL_CAP", given < benefit.pool_year, told)
    if benefit.pool_percent_of_income is not None:
        pool = amounts_given.pool_of_income(event, benefit.pool_percent_of_income)
        percent = benefit.pool_percent_of_income
        share: Values = {"given": given, "pool": pool, "percent": percent, "income": event.income}
        yield Condition("POOL_CAP", given < pool, share)


def _of_kind(event: Event, benefit: Benefit) -> Iterator[Condition]:
    rule = benefit.amount
    if isinstance(rule, UpTo):
        asked = {"requested": event.requested or ZERO, "up_to": rule.most}
        yield Condition("AMOUNT_NOT_ASKED", asked["requested"] > ZERO, asked)
    if isinstance(rule, PerNight):
        yield Condition("NIGHTS_MISSING", bool(event.nights))
    if isinstance(rule, ByLevel):
        yield Condition("LEVEL_UNKNOWN", event.level in rule.amounts)
    if isinstance(rule, ByDamage):
        least = rule.steps[0][0]
        enough = event.damage_percent is not None and event.damage_percent >= least
        yield Condition("DAMAGE_TOO_SMALL", enough, {"damage_percent_min": least})
    if isinstance(rule, ByAge):
        yield Condition("AGE_UNKNOWN", event.age is not None)
    if isinstance(rule, Levy):
        counted: Values = {} if event.levied is None else {"levied": event.levied}
        yield Condition("LEVY_NOT_COUNTED", bool(counted), counted)


def _of_papers(event: Event, rules: Rules, benefit: Benefit) -> Iterator[Condition]:
    needed = benefit.documents + (rules.proxy_documents if event.by_proxy else ())
    if needed:
        missing = tuple(each for each in needed if each not in event.documents)
        yield Condition("DOCUMENTS_MISSING", not missing, {"needed": needed, "missing": missing})
    for code, attested in benefit.attested.items():
        told = {"attested": code, "thai": attested.thai, "english": attested.english}
        yield Condition("NOT_ATTESTED", code in event.attested, told)
