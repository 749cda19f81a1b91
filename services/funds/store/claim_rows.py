"""A claim as a row of its table, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from kernel.values.money import Money
from services.funds.domain.claims import Claim


def row_of(claim: Claim) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id,
        "fund_id": claim.fund_id,
        "claim_no": claim.claim_no,
        "membership_id": claim.membership_id,
        "person_id": claim.person_id,
        "kind": claim.kind,
        "event_on": claim.event_on,
        "filed_on": claim.filed_on,
        "nights": claim.nights,
        "level": claim.level,
        "damage_percent": claim.damage_percent,
        "age": claim.age,
        "levied": claim.levied,
        "house": claim.house,
        "accident": claim.accident,
        "submitted_through": claim.submitted_through,
        "documents": sorted(claim.documents),
        "attested": sorted(claim.attested),
        "extended_by": claim.extended_by,
        "extended_why": claim.extended_why,
        "requested_satang": claim.requested.satang,
        "state": claim.state,
        "version": claim.version,
        "approved_satang": satang_of(claim.approved),
        "paid_satang": satang_of(claim.paid),
        "paid_on": claim.paid_on,
        "paid_by": claim.paid_by,
        "codes": list(claim.codes),
        "reason": claim.reason,
        "submitted_by": claim.submitted_by,
        "decided_by": claim.decided_by,
        "decided_on": claim.decided_on,
    }


def claim_of(row: Row[Any]) -> Claim:
    return Claim(
        claim_id=row.claim_id,
        fund_id=row.fund_id,
        claim_no=row.claim_no,
        membership_id=row.membership_id,
        person_id=row.person_id,
        kind=row.kind,
        event_on=row.event_on,
        filed_on=row.filed_on,
        nights=row.nights,
        level=row.level,
        damage_percent=row.damage_percent,
        age=row.age,
        levied=row.levied,
        house=row.house,
        accident=row.accident,
        submitted_through=row.submitted_through,
        documents=frozenset(row.documents),
        attested=frozenset(row.attested),
        claimed_elsewhere=row.claimed_elsewhere,
        extended_by=row.extended_by,
        extended_why=row.extended_why,
        requested=Money(row.requested_satang),
        state=row.state,
        version=row.version,
        approved=_money(row.approved_satang),
        paid=_money(row.paid_satang),
        paid_on=row.paid_on,
        paid_by=row.paid_by,
        codes=tuple(row.codes),
        reason=row.reason,
        submitted_by=row.submitted_by,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
    )


def satang_of(amount: Money | None) -> int | None:
    return None if amount is None else amount.satang


def _money(satang: int | None) -> Money | None:
    return None if satang is None else Money(satang)
