"""A claim filed late, heard because the committee put its day off: once, by the regulation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, Refused
from services.funds.domain.claims import Claim
from services.funds.usecases import claims
from tests.funds.orders import CLERK, COMMITTEE, Fund
from tests.units import Unit, answering

pytestmark = pytest.mark.stack
R5 = Path(__file__).parents[3] / "samples" / "regulations" / "r5-bantuayang.yaml"


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """Under R5: within 90 days, and 90 more if the committee says so."""
    made = Fund(funds)
    made.open(100_000, members=1, regulation=R5)
    return made


def extend(fund: Fund, claim: Claim, actor: Actor = COMMITTEE, reason: str = "ป่วยหนัก") -> Claim:
    return fund.decide(claims.extend_claim, claim.claim_id, actor, reason=reason)


def check(fund: Fund, claim: Claim) -> dict[str, Any]:
    with fund.unit.work(CLERK) as work:
        return claims.check_claim(work, claim_id=claim.claim_id)


def test_what_came_late_is_heard_after_the_extension(fund: Fund) -> None:
    claim = fund.submit(0, event_on="2025-05-01", filed_on="2025-08-01")
    assert check(fund, claim)["codes"] == ["LATE_CLAIM"]
    with pytest.raises(Refused, match="late_claim"):
        fund.approve(claim.claim_id)
    assert extend(fund, claim).extended_by == COMMITTEE.actor_id
    (held,) = [
        each for each in check(fund, claim)["conditions"] if each.code == "LATE_DESPITE_EXTENSION"
    ]
    told = contract.Condition.write(held)
    assert told["english"] == (
        "filed within 90 days and the 90 days the committee added: by 2025-10-28"
    )
    assert fund.approve(claim.claim_id).state == "approved"


def test_it_is_put_off_once_and_no_further(fund: Fund) -> None:
    claim = fund.submit(0, event_on="2025-04-01", filed_on="2025-09-29")
    extend(fund, claim)
    with pytest.raises(Conflict, match="claim_extended_before"):
        extend(fund, claim)
    with pytest.raises(Refused, match="late_despite_extension"):
        fund.approve(claim.claim_id)


def test_what_may_not_be_put_off(fund: Fund, funds: Unit) -> None:
    with pytest.raises(Refused, match="claim_not_late"):
        extend(fund, fund.submit(0))
    late = fund.submit(0, event_on="2025-05-01", filed_on="2025-08-01")
    with pytest.raises(Refused, match="approver_is_submitter"):
        extend(fund, late, CLERK)
    with pytest.raises(Refused, match="reason_missing"):
        extend(fund, late, reason=" ")
    fund.withdraw(late.claim_id)
    with pytest.raises(Conflict, match="claim_moved_on"):
        extend(fund, late)
    other = Fund(funds)  # under a regulation that knows no extension
    other.open(100_000, members=1)
    with pytest.raises(Refused, match="extension_not_given"):
        extend(other, other.submit(0, event_on="2025-05-01", filed_on="2025-08-01"))


def test_a_repeated_extension_is_answered_and_not_refused(fund: Fund) -> None:
    claim = fund.submit(0, event_on="2025-05-01", filed_on="2025-08-01")
    order = {**contract.ExtendClaim.example, "claim_id": claim.claim_id}
    answer = answering(fund.unit, "extend_claim", claims.extend_claim, "cli", COMMITTEE)
    assert answer(**order) == answer(**order)
