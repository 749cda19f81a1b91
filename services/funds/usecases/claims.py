"""Claims: submit, check, decide, withdraw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event as Announcement
from kernel.values.errors import NotFound
from kernel.values.money import ZERO, Money
from services.funds.domain import claims, ledger, organisation
from services.funds.domain.benefits import Judgement
from services.funds.domain.claims import Claim
from services.funds.domain.regulations import HOUSED, Levy
from services.funds.store.funds import Fund
from services.funds.usecases import standing, submitting
from services.funds.usecases.funds import fund_of
from services.funds.usecases.judging import benefit_of, claims_of_house, judge, version_of
from services.funds.usecases.submitting import announce

# What a person's age mostly matters for. For another kind it is asked of `members`, which records
# the asking, only where the fund's own regulation asks it.
AGED_KINDS: Final = frozenset(
    {"elderly", "disability", "education", "occupation", "housing", "other_lump"}
)
LEVIED_KINDS: Final = frozenset({"death"})


@dataclass(frozen=True)
class Asked:
    """What `members` tells before the transaction: an age on a day, who lived on it, the house.
    With `for_age`, the age was asked whatever the kind; nobody may know it."""

    age: int | None = None
    for_age: bool = False
    house: str | None = None
    living: Mapping[str, int] = field(default_factory=dict)


NOTHING_ASKED: Final = Asked()


class AgeNeededError(Exception):
    """The fund's regulation asks an age for a kind of claim others ask none for."""


def ask_members(ask: Callable[..., Any], order: Mapping[str, Any]) -> Asked:
    """Ask what a claim of this kind may need; a stranger is refused for that, later."""
    membership_id, day = order["membership_id"], order["event_on"].isoformat()
    try:
        if order["kind"] in AGED_KINDS:
            return ask_age(ask, order, NOTHING_ASKED)
        if order["kind"] in LEVIED_KINDS:
            told = ask("members.get_living", membership_id=membership_id, day=day)
            return Asked(living={"member": told["members"], "household": told["households"]})
        if order["kind"] in HOUSED:
            return Asked(house=ask("members.get_house", membership_id=membership_id)["house"])
    except NotFound:
        pass
    return Asked()


def ask_age(ask: Callable[..., Any], order: Mapping[str, Any], before: Asked) -> Asked:
    """Ask a member's age on the day too, beside what was asked before."""
    day = order["event_on"].isoformat()
    try:
        told = ask(
            "members.get_ages", asked=[{"membership_id": order["membership_id"], "day": day}]
        )
    except NotFound:
        return replace(before, for_age=True)
    return replace(before, age=told["ages"][0], for_age=True)


def submit_claim(
    work: Work,
    *,
    fund_id: str,
    membership_id: str,
    kind: str,
    asked: Asked = NOTHING_ASKED,
    **order: Any,
) -> Claim:
    """Take a claim in; what no regulation could give is refused at once.

    `order` are the request's other fields.
    """
    fund, store = _of_known_age(fund_of(work, fund_id), kind, asked), work.store
    claim = submitting.begin(
        work,
        fund_id=fund_id,
        membership_id=membership_id,
        kind=kind,
        age=asked.age,
        house=asked.house,
        **order,
    )
    store.claims.hold_person(membership_id)
    membership = store.memberships.find(membership_id, for_update=True)
    left = standing.left(work, membership)
    claim = claims.submit(claim, membership, store.claims.earlier(claim), work.today, left)
    claim = replace(claim, levied=_levied(work, claim, asked))
    return submitting.keep(work, claim, fund, store.claims.same_event(claim))


def hand_in_documents(
    work: Work, *, claim_id: str, documents: Sequence[str], attested: Sequence[str]
) -> Claim:
    """Papers that came later, and what was seen since."""
    claim = claims.hand_in(claim_of(work, claim_id, for_update=True), documents, attested)
    work.store.claims.change(claim)
    return claim


def extend_claim(work: Work, *, claim_id: str, reason: str) -> Claim:
    """Let a claim that was filed late be heard, as the regulation lets the committee once."""
    claim = claim_of(work, claim_id, for_update=True)
    version = version_of(work, claim)
    judgement = judge(work, claim)
    rules = version.rules if version else None
    claim = claims.extend(claim, rules, judgement, reason, work.actor.actor_id)
    work.store.claims.change(claim)
    return claim


def check_claim(work: Work, *, claim_id: str) -> dict[str, Any]:
    """What the regulation in force on the day gives, and every condition."""
    claim = claim_of(work, claim_id)
    told = _told(claim, judge(work, claim))
    return {"claim_id": claim_id, **told, "house_claims": claims_of_house(work, claim)}


