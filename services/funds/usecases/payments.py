"""Payments of claims: paid once, receipted, voided by a reversing entry."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO
from services.funds.domain import claims, ledger, payments, promptpay
from services.funds.domain.claims import Claim
from services.funds.domain.payments import Payment
from services.funds.usecases.claims import claim_of
from services.funds.usecases.submitting import announce


def pay_claim(
    work: Work,
    *,
    claim_id: str,
    paid_on: dt.date,
    method: str,
    receipt_no: str = "",
    receiver: str = "member",
) -> Claim:
    """Pay what was reserved, once; keep the receipt and in which right the money was taken."""
    claim = claim_of(work, claim_id, for_update=True)
    claim = claims.pay(claim, paid_on, method, work.today)
    amount = claim.paid or ZERO
    work.store.claims.change(claim)
    entry = ledger.pay_reserved(
        work.new_id("entry"), claim.fund_id, paid_on, claim.claim_id, claim.kind, amount
    )
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    before = work.store.payments.of_claim(claim_id)
    receipt = payments.receipt_no(receipt_no, claim.claim_no, len(before))
    if receipt_no and work.store.payments.receipt_taken(claim.fund_id, receipt):
        raise Conflict("receipt_no_taken", {"receipt_no": receipt})
    work.store.payments.add(
        Payment(
            payment_id=work.new_id("payment"),
            claim_id=claim_id,
            fund_id=claim.fund_id,
            amount=amount,
            method=method,
            receipt_no=receipt,
            receiver=payments.receiver(claim, receiver),
            paid_on=paid_on,
            paid_by=work.actor.actor_id,
            entry_id=entry.entry_id,
        )
    )
    announce(work, contract.CLAIM_PAID, claim, amount)
    return claim


def void_payment(work: Work, *, claim_id: str, reason: str) -> Claim:
    """Turn a payment round; the claim is approved again, and its money reserved."""
    paid = claim_of(work, claim_id, for_update=True)
    claim = claims.void_payment(paid)
    made = work.store.payments.of_claim(claim_id)
    if not made:
        raise Refused("payment_is_history")
    entry_id = work.new_id("entry")
    voided = payments.void(made[-1], reason, work.actor.actor_id, entry_id)
    wrong = work.store.ledger.get(voided.entry_id)
    correction = ledger.reversal(entry_id, work.today, wrong)
    work.store.ledger.post([correction], work.actor.actor_id, work.now)
    work.store.payments.void(voided)
    work.store.claims.change(claim)
    announce(work, contract.PAYMENT_VOIDED, claim, voided.amount)
    return claim


def list_payments(work: Work, *, claim_id: str) -> dict[str, Any]:
    """A claim's payments, those voided too."""
    claim_of(work, claim_id)
    return {"payments": work.store.payments.of_claim(claim_id)}


def get_promptpay_code(work: Work, *, claim_id: str, target: str) -> dict[str, Any]:
    """The text of the QR code that pays an approved claim; where it goes is not kept."""
    claim = claim_of(work, claim_id)
    if claim.state != "approved" or not claim.approved:
        raise Conflict("claim_moved_on", {"state": claim.state})
    payload = promptpay.payload(target, claim.approved)
    return {"claim_id": claim_id, "amount": claim.approved, "payload": payload}
