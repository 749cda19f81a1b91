"""What is announced of a claim: thin facts, the same for every step of it."""

from __future__ import annotations

from typing import Final

from kernel.contracts.envelope import Message
from kernel.contracts.fields import Code, Day, Id, Satang
from kernel.contracts.funds.claims import CLAIMED
from kernel.contracts.funds.common import FUND_EXAMPLE, MEMBERSHIP_EXAMPLE, announced
from kernel.contracts.funds.judgements import CLAIM_EXAMPLE


class ClaimFact(Message):
    """A claim's thin fact: whose by id, for what kind of event, how much. No name, no illness.

    Help to who is no member is told without a membership, and never whom: other funds would know
    the person by it.
    """

    claim_id = Id("claim", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", allow_none=True, required=True)
    kind = Code(*CLAIMED, required=True)
    event_on = Day(required=True)
    amount_satang = Satang(required=True)
    example = {
        "claim_id": CLAIM_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "kind": "hospital",
        "event_on": "2025-09-20",
        "amount_satang": 75000,
    }


CLAIM_SUBMITTED: Final = announced("claim_submitted", "claim", ClaimFact)
CLAIM_APPROVED: Final = announced("claim_approved", "claim", ClaimFact)
CLAIM_REJECTED: Final = announced("claim_rejected", "claim", ClaimFact)
CLAIM_PAID: Final = announced("claim_paid", "claim", ClaimFact)
CLAIM_WITHDRAWN: Final = announced("claim_withdrawn", "claim", ClaimFact)
CLAIM_OVERLAP_FOUND: Final = announced("claim_overlap_found", "claim", ClaimFact)
PAYMENT_VOIDED: Final = announced("payment_voided", "claim", ClaimFact)
