"""Match rounds: what the State gives beside the members' own baht, round by round.

The rate of a round is what its budget allows: 141 baht a member is as real as 365 (guide 1.3). A
person counts once in a round, however many funds he belongs to.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from kernel.values.errors import Refused
from kernel.values.money import ZERO, Money


@dataclass(frozen=True)
class Terms:
    """What a round gives, and to whom. Whose contributions count: paid in the months given."""

    fiscal_year: int
    round_no: int
    cut_off_on: dt.date
    paid_from: str
    paid_to: str
    member_days_min: int
    members_min: int
    rate: Money
    member_cap: Money
    fund_ceiling: Money | None = None
    budget: Money | None = None

    def __post_init__(self) -> None:
        if min(self.rate, self.member_cap) <= ZERO or not _above(self.fund_ceiling, self.budget):
            raise Refused("amount_not_above_zero")
        if self.paid_to < self.paid_from:
            raise Refused("period_ends_before_it_begins")

    @property
    def joined_by(self) -> dt.date:
        """Who joined later has not been a member for long enough."""
        return self.cut_off_on - dt.timedelta(days=self.member_days_min)


@dataclass(frozen=True)
class Count:
    """A fund in a round: how many of its members count, and what they paid, each up to the cap."""

    fund_id: str
    eligible: int
    paid: Money


@dataclass(frozen=True)
class Award:
    """What a round gives a fund: awarded, received in one part or more, claimed back."""

    award_id: str
    round_id: str
    fund_id: str
    eligible: int
    due: Money
    awarded: Money
    received: Money = ZERO
    clawed_back: Money = ZERO
    clawed_back_why: str = ""

    @property
    def open(self) -> Money:
        """What is still to come."""
        return max(self.kept - self.received, ZERO)

    @property
    def kept(self) -> Money:
        """What the fund has been promised or given, less what was claimed back."""
        return self.awarded - self.clawed_back

    @property
    def state(self) -> str:
        if not self.kept:
            return "clawed_back"
        if self.received >= self.kept:
            return "received"
        return "partly_received" if self.received else "awarded"


def due(terms: Terms, count: Count) -> Money:
    """The least of: what members paid, so many at the round's rate, the fund's ceiling."""
    if count.eligible < max(terms.members_min, 1):
        raise Refused(
            "too_few_members", {"eligible": count.eligible, "members_min": terms.members_min}
        )
    limits = [count.paid, terms.rate * count.eligible]
    if terms.fund_ceiling is not None:
        limits.append(terms.fund_ceiling)
    return min(limits)


def award(
    award_id: str,
    round_id: str,
    terms: Terms,
    count: Count,
    amount: Money | None,
    awarded_before: Money,
) -> Award:
    """Award what is due, or a part of it; never more than the round's budget has left."""
    whole = due(terms, count)
    given = whole if amount is None else amount
    if given <= ZERO:
        raise Refused("amount_not_above_zero")
    if given > whole:
        raise Refused("award_above_due", {"due_satang": whole.satang})
    if terms.budget is not None and awarded_before + given > terms.budget:
        left = terms.budget - awarded_before
        raise Refused("round_budget_spent", {"left_satang": left.satang})
    return Award(award_id, round_id, count.fund_id, count.eligible, whole, given)


def receive(award: Award, amount: Money) -> Award:
    """Money has come; never more than is still open."""
    if amount <= ZERO:
        raise Refused("amount_not_above_zero")
    if amount > award.open:
        raise Refused("more_than_awarded", {"open_satang": award.open.satang})
    return replace(award, received=award.received + amount)


def claw_back(award: Award, amount: Money, reason: str) -> tuple[Award, Money, Money]:
    """Claim back what should not have been given: what has not come yet first, then from the cash.

    Returns the award, what falls off what was still to come, and what the fund pays back.
    """
    if amount <= ZERO:
        raise Refused("amount_not_above_zero")
    if not reason.strip():
        raise Refused("reason_missing")
    if amount > award.kept:
        raise Refused("more_than_awarded", {"open_satang": award.kept.satang})
    unpaid = min(amount, award.open)
    clawed = replace(award, clawed_back=award.clawed_back + amount, clawed_back_why=reason)
    return clawed, unpaid, amount - unpaid


def _above(*amounts: Money | None) -> bool:
    return all(amount is None or amount > ZERO for amount in amounts)
