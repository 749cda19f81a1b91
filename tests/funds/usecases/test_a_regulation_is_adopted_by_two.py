"""Another version of a regulation: one proposes, another approves, and what was decided stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.wire.clock import new_id
from services.funds.domain.adoption import Proposal
from services.funds.usecases import claims, proposals, regulations
from tests.funds.orders import CLERK, COMMITTEE, DAY, Fund
from tests.processes import eventually
from tests.units import Unit

pytestmark = pytest.mark.stack
RULES = {"benefits": {"hospital": {"text": "คืนละ 10 บาท", "per_night_satang": 1_000}}}
FIRST = {"version": 3, "in_force_from": "2025-10-01", "rules": RULES, "findings_answered": {}}


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(1_000_000, members=2)
    return made


def propose(fund: Fund, actor: Actor = CLERK, **changes: Any) -> Proposal:
    told: Proposal = fund.ask(
        actor,
        contract.ProposeRegulation,
        proposals.propose_regulation,
        regulation_id=new_id("regulation"),
        **{**FIRST, **changes},
    )
    return told


def adopt(fund: Fund, **changes: Any) -> Any:
    return fund.ask(
        COMMITTEE,
        contract.AdoptRegulation,
        regulations.adopt_regulation,
        regulation_id=new_id("regulation"),
        **{**FIRST, **changes},
    )


def decide(fund: Fund, use_case: Any, proposal: Proposal, actor: Actor = COMMITTEE) -> Any:
    with fund.unit.work(actor) as work:
        return use_case(work, regulation_id=proposal.regulation_id, fund_id=fund.fund_id)


def approve(fund: Fund, proposal: Proposal, actor: Actor = COMMITTEE) -> dict[str, Any]:
    told: dict[str, Any] = decide(fund, proposals.approve_regulation, proposal, actor)
    return told


def in_force(fund: Fund, day: str) -> int:
    with fund.unit.work(CLERK) as work:
        order = contract.GetRegulation.read({"fund_id": fund.fund_id, "day": day})
        return int(regulations.get_regulation(work, **order)["version"])


def test_a_version_is_in_force_when_another_approves_it(fund: Fund) -> None:
    asked = propose(fund)
    assert in_force(fund, "2025-10-01") == 2
    with pytest.raises(Refused, match="approver_is_asker"):
        approve(fund, asked, CLERK)
    approve(fund, asked)
    assert (in_force(fund, "2025-09-30"), in_force(fund, "2025-10-01")) == (2, 3)
    with fund.unit.work(CLERK) as work:
        page = proposals.list_regulation_proposals(work, fund_id=fund.fund_id, after="", limit=9)
        whole = proposals.get_regulation_proposal(
            work, regulation_id=asked.regulation_id, fund_id=fund.fund_id
        )
    (listed,) = contract.RegulationProposals.write(page)["proposals"]
    assert (listed["asked_by"], listed["decided_by"], listed["state"]) == (
        "staff_clerk",
        "staff_committee",
        "approved",
    )
    assert contract.RegulationProposed.write(whole)["rules"] == RULES
    assert fund.unit.count("outbox", "name = 'regulation_adopted'") == 3


def test_one_waits_at_a_time_and_is_decided_once(fund: Fund) -> None:
    asked = propose(fund)
    with pytest.raises(Conflict, match="regulation_proposed_before"):
        propose(fund, version=4)
    decide(fund, proposals.decline_regulation, asked, CLERK)
    with pytest.raises(Conflict, match="proposal_moved_on"):
        approve(fund, asked)
    approve(fund, propose(fund))
    with pytest.raises(Conflict, match="version_exists"):
        propose(fund)
    with pytest.raises(NotFound, match="proposal_unknown"), fund.unit.work(COMMITTEE) as work:
        proposals.approve_regulation(work, regulation_id=new_id("regulation"), fund_id=fund.fund_id)


def test_what_the_checker_finds_is_answered_for_before_it_is_proposed(fund: Fund) -> None:
    nothing = {"benefits": {"hospital": {"per_night_satang": 0}}}
    with pytest.raises(Refused, match="regulation_impossible"):
        propose(fund, rules=nothing)
    assert fund.unit.count("regulation_proposals") == 0


def test_from_the_first_claim_on_nobody_adopts_alone(fund: Fund) -> None:
    adopt(fund)
    fund.submit(0)
    with pytest.raises(Refused, match="regulation_needs_another"):
        adopt(fund, version=4)


def test_a_claim_waits_under_the_version_two_people_let_it_have(fund: Fund) -> None:
    """A version may still begin before an event nobody has decided for."""
    claim = fund.submit(0, event_on="2025-09-20")
    approve(fund, propose(fund, in_force_from="2025-09-15"))
    assert fund.approve(claim.claim_id).approved is not None
    with fund.unit.work(CLERK) as work:
        assert claims.get_claim(work, claim_id=claim.claim_id).version == 3


@pytest.mark.parametrize("decided", ["approved", "rejected"])
def test_a_version_never_reaches_back_behind_a_claim_that_is_decided(
    fund: Fund, decided: str
) -> None:
    claim = fund.submit(0, event_on="2025-09-20")
    asked = propose(fund, in_force_from="2025-09-20")
    if decided == "approved":
        fund.approve(claim.claim_id)
    else:
        fund.decide(claims.reject_claim, claim.claim_id, reason="เอกสารไม่ครบ", decided_on=None)
    with pytest.raises(Refused, match="regulation_before_decided"):
        approve(fund, asked)
    decide(fund, proposals.decline_regulation, asked, CLERK)
    with pytest.raises(Refused, match="regulation_before_decided"):
        propose(fund, in_force_from="2025-09-20")
    approve(fund, propose(fund, in_force_from="2025-09-21"))


def test_a_version_never_reaches_back_into_a_closed_year(fund: Fund) -> None:
    fund.unit.clock.moment = fund.unit.clock.moment.replace(month=10)
    fund.close_year(2568)
    with pytest.raises(Refused, match="regulation_needs_another"):
        adopt(fund)
    with pytest.raises(Refused, match="regulation_in_closed_year"):
        propose(fund, in_force_from="2025-09-30")
    approve(fund, propose(fund, in_force_from="2025-10-01"))


def test_a_version_waits_for_a_claim_that_is_being_decided(fund: Fund) -> None:
    """Judged by the version before and not committed yet, it would be missed."""
    claim = fund.submit(0, event_on=DAY.isoformat())
    asked = propose(fund, in_force_from=DAY.isoformat())
    with ThreadPoolExecutor(1) as other:
        with fund.unit.work(COMMITTEE) as work:
            claims.approve_claim(work, claim_id=claim.claim_id, decided_on=None)
            waiting = other.submit(approve, fund, asked)
            eventually(lambda: _waits(fund), "the other to wait for the claim")
        with pytest.raises(Refused, match="regulation_before_decided"):
            waiting.result(30)


def _waits(fund: Fund) -> bool:
    return fund.unit.count("pg_locks", "NOT granted") > 0


def test_a_remark_is_told_and_kept_only_where_somebody_answered_for_it(fund: Fund) -> None:
    rules = {"waiting": "180d", **RULES}
    told = contract.Findings.write(regulations.check_regulation(rules))["findings"]
    assert [(each["key"], each["remark"]) for each in told] == [
        ("WITHOUT_TEXT waiting rules", True)
    ]
    decide(fund, proposals.decline_regulation, propose(fund, rules=rules), CLERK)
    answered = {"WITHOUT_TEXT waiting rules": "มติ 1/2568", "GAP birth nowhere": "-"}
    asked = propose(fund, rules=rules, findings_answered=answered)
    assert asked.findings == ("WITHOUT_TEXT waiting rules",)
    assert list(asked.findings_answered) == ["WITHOUT_TEXT waiting rules"]
