"""Payments of claims: made once, receipted, voided by a reversing entry."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Day, Id, Satang, Text
from kernel.contracts.funds.claims import Claim
from kernel.contracts.funds.common import COMMAND_EXAMPLE, COMMITTEE, OF_A_CLAIM, READERS, TREASURER
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

METHODS: Final = ("cash", "transfer", "promptpay")
RECEIVERS: Final = ("member", "beneficiary", "proxy", "person")
_CLAIM: Final = "claim_01K6BZQ5G0ABCDEFGHJKMNPQRS"
_ONE: Final = {"command_id": COMMAND_EXAMPLE, "claim_id": _CLAIM}


class ClaimPayment(Message):
    """One payment of a claim. Who took the money is on the paper receipt with this number."""

    payment_id = Id("payment", required=True)
    amount_satang = Satang(required=True, attribute="amount")
    method = Code(*METHODS, required=True)
    paid_on = Day(required=True)
    receipt_no = fields.String(required=True)
    receiver = Code(*RECEIVERS, required=True)
    entry_id = Id("entry", required=True)
    void_entry_id = Id("entry", allow_none=True, required=True)
    void_reason = fields.String(required=True)
    example = {
        "payment_id": "payment_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "amount_satang": 75000,
        "method": "cash",
        "paid_on": "2025-09-29",
        "receipt_no": "115/2568",
        "receiver": "member",
        "entry_id": "entry_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "void_entry_id": None,
        "void_reason": "",
    }


class ClaimPayments(Message):
    """A claim's payments in their order; at most the last is not voided."""

    payments = fields.List(fields.Nested(ClaimPayment), required=True)
    example = {"payments": [ClaimPayment.example]}


class PromptpayCode(Message):
    """The text of a PromptPay QR code (EMVCo): any banking app pays it."""

    claim_id = Id("claim", required=True)
    amount_satang = Satang(required=True, attribute="amount")
    payload = fields.String(required=True)
    example = {
        "claim_id": _CLAIM,
        "amount_satang": 75000,
        "payload": (
            "00020101021229370016A000000677010111011300668012345675802TH53037645406750.006304D12E"
        ),
    }


class PayClaim(Command):
    """Pay what was approved and reserved. Without a receipt's number, the claim's own is taken."""

    claim_id = Id("claim", required=True)
    paid_on = Day(required=True)
    method = Code(*METHODS, required=True)
    receipt_no = Text(load_default="", longest=30)
    receiver = Code(*RECEIVERS, load_default="member")
    callers, roles, answers = DOORS, TREASURER, Claim
    refuses = OF_A_CLAIM | codes(
        "claim_moved_on date_in_closed_period day_in_future paid_before_decided receipt_no_taken"
    )
    example = {**_ONE, "paid_on": "2025-09-29", "method": "cash", "receipt_no": "R-0042"}


class VoidPayment(Command):
    """Take a payment back on paper, by another than who paid: the claim is approved again, and its
    money reserved. Nothing is edited, a reversing entry follows."""

    claim_id = Id("claim", required=True)
    reason = Text(required=True, longest=500)
    callers, roles, answers = DOORS, COMMITTEE, Claim
    refuses = OF_A_CLAIM | codes(
        "claim_moved_on payment_is_history payment_voided_before reason_missing voider_is_payer"
    )
    example = {**_ONE, "reason": "โอนผิดบัญชี ธนาคารคืนเงินแล้ว"}


class ListPayments(Request):
    """A claim's payments, those voided too."""

    claim_id = Id("claim", required=True)
    callers, roles, answers = DOORS, READERS, ClaimPayments
    refuses = OF_A_CLAIM
    example = {"claim_id": _CLAIM}


class GetPromptpayCode(Request):
    """The code that pays an approved claim to a phone or id number. Neither is kept.

    A clerk may ask too: who writes the voucher puts the code on it, and who pays scans it.
    """

    claim_id = Id("claim", required=True)
    target = Text(required=True, longest=20)
    callers, roles, answers = DOORS, TREASURER | {"clerk"}, PromptpayCode
    refuses = OF_A_CLAIM | codes("claim_moved_on promptpay_target_malformed")
    example = {"claim_id": _CLAIM, "target": "080-123-4567"}
