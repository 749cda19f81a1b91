"""Claims: submit, check, decide, pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event as Announcement
from kernel.values.errors import Conflict, NotFound
from kernel.values.money import ZERO, Money
from services.funds.domain import claims, ledger
from services.funds.domain.benefits import Judgement
from services.funds.domain.claims import Claim
from services.funds.usecases.funds import fund_of
from services.funds.usecases.judging import judge

AGED_KINDS: Final = frozenset({"elderly"})


def age_asked(ask: Callable[..., Any], order: Mapping[str, Any]) -> int | None:
    """The member's age on the day, asked before the transaction, where the kind needs one."""
    if order["kind"] not in AGED_KINDS:
        return None
    asked = {"membership_id": order["membership_id"], "day": order["event_on"].isoformat()}
    try:
        ages: list[int | None] = ask("members.get_ages", asked=[asked])["ages"]
    except NotFound:
        return None  # a stranger: refused for that, below
    return ages[0]


def submit_claim(
    work: Work,
    *,
    fund_id: str,
    claim_no: str,
    membership_id: str,
    requested_satang: Money,
    age: int | None = None,
    **told: Any,
) -> Claim:
    """Take a claim in; what no regulation could give is refused at once.

    `told` are the claim's other fields by the request's names; `age` is the member's on the day,
    where the benefit asks for one: `members` tells it.
    """
    fund_of(work, fund_id)
    claim = Claim(
        fund_id=fund_id,
        claim_no=claim_no,
        membership_id=membership_id,
        requested=requested_satang,
        submitted_by=work.actor.actor_id,
        age=age,
        **told,
    )
    store = work.store
    if store.claims.number_taken(fund_id, claim_no):
        raise Conflict("claim_no_taken", {"claim_no": claim_no})
    membership = store.memberships.find(membership_id, for_update=True)
    claim = claims.submit(claim, membership, store.claims.asked_before(claim), work.today)
    store.claims.add(claim)
    _announce(work, contract.CLAIM_SUBMITTED, claim, claim.requested)
    return claim


def check_claim(work: Work, *, claim_id: str) -> dict[str, Any]:
    """What the regulation in force on the day gives, and every condition."""
    claim = _claim_of(work, claim_id)
    return {"claim_id": claim_id, **_told(judge(work, claim))}


def approve_claim(work: Work, *, claim_id: str, decided_on: dt.date | None) -> Claim:
    """Approve what the regulation gives and reserve it, in one transaction."""
    day = decided_on or work.today
    claim = _claim_of(work, claim_id, for_update=True)
    # Two claims of one member at once would each see the year's ceiling untouched.
    work.store.memberships.find(claim.membership_id, for_update=True)
    claim = claims.approve(claim, judge(work, claim), work.actor.actor_id, day, work.today)
    amount = claim.approved or ZERO
    work.store.claims.change(claim)
    entry = ledger.reserve(work.new_id("entry"), claim.fund_id, day, claim.claim_id, amount)
    work.store.ledger.reserve(entry, work.actor.actor_id, work.now)
    _announce(work, contract.CLAIM_APPROVED, claim, amount)
    return claim


def reject_claim(work: Work, *, claim_id: str, reason: str, decided_on: dt.date | None) -> Claim:
    """Reject a claim, for a reason."""
    day = decided_on or work.today
    claim = _claim_of(work, claim_id, for_update=True)
    claim = claims.reject(claim, reason, work.actor.actor_id, day, work.today)
    work.store.claims.change(claim)
    _announce(work, contract.CLAIM_REJECTED, claim, ZERO)
    return claim


def pay_claim(work: Work, *, claim_id: str, paid_on: dt.date, method: str) -> Claim:
    """Pay what was reserved."""
    claim = _claim_of(work, claim_id, for_update=True)
    claim = claims.pay(claim, paid_on, method, work.today)
    amount = claim.paid or ZERO
    work.store.claims.change(claim)
    entry = ledger.pay_reserved(
        work.new_id("entry"), claim.fund_id, paid_on, claim.claim_id, claim.kind, amount
    )
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    _announce(work, contract.CLAIM_PAID, claim, amount)
    return claim


def get_claim(work: Work, *, claim_id: str) -> Claim:
    """One claim."""
    return _claim_of(work, claim_id)


def list_claims(work: Work, *, fund_id: str, state: str, after: str, limit: int) -> dict[str, Any]:
    """A page of a fund's claims."""
    fund_of(work, fund_id)
    found = work.store.claims.listed(fund_id, state, after, limit)
    return {"claims": found, "after": found[-1].claim_id if len(found) == limit else None}


def _claim_of(work: Work, claim_id: str, *, for_update: bool = False) -> Claim:
    claim: Claim = work.store.claims.get(claim_id, for_update=for_update)
    work.actor.must_act_for(claim.fund_id)
    work.store.act_for(claim.fund_id)
    return claim


def _told(judgement: Judgement) -> dict[str, Any]:
    return {
        "version": judgement.version,
        "due": judgement.due,
        "codes": list(judgement.codes),
        "conditions": judgement.conditions,
    }


def _announce(work: Work, event: Announcement, claim: Claim, amount: Money) -> None:
    fund = work.store.funds.get(claim.fund_id)
    work.announce(
        event,
        claim.claim_id,
        {
            "claim_id": claim.claim_id,
            "fund_id": claim.fund_id,
            "membership_id": claim.membership_id,
            "kind": claim.kind,
            "event_on": claim.event_on,
            "amount_satang": amount,
        },
        fund_id=claim.fund_id,
        area_code=fund.area_codes[0] if fund.area_codes else "",
    )
