"""Correcting an entry by hand: one person asks for it with a reason, another carries it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain.ledger import WASTE_BANK, Entry

# What has a way of its own is corrected on that way, so that its own record goes along: a claim by
# voiding its payment, an award by claiming it back. A closed year is not turned round at all.
BY_HAND: Final = frozenset(
    {"opening", "contributions", "income", "expense", "waste_settled", "deposits", "levy"}
)


@dataclass(frozen=True)
class Reversal:
    """The wish to turn an entry round, from asked to done or declined."""

    reversal_id: str
    fund_id: str
    entry_id: str
    reason: str
    asked_by: str
    state: str = "asked"
    decided_by: str = ""
    correction_id: str | None = None


def ask(reversal_id: str, wrong: Entry, reason: str, actor_id: str) -> Reversal:
    """Ask for an entry to be turned round. `Refused` without a reason, or if it is not by hand."""
    if not reason.strip():
        raise Refused("reason_missing")
    if wrong.kind not in BY_HAND:
        raise Refused("entry_not_reversible", {"kind": wrong.kind})
    return Reversal(reversal_id, wrong.fund_id, wrong.entry_id, reason, actor_id)


def carry_out(asked: Reversal, actor_id: str, correction_id: str) -> Reversal:
    """Turn the entry round: by another than who asked."""
    _must_be_open(asked)
    if not actor_id or actor_id == asked.asked_by:
        raise Refused("reverser_is_asker")
    return replace(asked, state="done", decided_by=actor_id, correction_id=correction_id)


def takes_from_the_waste_bank(correction: Entry) -> bool:
    """Whether a correction takes away what the waste bank was to pay."""
    return any(each.account == WASTE_BANK and each.amount < ZERO for each in correction.postings)


def must_be_unpaid(stands: Money) -> None:
    """What the waste bank has paid for stays until its payment is turned round or other waste
    stands for it; `stands` is what the bank owes after the correction.

    Below zero the account would say that the fund owes the bank: a debt nobody agreed to, in the
    books only by the order of two corrections. Turned round first, the payment is posted again for
    what was really owed, by two people as any correction, and cash and account both come right.
    """
    if stands < ZERO:
        raise Refused("waste_bank_has_paid", {"missing_satang": -stands.satang})


def decline(asked: Reversal, actor_id: str) -> Reversal:
    """Leave the entry as it is; who asked may take it back alone."""
    _must_be_open(asked)
    return replace(asked, state="declined", decided_by=actor_id)


def _must_be_open(asked: Reversal) -> None:
    if asked.state != "asked":
        raise Conflict("reversal_moved_on", {"state": asked.state})
