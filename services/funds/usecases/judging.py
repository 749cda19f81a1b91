"""Holding the regulation in force on the day against a claim: what must be known for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kernel.chassis.work import Work
from kernel.values.errors import NotFound
from kernel.values.money import ZERO, Money
from services.funds.domain import benefits, claims, dues, member_standing, regulations
from services.funds.domain.benefits import Judgement
from services.funds.domain.claims import Claim
from services.funds.domain.events import NOTHING, Event, Given
from services.funds.domain.member_standing import Change
from services.funds.domain.regulations import Benefit, Levy, Rules, Version
from services.funds.usecases import standing


def version_of(work: Work, claim: Claim) -> Version | None:
    """The regulation in force on the day of a claim's event."""
    return regulations.in_force(work.store.regulations.versions(claim.fund_id), claim.event_on)


def benefit_of(version: Version | None, claim: Claim) -> Benefit | None:
    """What a version gives for a claim's kind of event."""
    return version.rules.benefits.get(claim.kind) if version else None


def judge(work: Work, claim: Claim, *, to_decide: bool = False) -> Judgement:
    """What the version in force on the event's day gives for a claim.

    `to_decide`: two claims of one member at once would each see the year's ceiling untouched, so
    the other waits until this one is decided.
    """
    version = version_of(work, claim)
    if claim.membership_id is None:
        known = _known_of_person(work, claim, to_decide)
    else:
        known = _known_of_member(work, claim, claim.membership_id, version, to_decide)
    benefit = benefit_of(version, claim)
    year = version.rules.benefit_year if version else "fiscal"
    everybody, income = _pool(work, claim, benefit, year)
    joined_on = known["joined_on"]
    event = replace(
        _told(claim),
        house_helped=_house_helped(work, claim, benefit),
        this_year=_this_year(work, claim, joined_on, benefit, year),
        ever=_ever(work, claim, joined_on, benefit),
        everybody=everybody,
        income=income,
        **known,
    )
    return benefits.judge(event, version)


def _told(claim: Claim) -> Event:
    """What happened as the claim tells it; what the fund knows beside it is not in it."""
    return Event(
        kind=claim.kind,
        event_on=claim.event_on,
        filed_on=claim.filed_on,
        joined_on=None,
        requested=claim.requested,
        extended=bool(claim.extended_by),
        nights=claim.nights,
        level=claim.level,
        damage_percent=claim.damage_percent,
        age=claim.age,
        accident=claim.accident,
        levied=claim.levied,
        by_proxy=claim.submitted_through == "proxy",
        documents=claim.documents,
        attested=claim.attested,
    )


def _arrears(
    work: Work,
    claim: Claim,
    membership_id: str,
    version: Version | None,
    joined_on: dt.date,
    changes: Sequence[Change],
) -> tuple[Money | None, dt.date | None]:
    """What was carried into the month of the event, with what is owed of levies, and since when
    nothing is paid, where that bears on rights."""
    rules = version.rules if version else Rules()
    if rules.arrears.above is None and rules.arrears.suspend_after is None:
        return None, None
    day, chosen = claim.event_on, None
    savings = work.store.collections.savings(claim.fund_id, membership_id, day)
    # By the month, what is carried into one is the same as by the day.
    if rules.plan and (rules.plan.period_days or rules.arrears.suspend_after):
        plans = work.store.member_standings.chosen([membership_id])
        chosen = dues.at(plans[membership_id], day)
    told = savings and member_standing.owed(rules.plan, savings, joined_on, changes, day, chosen)
    arrears, since = (told.carried, told.unpaid_since) if told else (None, None)
    if rules.arrears.above is None or not any(
        isinstance(each.amount, Levy) and each.amount.shortfall for each in rules.benefits.values()
    ):
        return arrears, since
    owed: Money = work.store.accounts.owed_by(membership_id, claim.event_on)
    return (arrears or ZERO) + owed, since


