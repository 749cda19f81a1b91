"""Claims on a real ledger: reserved once, paid once, never more than the fund has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.values.errors import Conflict, KongbunError, NotFound, Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.domain.claims import Claim
from services.funds.usecases import claims, money
from tests.funds.orders import CLERK, COMMITTEE, DAY, REGULATION, Fund
from tests.units import Unit

pytestmark = pytest.mark.stack


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """A fund of 1,000 baht and five members; two nights in hospital give 300."""
    made = Fund(funds)
    made.open(100_000, members=5)
    return made


def test_a_claim_is_reserved_then_paid(fund: Fund) -> None:
    claim = fund.submit(0)
    assert fund.approve(claim.claim_id).approved == Money(30_000)
    assert fund.balances() == {"cash": 70_000, "reserved": 30_000, "equity.opening": -100_000}
    assert fund.pay(claim.claim_id).paid == Money(30_000)
    assert fund.balances() == {
        "cash": 70_000,
        "reserved": 0,
        "welfare.hospital": 30_000,
        "equity.opening": -100_000,
    }


def test_of_a_share_of_a_cost_no_more_is_paid_than_was_asked_for(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(10_000_000, members=2, regulation=REGULATION.with_name("r5-bantuayang.yaml"))
    seen = {"nights": None, "documents": ["survey"], "attested": ["cofunded"]}
    for member, asked, given in ((0, 100_000, 100_000), (1, 800_000, 500_000)):
        claim = fund.submit(member, kind="housing", requested_satang=asked, **seen)
        assert fund.approve(claim.claim_id).approved == Money(given)


def test_a_fund_never_promises_what_it_has_not_got(fund: Fund) -> None:
    for member in range(3):
        fund.approve(fund.submit(member).claim_id)
    claim = fund.submit(3)
    with pytest.raises(Refused) as refused:
        fund.approve(claim.claim_id)
    assert refused.value.code == "fund_balance_too_low"
    assert fund.cash() == Money(10_000)
    with fund.unit.work(CLERK) as work:
        assert claims.get_claim(work, claim_id=claim.claim_id).state == "submitted"


def test_fifty_approvals_at_once_never_overspend(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(300_000, members=50)
    submitted = [fund.submit(member) for member in range(50)]
    approved = at_once(lambda claim: fund.approve(claim.claim_id), submitted)
    assert sum(isinstance(told, Claim) for told in approved) == 10
    refusals = {told.code for told in approved if isinstance(told, KongbunError)}
    assert refusals == {"fund_balance_too_low"}
    assert fund.balances()["cash"] == 0
    assert fund.balances()["reserved"] == 300_000


def test_one_claim_approved_by_many_is_reserved_once(fund: Fund) -> None:
    claim = fund.submit(0)
    told = at_once(lambda _: fund.approve(claim.claim_id), list(range(10)))
    assert sum(isinstance(each, Claim) for each in told) == 1
    assert {type(each) for each in told if not isinstance(each, Claim)} == {Conflict}
    assert fund.balances()["reserved"] == 30_000


def test_one_claim_paid_by_many_is_paid_once(fund: Fund) -> None:
    claim = fund.submit(0)
    fund.approve(claim.claim_id)
    told = at_once(lambda _: fund.pay(claim.claim_id), list(range(10)))
    assert sum(isinstance(each, Claim) for each in told) == 1
    assert fund.balances()["welfare.hospital"] == 30_000


def test_two_claims_of_a_member_at_once_share_one_ceiling(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(1_000_000, members=1)
    begin = dt.date(2025, 7, 5)
    days = [(begin + dt.timedelta(days=5 * stay)).isoformat() for stay in range(10)]
    submitted = [fund.submit(0, event_on=day, filed_on=day, nights=5) for day in days]
    at_once(lambda claim: fund.approve(claim.claim_id), submitted)
    assert fund.balances()["reserved"] == 200_000  # 2,000 baht a year, not ten times 750


def test_a_stay_that_overlaps_one_already_claimed_is_refused(fund: Fund) -> None:
    """Five nights from the 10th are the 10th to the 14th: the next stay may begin on the 15th."""
    first = fund.submit(0, event_on="2025-09-10", nights=5)
    for day, nights in (("2025-09-11", 5), ("2025-09-14", 1), ("2025-09-08", 3)):
        with pytest.raises(Refused, match="duplicate_claim"):
            fund.submit(0, event_on=day, nights=nights)
    for day, nights in (("2025-09-15", 2), ("2025-09-08", 2)):
        fund.submit(0, event_on=day, nights=nights)
    assert fund.submit(1, event_on="2025-09-11", nights=5).state == "submitted"
    assert fund.submit(0, kind="birth", event_on="2025-09-11", nights=None).state == "submitted"
    fund.decide(claims.reject_claim, first.claim_id, reason="ไม่มีใบรับรอง", decided_on=None)
    assert fund.submit(0, event_on="2025-09-11", nights=4).state == "submitted"


def test_of_two_overlapping_stays_at_once_one_is_taken(fund: Fund) -> None:
    days = [f"2025-09-{day:02}" for day in range(10, 15)]
    told = at_once(lambda day: fund.submit(0, event_on=day, nights=5), days)
    assert sum(isinstance(each, Claim) for each in told) == 1


def test_nights_that_were_not_paid_use_up_no_nights_of_the_year(
    funds: Unit, tmp_path: Path
) -> None:
    """Five nights of a stay, 20 of a year: 18 nights in hospital are five paid."""
    hospital = {"per_night_satang": 10_000, "nights_max": 5, "nights_year_max": 20}
    version = {"version": 1, "in_force_from": DAY.replace(year=2020)}
    told = {"versions": [{**version, "rules": {"benefits": {"hospital": hospital}}}]}
    regulation = tmp_path / "regulation.yaml"
    regulation.write_text(yaml.safe_dump(told))
    fund = Fund(funds)
    fund.open(1_000_000, members=1, regulation=regulation)
    given = [
        fund.approve(fund.submit(0, event_on=day, nights=nights).claim_id).approved
        for day, nights in (("2025-07-01", 18), ("2025-08-01", 5), ("2025-09-01", 12))
    ]
    assert given == [Money(50_000)] * 3
    assert fund.approve(fund.submit(0, event_on="2025-09-20", nights=9).claim_id).approved == Money(
        50_000
    )
    with pytest.raises(Refused, match="year_cap"):
        fund.approve(fund.submit(0, event_on="2025-09-30", nights=1).claim_id)


def test_an_event_submitted_by_many_is_taken_once(fund: Fund) -> None:
    told = at_once(lambda _: fund.submit(0), list(range(10)))
    assert sum(isinstance(each, Claim) for each in told) == 1
    codes = {each.code for each in told if isinstance(each, KongbunError)}
    assert codes <= {"duplicate_claim", "already_exists"}
    assert fund.unit.count("claims") == 1


def test_a_stranger_has_no_claim(fund: Fund) -> None:
    fund.members.append(new_id("membership"))
    with pytest.raises((Refused, NotFound)) as refused:
        fund.submit(-1)
    assert refused.value.code == "member_unknown"
    assert fund.unit.count("claims") == fund.unit.count("outbox", "name = 'claim_submitted'") == 0


def test_a_refused_step_announces_nothing(fund: Fund) -> None:
    claim = fund.submit(0)
    before = fund.unit.count("outbox")
    with pytest.raises(Refused):
        fund.approve(claim.claim_id, CLERK)
    with pytest.raises(Conflict):
        fund.pay(claim.claim_id)
    assert fund.unit.count("outbox") == before
    assert fund.unit.count("entries") == 1


def test_a_correction_turns_an_entry_round_once(fund: Fund) -> None:
    wrong = fund.contribute(0, 3_000)
    turn_round(fund, wrong.entry_id)
    assert fund.balances()["cash"] == 100_000
    with pytest.raises(Conflict):
        turn_round(fund, wrong.entry_id)
    assert fund.balances()["income.member"] == 0


def turn_round(fund: Fund, entry_id: str) -> None:
    with fund.unit.work(COMMITTEE) as work:
        work.store.act_for(fund.fund_id)
        money.reverse(work, entry_id)


def at_once(deed: Callable[[Any], Any], each: list[Any]) -> list[Any]:
    """Do it for each at the same moment; what came of it, or why not."""

    def outcome(one: Any) -> Any:
        try:
            return deed(one)
        except KongbunError as error:
            return error

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(outcome, each))
