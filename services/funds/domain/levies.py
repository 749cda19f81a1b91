"""A levy for a death, taken out of the members' accounts where the regulation says so.

An account below zero is what its member owes. What is taken never depends on the order of payers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kernel.values.errors import Conflict, Refused
from kernel.values.money import Money
from services.funds.domain.claims import Claim
from services.funds.domain.ledger import MEMBER_ACCOUNTS, Entry
from services.funds.domain.regulations import Levy, Version


@dataclass(frozen=True)
class Taken:
    """A levy that was taken: from how many, how much, and what is still owed of it."""

    levy_id: str
    fund_id: str
    claim_id: str
    entry_id: str
    day: dt.date
    payers: int
    rate: Money
    taken: Money
    short: int
    shortfall: str
    state: str = "taken"


def taken(levy_id: str, claim_id: str, entry: Entry, levy: Levy, payers: int, short: int) -> Taken:
    """A levy taken with an entry, by what the regulation says."""
    assert levy.shortfall is not None, "only from accounts"
    whole = next(each.amount for each in entry.postings if each.account == MEMBER_ACCOUNTS)
    return Taken(
        levy_id=levy_id,
        fund_id=entry.fund_id,
        claim_id=claim_id,
        entry_id=entry.entry_id,
        day=entry.day,
        payers=payers,
        rate=levy.rate,
        taken=whole,
        short=short,
        shortfall=levy.shortfall,
    )


def must_be_counted(claim: Claim, payers: int, accepted: int | None) -> None:
    """`Refused` where others pay than the claim was given for, and nobody has said they shall."""
    if claim.levied is not None and payers not in (claim.levied, accepted):
        raise Refused("levy_count_differs", {"given_for": claim.levied, "payers": payers})


def rule(claim: Claim, version: Version | None, membership_id: str, event_on: dt.date) -> Levy:
    """By what a levy for a claim is taken, or `Refused`: `membership_id` and `event_on` are told
    by who takes it, and must be those of the claim."""
    if (claim.membership_id, claim.event_on) != (membership_id, event_on):
        raise Refused("levy_of_another_death")
    if claim.state not in ("approved", "paid"):
        raise Conflict("claim_moved_on", {"state": claim.state})
    benefit = version.rules.benefits.get(claim.kind) if version else None
    amount = benefit.amount if benefit else None
    if not isinstance(amount, Levy) or amount.shortfall is None:
        raise Refused("levy_not_from_accounts")
    return amount
