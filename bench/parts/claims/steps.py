"""A claim's four calls, by number: the same ones over RPC, in this process, and as plain SQL.

Everything a claim touches is named by one number of ten digits, so that a captured statement
becomes any other claim's by putting another number in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kernel.contracts import funds as contract
from kernel.contracts.envelope import Request
from kernel.values.actors import EVERY_FUND, Actor
from services.funds.usecases import claims, payments

FUNDS: Final = 64
FIRST_FUND: Final = 2_000_000_000
CLERK, COMMITTEE, TREASURER = (
    Actor(f"staff_{role}", frozenset({role}), frozenset({EVERY_FUND}))
    for role in ("clerk", "committee", "treasurer")
)


@dataclass(frozen=True)
class Step:
    """One call: who asks, what, and what the service does."""

    actor: Actor
    request: type[Request]
    use_case: Callable[..., Any]
    fields: dict[str, Any]


def named(kind: str, number: int) -> str:
    return f"{kind}_{number:026d}"


def fund_of(number: int) -> str:
    return named("fund", FIRST_FUND + number % FUNDS)


def steps(number: int) -> list[Step]:
    """Submit, check, approve, pay."""
    one = {"claim_id": named("claim", number)}
    submit = {
        **one,
        "fund_id": fund_of(number),
        "claim_no": f"C{number}",
        "membership_id": named("membership", number),
        "kind": "hospital",
        "nights": 2,
        "event_on": "2025-09-20",
        "filed_on": "2025-09-25",
        "requested_satang": 30_000,
    }
    pay = {**one, "paid_on": "2025-09-29", "method": "cash"}
    told = [
        Step(CLERK, contract.SubmitClaim, claims.submit_claim, submit),
        Step(CLERK, contract.CheckClaim, claims.check_claim, one),
        Step(
            COMMITTEE,
            contract.ApproveClaim,
            claims.approve_claim,
            one | {"decided_on": "2025-09-28"},
        ),
        Step(TREASURER, contract.PayClaim, payments.pay_claim, pay),
    ]
    for place, step in enumerate(told, start=1):
        if step.request.changes:
            step.fields["command_id"] = f"command_{place:016d}{number}"
    return told