def approve_claim(
    work: Work, *, claim_id: str, decided_on: dt.date | None, chosen_satang: Money | None = None
) -> Claim:
    """Approve what the regulation gives and reserve it, in one transaction."""
    day = decided_on or work.today
    claim = claim_of(work, claim_id, for_update=True)
    fund = work.store.funds.get(claim.fund_id)
    organisation.must_go_on(fund.status)
    judgement = judge(work, claim, to_decide=True)
    actor_id = work.actor.actor_id
    claim = claims.approve(claim, judgement, actor_id, day, work.today, chosen_satang)
    amount = claim.approved or ZERO
    work.store.claims.change(claim)
    entry = ledger.reserve(work.new_id("entry"), claim.fund_id, day, claim.claim_id, amount)
    work.store.ledger.reserve(entry, work.actor.actor_id, work.now)
    announce(work, contract.CLAIM_APPROVED, claim, amount, fund)
    _announce_death(work, contract.DEATH_APPROVED, claim)
    return claim


def reject_claim(work: Work, *, claim_id: str, reason: str, decided_on: dt.date | None) -> Claim:
    """Reject a claim, for a reason."""
    day = decided_on or work.today
    claim = claim_of(work, claim_id, for_update=True)
    claim = claims.reject(claim, reason, work.actor.actor_id, day, work.today)
    work.store.claims.change(claim)
    announce(work, contract.CLAIM_REJECTED, claim, ZERO)
    return claim


def withdraw_claim(work: Work, *, claim_id: str, reason: str) -> Claim:
    """Take a claim back; what was reserved for it returns to the fund."""
    before = claim_of(work, claim_id, for_update=True)
    claim = claims.withdraw(before, reason)
    work.store.claims.change(claim)
    reserved = (before.approved or ZERO) if before.state == "approved" else ZERO
    if reserved:
        entry_id = work.new_id("entry")
        entry = ledger.release(entry_id, claim.fund_id, work.today, claim_id, reserved)
        work.store.ledger.post([entry], work.actor.actor_id, work.now)
    announce(work, contract.CLAIM_WITHDRAWN, claim, reserved)
    if before.state == "approved":
        _announce_death(work, contract.DEATH_WITHDRAWN, claim)
    return claim


def get_claim(work: Work, *, claim_id: str) -> Claim:
    """One claim."""
    return claim_of(work, claim_id)


def list_claims(work: Work, *, fund_id: str, limit: int, **asked: Any) -> dict[str, Any]:
    """A page of a fund's claims; `asked` are the request's other fields."""
    fund_of(work, fund_id)
    found = work.store.claims.listed(fund_id, limit=limit, **asked)
    return {"claims": found, "after": found[-1].claim_id if len(found) == limit else None}


def claim_of(work: Work, claim_id: str, *, for_update: bool = False) -> Claim:
    """A claim of a fund the actor acts for, its books shown to this transaction."""
    work.actor.must_act_for(work.store.act_for_claim(claim_id))
    claim: Claim = work.store.claims.get(claim_id, for_update=for_update)
    return claim


def _announce_death(work: Work, event: Announcement, claim: Claim) -> None:
    """Tell the register of a death whose claim was approved, or was withdrawn after that."""
    if claim.kind != "death":
        return
    death_id = claim.claim_id.replace("claim", "death")
    told = {
        "death_id": death_id,
        "claim_id": claim.claim_id,
        "fund_id": claim.fund_id,
        "membership_id": claim.membership_id,
        "died_on": claim.event_on,
    }
    work.announce(event, death_id, told, fund_id=claim.fund_id)


def _of_known_age(fund: Fund, kind: str, asked: Asked) -> Fund:
    """The fund, where no age is missing that only it asks for: then nothing is taken in, the age is
    asked (`ask_age`), and the claim submitted anew."""
    if not asked.for_age and kind in fund.aged_kinds - AGED_KINDS:
        raise AgeNeededError
    return fund


def _levied(work: Work, claim: Claim, asked: Asked) -> int | None:
    """How many pay, frozen on the day the claim comes in, where the regulation levies."""
    if not asked.living:
        return None
    benefit = benefit_of(version_of(work, claim), claim)
    rule = benefit.amount if benefit else None
    return asked.living.get(rule.each) if isinstance(rule, Levy) else None


def _told(claim: Claim, judgement: Judgement) -> dict[str, Any]:
    return {
        "version": judgement.version,
        "due": judgement.due,
        "choices": judgement.choices,
        "codes": list(judgement.codes),
        "conditions": judgement.conditions,
        "claimed_elsewhere": claim.claimed_elsewhere,
    }
