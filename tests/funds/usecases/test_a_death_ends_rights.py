"""Who died by a claim approved is dead in the fund at once, before the register hears of it."""

from __future__ import annotations

import pytest

from kernel.values.errors import Refused
from services.funds.domain.claims import Claim
from tests.funds.orders import Fund
from tests.units import Unit

pytestmark = pytest.mark.stack
DIED, AFTER = "2025-09-20", "2025-09-21"


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(10_000_000, members=3)
    return made


def death(fund: Fund, member: int = 0, day: str = DIED) -> Claim:
    return fund.submit(member, kind="death", nights=None, event_on=day)


def test_after_a_death_approved_nothing_more_is_claimed_or_given(fund: Fund) -> None:
    waiting = fund.submit(0, event_on=AFTER)
    claim = death(fund)
    before = fund.submit(0, event_on=DIED, nights=1)
    fund.approve(claim.claim_id)
    for deed in (
        lambda: fund.submit(0, event_on="2025-09-25"),
        lambda: fund.approve(waiting.claim_id),
    ):
        with pytest.raises(Refused, match="after_death"):
            deed()
    fund.pay(claim.claim_id)
    with pytest.raises(Refused, match="after_death"):
        fund.approve(waiting.claim_id)
    assert fund.approve(before.claim_id).approved
    assert fund.approve(fund.submit(1, event_on=AFTER).claim_id).approved


def test_a_death_only_claimed_or_withdrawn_is_none(fund: Fund) -> None:
    claim = death(fund)
    assert fund.approve(fund.submit(0, event_on=AFTER).claim_id).approved
    fund.approve(claim.claim_id)
    fund.withdraw(claim.claim_id)
    assert fund.approve(fund.submit(0, event_on="2025-09-25", nights=1).claim_id).approved


def test_nobody_dies_twice_whatever_day_was_written(fund: Fund) -> None:
    fund.approve(death(fund).claim_id)
    with pytest.raises(Refused, match="duplicate_claim"):
        death(fund, day=AFTER)


def test_the_register_is_told_of_a_death_approved_and_of_none_other(fund: Fund) -> None:
    told = lambda: [  # noqa: E731
        fund.unit.count("outbox", f"name = 'death_{what}'") for what in ("approved", "withdrawn")
    ]
    claim = death(fund)
    fund.withdraw(claim.claim_id)
    fund.approve(fund.submit(1).claim_id)
    assert told() == [0, 0]
    again = death(fund)
    fund.approve(again.claim_id)
    assert told() == [1, 0]
    fund.withdraw(again.claim_id)
    assert told() == [1, 1]
