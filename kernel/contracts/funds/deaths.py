"""A death a fund has believed: its claim was approved by a second person."""

from __future__ import annotations

from typing import Final

from kernel.contracts.envelope import Event, Message
from kernel.contracts.fields import Day, Id
from kernel.contracts.funds.common import FUND_EXAMPLE, MEMBERSHIP_EXAMPLE, SERVICE
from kernel.contracts.funds.judgements import CLAIM_EXAMPLE


class DeathFact(Message):
    """Whose death, by which claim, on which day."""

    death_id = Id("death", required=True)
    claim_id = Id("claim", required=True)
    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    died_on = Day(required=True)
    example = {
        "death_id": "death_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "claim_id": CLAIM_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "died_on": "2025-09-20",
    }


def _death(name: str) -> Event:
    """Of the death, not of the claim: the register hears of nothing else that becomes of one."""
    return Event(SERVICE, name, "death", DeathFact, heard_by=frozenset({"members"}))


DEATH_APPROVED: Final = _death("death_approved")
DEATH_WITHDRAWN: Final = _death("death_withdrawn")
