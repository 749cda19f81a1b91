"""The same claims under a draft of a regulation: what was given then, what would be given.

Claims are gone through in the order of their events, so that the draft's own ceilings count what
it gave earlier itself. Papers and what was attested are taken as seen: people saw them then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kernel.values.money import ZERO, Money, total
from services.funds.domain import benefits
from services.funds.domain.claims import Claim, Membership
from services.funds.domain.documents import DOCUMENTS
from services.funds.domain.events import Event
from services.funds.domain.given_before import Before
from services.funds.domain.regulations import Rules, Version


@dataclass(frozen=True)
class Past:
    """A claim of the past with what the fund knew of it on the day; of help no membership."""

    claim: Claim
    membership: Membership | None
    arrears: Money | None
    income: Money = ZERO


@dataclass(frozen=True)
class OfKind:
    """One kind of benefit: how many claims, what went out then, what would have gone out.

    `unclear` counts the claims for which the draft's text gives several answers; they count with
    the highest, since a fund must be able to pay it.
    """

    kind: str
    claims: int
    paid: Money
    would: Money
    unclear: int

    @property
    def difference(self) -> Money:
        return self.would - self.paid


def compare(past: Sequence[Past], draft: Rules) -> list[OfKind]:
    """What a draft would have given for each kind, beside what was given."""
    version = Version(0, dt.date.min, draft)
    before, seen = Before(draft.benefit_year), dict[tuple[str, str], dt.date]()
    helped: set[tuple[object, ...]] = set()
    would: dict[str, list[tuple[Past, Money, bool]]] = {}
    for each in sorted(past, key=lambda each: (each.claim.event_on, each.claim.claim_no)):
        event = _event(each, draft, asked_before=_asked_before(each.claim, seen))
        house = (each.claim.kind, each.claim.event_on, each.claim.house)
        event = replace(event, house_helped=house in helped)
        event = before.known_to(event, each.claim.whose)
        judgement = benefits.judge(event, version)
        due = max(judgement.choices) if judgement.due is None else judgement.due
        if due:
            nights = draft.benefits[event.kind].nights_paid(event.nights)
            before.add(event, each.claim.whose, due, nights)
            helped |= {house} if each.claim.house else set()
        would.setdefault(each.claim.kind, []).append((each, due, judgement.due is None))
    return [_of_kind(kind, would[kind]) for kind in sorted(would)]


def _of_kind(kind: str, told: Sequence[tuple[Past, Money, bool]]) -> OfKind:
    return OfKind(
        kind,
        len(told),
        total(each.claim.paid or each.claim.approved or ZERO for each, _, _ in told),
        total(due for _, due, _ in told),
        sum(unclear for _, _, unclear in told),
    )


def _asked_before(claim: Claim, seen: dict[tuple[str, str], dt.date]) -> bool:
    """Whether an earlier claim was for the same event; `seen` is the last day of those before."""
    same = (claim.whose, claim.kind)
    before = seen.get(same)
    seen[same] = max(claim.last_day, before or claim.last_day)
    return before is not None and (claim.kind == "death" or claim.event_on <= before)


def _event(past: Past, draft: Rules, *, asked_before: bool) -> Event:
    claim, membership = past.claim, past.membership
    died_on = membership.died_on if membership else None
    benefit = draft.benefits.get(claim.kind)
    return Event(
        kind=claim.kind,
        event_on=claim.event_on,
        filed_on=claim.filed_on,
        joined_on=membership.joined_on if membership else None,
        died_on=claim.event_on if claim.kind == "death" else died_on,
        requested=claim.requested,
        arrears=past.arrears,
        asked_before=asked_before,
        accident=claim.accident,
        nights=claim.nights,
        level=claim.level,
        damage_percent=claim.damage_percent,
        age=claim.age,
        levied=claim.levied,
        documents=frozenset(DOCUMENTS),
        attested=frozenset(benefit.attested if benefit else ()),
        income=past.income,
    )


def years_of(past: Sequence[Claim], draft: Rules) -> Mapping[dt.date, dt.date]:
    """The fund's years these claims fall into, as the draft counts them: first day -> last day."""
    return dict(benefits.pool_year(draft.benefit_year, claim.event_on) for claim in past)
