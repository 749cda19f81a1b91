"""A claim's way: submitted, approved or rejected by another, paid. Each step is a new value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain.benefits import Judgement


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
class Claim:
    """A claim. Who did what is kept as actor ids, which name nobody by themselves."""

    claim_id: str
    fund_id: str
    claim_no: str
    membership_id: str
    kind: str
    event_on: dt.date
    filed_on: dt.date
    requested: Money
    submitted_by: str
    nights: int | None = None
    level: str | None = None
    damage_percent: int | None = None
    age: int | None = None
    state: str = "submitted"
    version: int | None = None
    approved: Money | None = None
    paid: Money | None = None
    paid_on: dt.date | None = None
    paid_by: str = ""
    decided_by: str = ""
    reason: str = ""
    codes: tuple[str, ...] = field(default=())


def submit(claim: Claim, membership: Membership | None, asked_before: bool) -> Claim:
    """Take a claim in, or refuse what no regulation could give."""
    if membership is None or membership.fund_id != claim.fund_id:
        raise Refused("member_unknown")
    if membership.died_on and claim.event_on > membership.died_on:
        raise Refused("after_death", {"died_on": membership.died_on.isoformat()})
    if asked_before:
        raise Refused("duplicate_claim")
    if claim.filed_on < claim.event_on:
        raise Refused("filed_before_event")
    return claim


def approve(claim: Claim, judgement: Judgement, actor_id: str) -> Claim:
    """Approve what the regulation gives: by another than who submitted, and never nothing.

    `Refused` with what left nothing, in lower case: the first condition that failed
    (`waiting_period`), else the last ceiling (`year_cap`).
    """
    _must_be(claim, "submitted")
    _must_be_another(claim, actor_id)
    if judgement.due is None:
        raise Refused("regulation_unclear", {"codes": list(judgement.codes)})
    if judgement.due <= ZERO:
        raise Refused(judgement.reason.lower() if judgement.reason else "nothing_due")
    return replace(
        claim,
        state="approved",
        approved=judgement.due,
        version=judgement.version,
        codes=judgement.codes,
        decided_by=actor_id,
    )


def reject(claim: Claim, reason: str, actor_id: str) -> Claim:
    """Reject a claim, for a reason the member is told."""
    _must_be(claim, "submitted")
    _must_be_another(claim, actor_id)
    return replace(claim, state="rejected", reason=reason, decided_by=actor_id)


def pay(claim: Claim, paid_on: dt.date, method: str) -> Claim:
    """Pay what was approved, whole; `method` is how the money went."""
    _must_be(claim, "approved")
    if paid_on < claim.filed_on:
        raise Refused("paid_before_filed")
    return replace(claim, state="paid", paid=claim.approved, paid_on=paid_on, paid_by=method)


def _must_be(claim: Claim, state: str) -> None:
    if claim.state != state:
        raise Conflict("claim_moved_on", {"state": claim.state})


def _must_be_another(claim: Claim, actor_id: str) -> None:
    if not actor_id or actor_id == claim.submitted_by:
        raise Refused("approver_is_submitter")
