"""A fund that has stopped promises nothing new; what it promised before is still paid."""

from __future__ import annotations

import pytest

from kernel.contracts import funds as contract
from kernel.values.errors import Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.usecases import match, organisation
from tests.funds.orders import Fund
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry", actor_id="staff_ministry")


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=2)
    return made


def become(fund: Fund, status: str) -> None:
    fund.ask(MINISTRY, contract.ChangeFundStatus, organisation.change_fund_status, status=status)


def award(fund: Fund) -> Money:
    """Award what a round of its own gives the fund."""
    round_id = new_id("round")
    order = {"round_id": round_id, "paid_to": "2025-09", "members_min": 1, "budget_satang": None}
    read = contract.OpenMatchRound.read({**contract.OpenMatchRound.example, **order})
    told = {"round_id": round_id, "fund_id": fund.fund_id}
    with fund.unit.work(MINISTRY) as work:
        match.open_match_round(work, **read)
        match.count_match_round(work, round_id=round_id, fund_ids=[fund.fund_id], unidentified=())
        return match.award_match(work, award_id=new_id("award"), amount_satang=None, **told).awarded


def test_no_claim_is_approved_in_it_and_what_was_approved_is_paid(fund: Fund) -> None:
    promised, waiting = fund.submit(0), fund.submit(1)
    fund.approve(promised.claim_id)
    become(fund, "stopped")
    with pytest.raises(Refused, match="fund_stopped"):
        fund.approve(waiting.claim_id)
    assert fund.pay(promised.claim_id).state == "paid"
    become(fund, "active")
    assert fund.approve(waiting.claim_id).state == "approved"


def test_no_match_is_awarded_to_it(fund: Fund) -> None:
    fund.contribute(0, 20_000)
    become(fund, "stopped")
    with pytest.raises(Refused, match="fund_stopped"):
        award(fund)
    become(fund, "must_strengthen")
    assert award(fund) == Money(20_000)
