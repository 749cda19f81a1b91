"""Another version of a regulation: proposed by one, approved by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kernel.chassis.work import Work
from kernel.values.errors import Conflict
from services.funds.domain import adoption
from services.funds.domain.adoption import Proposal
from services.funds.usecases import regulations
from services.funds.usecases.funds import fund_of


def propose_regulation(
    work: Work,
    *,
    regulation_id: str,
    fund_id: str,
    version: int,
    in_force_from: dt.date,
    text: str,
    rules: Mapping[str, Any],
    findings_answered: Mapping[str, str],
) -> Proposal:
    """Propose a version; refused for all that `adopt_regulation` refuses, and for reaching back."""
    fund_of(work, fund_id)
    found = regulations.findings_of(rules, findings_answered)
    work.store.funds.lock(fund_id)  # two that propose at once would not see one another
    if work.store.proposals.is_open(fund_id):
        raise Conflict("regulation_proposed_before")
    proposal = Proposal(
        regulation_id=regulation_id,
        fund_id=fund_id,
        version=version,
        in_force_from=in_force_from,
        text=text,
        rules=dict(rules),
        findings=tuple(found),
        findings_answered={key: findings_answered[key] for key in found},
        asked_by=work.actor.actor_id,
    )
    proposed = adoption.propose(proposal, work.store.proposals.past(fund_id))
    work.store.proposals.add(proposed, work.now)
    return proposed


def approve_regulation(work: Work, *, regulation_id: str, fund_id: str) -> dict[str, Any]:
    """Adopt what was proposed, if it may still be: a claim may have been decided since."""
    fund = fund_of(work, fund_id)
    asked: Proposal = work.store.proposals.get(fund_id, regulation_id, for_update=True)
    # Claims before the fund, as whoever decides a claim locks them.
    work.store.proposals.hold_undecided(fund_id, asked.in_force_from)
    work.store.funds.lock(fund_id)
    past = work.store.proposals.past(fund_id)
    approved = adoption.approve(asked, past, work.actor.actor_id)
    regulations.findings_of(approved.rules, approved.findings_answered)
    work.store.proposals.decide(approved, work.now)
    kept = ("regulation_id", "fund_id", "version", "in_force_from", "text", "rules")
    return regulations.adopt(
        work,
        fund,
        {
            **{name: getattr(approved, name) for name in kept},
            "findings": list(approved.findings),
            "findings_answered": dict(approved.findings_answered),
        },
    )


def decline_regulation(work: Work, *, regulation_id: str, fund_id: str) -> Proposal:
    """Leave the regulation as it is."""
    fund_of(work, fund_id)
    asked: Proposal = work.store.proposals.get(fund_id, regulation_id, for_update=True)
    declined = adoption.decline(asked, work.actor.actor_id)
    work.store.proposals.decide(declined, work.now)
    return declined


def get_regulation_proposal(work: Work, *, regulation_id: str, fund_id: str) -> Proposal:
    """One proposal, whole."""
    fund_of(work, fund_id)
    proposal: Proposal = work.store.proposals.get(fund_id, regulation_id)
    return proposal


def list_regulation_proposals(
    work: Work, *, fund_id: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of a fund's proposals, oldest first."""
    fund_of(work, fund_id)
    found = work.store.proposals.listed(fund_id, after, limit)
    return {"proposals": found, "after": found[-1].regulation_id if len(found) == limit else None}