def _house_helped(work: Work, claim: Claim, benefit: Benefit | None) -> bool:
    """Whether the house was helped for the same event, where each is once; of a member whose house
    nobody knows there is nothing to compare."""
    if benefit is None or not benefit.once_per_house or claim.house is None:
        return False
    # Two claims of one house at once would each see it not helped yet.
    work.store.claims.hold_house(claim.fund_id, claim.house)
    helped: bool = work.store.claims.house_helped(claim)
    return helped


def claims_of_house(work: Work, claim: Claim) -> list[Claim]:
    """Other claims of the house that may be of the same event, where the regulation helps a house
    once. A flood lasts, and who writes another day of it is not seen by the day: no rule can tell
    one flood from the next, so whoever decides is warned and nothing is refused."""
    if claim.house is None:
        return []
    benefit = benefit_of(version_of(work, claim), claim)
    if benefit is None or benefit.house_event_days is None:
        return []
    days = claims.days_of_one_event(claim, benefit.house_event_days)
    found: list[Claim] = work.store.claims.of_house(claim, *days)
    return found


def _known_of_member(
    work: Work, claim: Claim, membership_id: str, version: Version | None, to_decide: bool
) -> dict[str, Any]:
    """What is known of a member for the day: `NotFound` of one the copy does not hold."""
    store = work.store
    membership = store.memberships.find(membership_id, for_update=to_decide)
    if membership is None:
        raise NotFound("membership_unknown")
    earlier = store.claims.earlier(claim)
    changes = store.member_standings.changes([membership_id])[membership_id]
    joined_on = membership.joined_on
    arrears, unpaid_since = _arrears(work, claim, membership_id, version, joined_on, changes)
    return {
        "joined_on": joined_on,
        "died_on": earlier.known_of(membership).died_on,
        "arrears": arrears,
        "unpaid_since": unpaid_since,
        "suspended": standing.rights_rest(work, claim.fund_id, changes, claim.event_on),
        "left": member_standing.left(membership.status, changes),
        "asked_before": earlier.asked,
    }


def _known_of_person(work: Work, claim: Claim, to_decide: bool) -> dict[str, Any]:
    """What is known of who is helped: whether a member after all, and whether alive."""
    person_id = claim.whose
    if to_decide:
        work.store.help.hold("help", claim.fund_id, person_id)
    memberships = work.store.memberships.of_person(person_id)
    member = standing.belonged(work, claim.fund_id, memberships, claim.event_on)
    return {
        "joined_on": member.joined_on if member else None,
        "died_on": next((each.died_on for each in memberships if each.died_on), None),
        "asked_before": work.store.help.asked_before(claim),
    }


def _this_year(
    work: Work, claim: Claim, joined_on: dt.date | None, benefit: Benefit | None, year: str
) -> Given:
    """What the member was given for this kind in the benefit year, where a limit asks."""
    if benefit is None or not benefit.limited_by_year:
        return NOTHING
    first, last = benefits.year_of(year, claim.event_on, joined_on)
    given: Given = work.store.claims.given(claim, first, last, benefit.nights_paid_max)
    return given


def _ever(work: Work, claim: Claim, joined_on: dt.date | None, benefit: Benefit | None) -> Given:
    """What the member was ever given for this kind, where a lifetime's limit asks."""
    if benefit is None or (benefit.lifetime_max is None and benefit.times_lifetime_max is None):
        return NOTHING
    given: Given = work.store.claims.given(claim, joined_on or dt.date.min, work.today)
    return given


def _pool(work: Work, claim: Claim, benefit: Benefit | None, year: str) -> tuple[Given, Money]:
    """What everybody was given for this kind this year, and what came in, where a pool asks."""
    if benefit is None or not benefit.pooled:
        return NOTHING, ZERO
    first, last = benefits.pool_year(year, claim.event_on)
    # Two claims on one pool at once would each see it untouched.
    work.store.claims.hold_pool(claim.fund_id, claim.kind)
    everybody = work.store.claims.given_to_all(claim, first, last)
    if benefit.pool_percent_of_income is None:
        return everybody, ZERO
    return everybody, work.store.ledger.income(claim.fund_id, first, last)
