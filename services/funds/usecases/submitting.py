"""What every claim has in common when it comes in, a member's or one of help: begun from the
request, kept, announced, and others warned of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event as Announcement
from kernel.values.actors import EVERY_FUND
from kernel.values.errors import Conflict
from kernel.values.money import Money
from services.funds.domain.claims import Claim
from services.funds.store.funds import Fund


def begin(
    work: Work,
    *,
    requested_satang: Money,
    documents: Sequence[str],
    attested: Sequence[str],
    **told: Any,
) -> Claim:
    """The claim a request tells of, under a number its fund has given to no other.

    `told` are the claim's other fields by their own names.
    """
    claim = Claim(
        requested=requested_satang,
        submitted_by=work.actor.actor_id,
        documents=frozenset(documents),
        attested=frozenset(attested),
        **told,
    )
    if work.store.claims.number_taken(claim.fund_id, claim.claim_no):
        raise Conflict("claim_no_taken", {"claim_no": claim.claim_no})
    return claim


def keep(work: Work, claim: Claim, fund: Fund, others: Sequence[Claim]) -> Claim:
    """Keep a claim that may come in and announce it; `others` tell of the same event elsewhere."""
    work.store.claims.add(claim)
    announce(work, contract.CLAIM_SUBMITTED, claim, claim.requested, fund)
    return _warn_of(work, claim, others)


def _warn_of(work: Work, claim: Claim, others: Sequence[Claim]) -> Claim:
    """The same stay, death or need claimed in other funds: all are told so, and no more."""
    if not others:
        return claim
    told = [claim, *others]
    work.store.act_for(EVERY_FUND)
    work.store.claims.mark_claimed_elsewhere(each.claim_id for each in told)
    work.store.act_for(claim.fund_id)
    for each in told:
        announce(work, contract.CLAIM_OVERLAP_FOUND, each, each.requested)
    return replace(claim, claimed_elsewhere=True)


def announce(
    work: Work, event: Announcement, claim: Claim, amount: Money, fund: Fund | None = None
) -> None:
    """Announce what became of a claim."""
    fund = fund or work.store.funds.get(claim.fund_id)
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
        area_code=fund.area_code,
    )
