"""A claim is read back whole: who asked and how, who decided, by which version, and why."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.contracts import funds as contract
from services.funds.domain.claims import Claim
from services.funds.usecases import claims
from tests.funds.orders import CLERK, COMMITTEE, Fund
from tests.units import Unit

pytestmark = pytest.mark.stack


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=2)
    return made


def read(fund: Fund, claim: Claim) -> dict[str, Any]:
    with fund.unit.work(CLERK) as work:
        return contract.Claim.write(claims.get_claim(work, claim_id=claim.claim_id))


def numbers(fund: Fund, **asked: Any) -> list[str]:
    """The numbers of the claims a list shows."""
    told = fund.ask(CLERK, contract.ListClaims, claims.list_claims, **{**EVERYTHING, **asked})
    return [claim.claim_no for claim in told["claims"]]


EVERYTHING = {"state": "", "kind": "", "membership_id": None, "from_day": None, "to_day": None}


def test_who_is_rejected_reads_why_and_by_whom(fund: Fund) -> None:
    claim = fund.submit(0)
    fund.decide(claims.reject_claim, claim.claim_id, reason="เอกสารไม่ครบ", decided_on=None)
    told = read(fund, claim)
    assert (told["state"], told["reason"]) == ("rejected", "เอกสารไม่ครบ")
    assert (told["submitted_by"], told["decided_by"]) == (CLERK.actor_id, COMMITTEE.actor_id)


def test_an_approved_claim_tells_the_version_that_gave_it(fund: Fund) -> None:
    claim = fund.submit(0)
    assert read(fund, claim)["version"] is None
    fund.approve(claim.claim_id)
    told = read(fund, claim)
    with fund.unit.work(CLERK) as work:
        checked = claims.check_claim(work, claim_id=claim.claim_id)
    assert told["version"] == checked["version"] is not None
    assert (told["decided_by"], told["reason"]) == (COMMITTEE.actor_id, "")


def test_a_claim_tells_all_that_was_submitted(fund: Fund) -> None:
    asked = {
        "kind": "education",
        "nights": None,
        "level": "secondary",
        "damage_percent": 40,
        "accident": True,
        "attested": ["group"],
        "documents": ["power_of_attorney"],
        "submitted_through": "proxy",
    }
    assert read(fund, fund.submit(0, **asked)).items() >= asked.items()


def test_claims_are_listed_by_state_kind_member_and_days(fund: Fund) -> None:
    stay = {"nights": 1, "claim_no": "stay", "event_on": "2025-09-01", "filed_on": "2025-09-01"}
    fund.submit(0, **stay)
    other = {"claim_no": "other", "event_on": "2025-09-10", "filed_on": "2025-09-10"}
    fund.submit(1, **other)
    birth = fund.submit(0, kind="birth", nights=None, claim_no="birth")
    fund.withdraw(birth.claim_id)
    assert numbers(fund) == ["stay", "other", "birth"]
    assert numbers(fund, kind="hospital") == ["stay", "other"]
    assert numbers(fund, membership_id=fund.members[0]) == ["stay", "birth"]
    assert numbers(fund, from_day="2025-09-10") == ["other", "birth"]
    assert numbers(fund, from_day="2025-09-01", to_day="2025-09-10") == ["stay", "other"]
    assert numbers(fund, kind="birth", state="submitted") == []
    assert numbers(fund, kind="birth", state="withdrawn", to_day="2025-09-30") == ["birth"]
