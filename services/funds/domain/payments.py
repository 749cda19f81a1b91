"""A payment of a claim: made once, receipted by who took the money, voided by a reversing entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from kernel.values.errors import Conflict, Refused
from kernel.values.money import Money
from services.funds.domain.claims import Claim

METHODS: Final = ("cash", "transfer", "promptpay")
RECEIVERS: Final = ("member", "beneficiary", "proxy", "person")


@dataclass(frozen=True)
class Payment:
    """Money that went out for a claim. `receiver` says in which right it was taken, not by whom:
    the name stands on the paper receipt with this number."""

    payment_id: str
    claim_id: str
    fund_id: str
    amount: Money
    method: str
    receipt_no: str
    receiver: str
    paid_on: dt.date
    paid_by: str
    entry_id: str
    void_entry_id: str | None = None
    voided_by: str = ""
    void_reason: str = ""


def receipt_no(told: str, claim_no: str, paid_before: int) -> str:
    """The receipt's number: as told, else the claim's own, counted on after a voided payment."""
    if told.strip():
        return told.strip()
    return f"{claim_no}-{paid_before + 1}" if paid_before else claim_no


def receiver(claim: Claim, told: str) -> str:
    """In which right the money is taken: who the claim is for is a member, or a person helped."""
    own = "person" if claim.person_id else "member"
    return own if told in ("member", "person") else told


def void(payment: Payment, reason: str, actor_id: str, entry_id: str) -> Payment:
    """Take a payment back on paper: by another than who paid, for a reason."""
    if payment.void_entry_id is not None:
        raise Conflict("payment_voided_before")
    if not reason.strip():
        raise Refused("reason_missing")
    if not actor_id or actor_id == payment.paid_by:
        raise Refused("voider_is_payer")
    return replace(payment, void_entry_id=entry_id, voided_by=actor_id, void_reason=reason)
