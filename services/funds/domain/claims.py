"""A claim's way: submitted, approved or rejected by another, paid, or withdrawn.

Each step is a new value. A payment that is voided leaves the claim approved, its money reserved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain.benefits import Judgement
from services.funds.domain.documents import POWER_OF_ATTORNEY
from services.funds.domain.member_standing import Left
from services.funds.domain.regulations import Rules


@dataclass(frozen=True)
class Membership:
    """What `funds` keeps of a membership; its owner is `members`."""

    membership_id: str
    fund_id: str
    person_id: str
    member_no: str
    joined_on: dt.date
    status: str
    died_on: dt.date | None = None


@dataclass(frozen=True)
class Earlier:
    """What a member's other claims say: the same event was asked for; a death was approved."""

    asked: bool
    died_on: dt.date | None = None

    def known_of(self, membership: Membership) -> Membership:
        """The membership, ended by a death that the register may not have heard of yet."""
        if self.died_on is None or membership.died_on is not None:
            return membership
        return replace(membership, died_on=self.died_on)


@dataclass(frozen=True)
class Claim:
    """A claim: a member's, or, without a membership, one of help to a person. Who did what is kept
    as actor ids, which name nobody by themselves."""

    claim_id: str
    fund_id: str
    claim_no: str
    membership_id: str | None
    kind: str
    event_on: dt.date
    filed_on: dt.date
    requested: Money
    submitted_by: str
    nights: int | None = None
    level: str | None = None
    damage_percent: int | None = None
    age: int | None = None
    levied: int | None = None
    house: str | None = None
    accident: bool = False
    submitted_through: str = "member"
    documents: frozenset[str] = frozenset()
    attested: frozenset[str] = frozenset()
    claimed_elsewhere: bool = False
    extended_by: str = ""
    extended_why: str = ""
    state: str = "submitted"
    version: int | None = None
    approved: Money | None = None
    paid: Money | None = None
    paid_on: dt.date | None = None
    paid_by: str = ""
    decided_by: str = ""
    decided_on: dt.date | None = None
    reason: str = ""
    codes: tuple[str, ...] = field(default=())
    person_id: str | None = None

    @property
    def whose(self) -> str:
        """The membership it is for, or the person who has none."""
        whose = self.membership_id or self.person_id
        assert whose, "a claim is somebody's"
        return whose

    @property
    def last_day(self) -> dt.date:
        """The last day of what happened: a stay's last night begins on it."""
        return self.event_on + dt.timedelta(days=max(self.nights or 1, 1) - 1)


def submit(
    claim: Claim,
    membership: Membership | None,
    earlier: Earlier,
    today: dt.date,
    left: Left | None = None,
) -> Claim:
    """Take a claim in, or refuse what no regulation could give."""
    if membership is None or membership.fund_id != claim.fund_id:
        raise Refused("member_unknown")
    membership = earlier.known_of(membership)
    if membership.died_on and claim.event_on > membership.died_on:
        raise Refused("after_death", {"died_on": membership.died_on.isoformat()})
    if left is not None and left.by(claim.event_on):
        raise Refused("membership_ended", left.told)
    return take_in(claim, earlier.asked, today)


def take_in(claim: Claim, asked_before: bool, today: dt.date) -> Claim:
    """What a claim of anybody must be: the first of its event, filed since, of no less than
    nothing."""
    if asked_before:
        raise Refused("duplicate_claim")
    if claim.filed_on < claim.event_on:
        raise Refused("filed_before_event")
    _must_not_be_ahead(claim.filed_on, today)
    if claim.requested < ZERO:
        raise Refused("amount_below_zero")
    if claim.submitted_through == "proxy" and POWER_OF_ATTORNEY not in claim.documents:
        raise Refused("proxy_without_letter")
    return claim


def days_of_one_event(claim: Claim, days: int) -> tuple[dt.date, dt.date]:
    """The first and last day on which a claim of the same house may be of the same event."""
    apart = dt.timedelta(days=days)
    return claim.event_on - apart, claim.event_on + apart


def hand_in(claim: Claim, documents: Iterable[str], attested: Iterable[str]) -> Claim:
    """Papers that came later, and what somebody has seen the proof of, beside those before."""
    _must_be(claim, "submitted")
    return replace(
        claim,
        documents=claim.documents | frozenset(documents),
        attested=claim.attested | frozenset(attested),
    )


