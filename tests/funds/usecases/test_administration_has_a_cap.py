"""Administration takes no more of a year's income than the regulation's share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kernel.values.errors import KongbunError, Refused
from services.funds.domain.ledger import Entry
from tests.funds.orders import REGULATION, Fund
from tests.units import Unit

pytestmark = pytest.mark.stack


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """Under R5, 20 in a hundred; 10,000 baht from before and 1,000 of this year."""
    made = Fund(funds)
    made.open(1_000_000, members=1, regulation=REGULATION.with_name("r5-bantuayang.yaml"))
    made.receive(100_000, day="2024-10-05")
    return made


def test_the_share_is_of_this_years_income_and_counts_what_was_spent(fund: Fund) -> None:
    fund.spend(15_000)
    with pytest.raises(Refused, match="admin_cap_reached") as refused:
        fund.spend(5_001)
    assert refused.value.details == {
        "percent": 20,
        "income": "1,000.00",
        "spent": "150.00",
        "left": "50.00",
    }
    fund.spend(5_000)
    fund.receive(5_000)
    fund.spend(1_000)


def test_another_purpose_has_no_cap_and_income_of_older_years_does_not_count(fund: Fund) -> None:
    fund.spend(500_000, purpose="activity")
    fund.receive(1_000_000, day="2023-09-30")
    with pytest.raises(Refused, match="admin_cap_reached"):
        fund.spend(20_001)


def test_until_the_year_has_brought_more_the_one_before_is_the_measure(fund: Fund) -> None:
    fund.receive(150_000, day="2024-09-30")
    fund.spend(30_000)
    with pytest.raises(Refused, match="admin_cap_reached"):
        fund.spend(1)
    fund.receive(60_000)
    fund.spend(2_000)


def test_what_was_turned_round_is_not_spent(fund: Fund) -> None:
    wrong = fund.spend(20_000)
    with pytest.raises(Refused, match="admin_cap_reached"):
        fund.spend(1)
    fund.turn_round(wrong.entry_id)
    fund.spend(20_000)


def test_of_four_who_spend_at_once_one_gets_the_share(fund: Fund) -> None:
    def spend(_: int) -> Entry | KongbunError:
        try:
            return fund.spend(20_000)
        except KongbunError as error:
            return error

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(spend, range(4)))
    assert sum(isinstance(each, Entry) for each in told) == 1


def test_without_a_cap_in_its_regulation_a_fund_spends_what_it_has(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(50_000, members=1)
    fund.spend(50_000)