def extend(
    claim: Claim, rules: Rules | None, judgement: Judgement, reason: str, actor_id: str
) -> Claim:
    """Put off the day it must be filed by, once: by another than who submitted it, where the
    regulation lets the committee, and where it is this that stands in the way."""
    _must_be(claim, "submitted")
    _must_be_another(claim, actor_id)
    if rules is None or rules.claim_extension is None:
        raise Refused("extension_not_given")
    if claim.extended_by:
        raise Conflict("claim_extended_before")
    if "LATE_CLAIM" not in judgement.codes:
        raise Refused("claim_not_late")
    if not reason.strip():
        raise Refused("reason_missing")
    return replace(claim, extended_by=actor_id, extended_why=reason)


def approve(
    claim: Claim,
    judgement: Judgement,
    actor_id: str,
    decided_on: dt.date,
    today: dt.date,
    chosen: Money | None = None,
) -> Claim:
    """Approve what the regulation gives: by another than who submitted, and never nothing.

    `Refused` with what left nothing, in lower case: the first condition that failed
    (`waiting_period`), else the last ceiling (`year_cap`). Where the text gives several answers the
    committee has `chosen` one of them, and no other amount.
    """
    claim = _decide(claim, actor_id, decided_on, today)
    due = _settled(judgement, chosen)
    if due <= ZERO:
        raise Refused(judgement.reason.lower() if judgement.reason else "nothing_due")
    return replace(
        claim,
        state="approved",
        approved=due,
        version=judgement.version,
        codes=judgement.codes,
    )


def _settled(judgement: Judgement, chosen: Money | None) -> Money:
    if judgement.due is not None:
        if chosen not in (None, judgement.due):
            raise Refused("amount_not_chosen_from", {"due": str(judgement.due)})
        return judgement.due
    choices = [str(choice) for choice in judgement.choices]
    if chosen is None:
        raise Refused("regulation_unclear", {"choices": choices})
    if chosen not in judgement.choices:
        raise Refused("amount_not_chosen_from", {"choices": choices})
    return chosen


def reject(claim: Claim, reason: str, actor_id: str, decided_on: dt.date, today: dt.date) -> Claim:
    """Reject a claim, for a reason the member is told."""
    claim = _decide(claim, actor_id, decided_on, today)
    return replace(claim, state="rejected", reason=reason)


def pay(claim: Claim, paid_on: dt.date, method: str, today: dt.date) -> Claim:
    """Pay what was approved, whole; `method` is how the money went."""
    _must_be(claim, "approved")
    if paid_on < (claim.decided_on or claim.filed_on):
        raise Refused("paid_before_decided")
    _must_not_be_ahead(paid_on, today)
    return replace(claim, state="paid", paid=claim.approved, paid_on=paid_on, paid_by=method)


def void_payment(claim: Claim) -> Claim:
    """The payment was wrong: the claim is approved again, and its money reserved."""
    _must_be(claim, "paid")
    return replace(claim, state="approved", paid=None, paid_on=None, paid_by="")


def withdraw(claim: Claim, reason: str) -> Claim:
    """Take a claim back before it is paid; what was reserved returns to the fund."""
    if claim.state not in ("submitted", "approved"):
        raise Conflict("claim_moved_on", {"state": claim.state})
    if not reason.strip():
        raise Refused("reason_missing")
    return replace(claim, state="withdrawn", reason=reason)


def _decide(claim: Claim, actor_id: str, decided_on: dt.date, today: dt.date) -> Claim:
    _must_be(claim, "submitted")
    _must_be_another(claim, actor_id)
    if decided_on < claim.filed_on:
        raise Refused("decided_before_filed")
    _must_not_be_ahead(decided_on, today)
    return replace(claim, decided_by=actor_id, decided_on=decided_on)


def _must_not_be_ahead(day: dt.date, today: dt.date) -> None:
    if day > today:
        raise Refused("day_in_future", {"day": day.isoformat()})


def _must_be(claim: Claim, state: str) -> None:
    if claim.state != state:
        raise Conflict("claim_moved_on", {"state": claim.state})


def _must_be_another(claim: Claim, actor_id: str) -> None:
    if not actor_id or actor_id == claim.submitted_by:
        raise Refused("approver_is_submitter")
