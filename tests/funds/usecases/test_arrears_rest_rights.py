"""Who does not pay has no right on the day, as the regulation counts, sheet or no sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.contracts import funds as contract
from kernel.values.errors import Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.domain.claims import Claim
from services.funds.store.collections import Collection, ContributionLine
from services.funds.usecases import claims, money, standing
from tests.funds.orders import CLERK, COMMITTEE, DAY, REGULATION, Fund
from tests.units import NOW, Unit

pytestmark = pytest.mark.stack

R5 = REGULATION.parent / "r5-bantuayang.yaml"
MAY = dt.date(2025, 5, 1)
PAPERS = ["hospital_certificate"]


def opened(funds: Unit, regulation: Any = R5) -> Fund:
    """A fund of two members whose books tell of contributions since May."""
    made = Fund(funds)
    made.open(1_000_000, members=2, regulation=regulation)
    save(made, 1, "2025-05-31", 36_500)
    return made


def save(fund: Fund, member: int, day: str, satang: int) -> None:
    payment = {"membership_id": fund.members[member], "amount_satang": satang}
    told = {"collection_id": new_id("collection"), "day": day, "payments": [payment]}
    fund.ask(CLERK, contract.RecordContributions, money.record_contributions, **told)


def sheet(fund: Fund, period: str, arrears: int, satang: int = 0) -> None:
    """A month's sheet: what the first member carried into it, and what was paid."""
    lines = [ContributionLine(1, fund.members[0], Money(satang), Money(0), Money(arrears))]
    month = dt.date.fromisoformat(f"{period}-28")
    collection = Collection(new_id("collection"), fund.fund_id, period)
    with fund.unit.work(CLERK) as work:
        work.store.act_for(fund.fund_id)
        kept = work.store.funds.get(fund.fund_id)
        money.post_collection(work, kept, collection, month, lines)


def stay(fund: Fund, member: int = 0, event_on: str = "2025-09-20", nights: int = 2) -> Claim:
    told = {"event_on": event_on, "filed_on": "2025-09-30", "documents": PAPERS, "nights": nights}
    return fund.submit(member, **told)


def check(fund: Fund, claim: Claim) -> dict[str, Any]:
    with fund.unit.work(COMMITTEE) as work:
        told = claims.check_claim(work, claim_id=claim.claim_id)
    return {"codes": told["codes"], **{each.code: each.values for each in told["conditions"]}}


def test_who_is_unpaid_for_as_long_as_the_regulation_says_gets_nothing(funds: Unit) -> None:
    fund = opened(funds)
    behind, ahead = stay(fund, 0), stay(fund, 1)
    with pytest.raises(Refused, match="arrears_unpaid_since"):
        fund.approve(behind.claim_id)
    told = check(fund, behind)["ARREARS_UNPAID_SINCE"]
    assert (told["unpaid_since"], told["rests_on"]) == (dt.date(2025, 5, 1), dt.date(2025, 7, 30))
    assert fund.approve(ahead.claim_id).approved == Money(20_000)


def test_nobody_needs_to_have_suspended_the_member_nor_to_wait_for_the_sheet(funds: Unit) -> None:
    fund = opened(funds)
    assert check(fund, stay(fund, event_on="2025-07-29", nights=1))["codes"] == []
    assert check(fund, stay(fund, event_on="2025-07-30"))["codes"] == ["ARREARS_UNPAID_SINCE"]


def test_who_pays_for_a_year_at_once_is_not_behind_before_it_has_passed(funds: Unit) -> None:
    fund = opened(funds)
    fund.ask(
        CLERK,
        contract.ChoosePlan,
        standing.choose_plan,
        membership_id=fund.members[0],
        period_days=365,
        from_day="2025-05-01",
    )
    told = check(fund, stay(fund))
    assert told["codes"] == []
    assert told["ARREARS_UNPAID_SINCE"]["unpaid_since"] == dt.date(2026, 4, 30)


def test_what_is_paid_before_the_event_counts_and_what_is_paid_after_it_does_not(
    funds: Unit,
) -> None:
    fund = opened(funds)
    claim = stay(fund)
    save(fund, 0, "2025-09-20", 12_300)
    assert check(fund, claim)["codes"] == ["ARREARS_UNPAID_SINCE"]
    save(fund, 0, "2025-09-19", 12_300)
    assert check(fund, claim)["codes"] == []


def test_the_books_of_later_months_say_nothing_of_an_earlier_event(funds: Unit) -> None:
    fund = opened(funds)
    assert "ARREARS_UNPAID_SINCE" not in check(fund, stay(fund, event_on="2025-04-30"))


def test_what_a_single_payment_left_open_is_carried_over_before_the_sheet_comes(
    funds: Unit,
) -> None:
    """ต.วังทอง: more than 90 baht carried into the month of the event."""
    fund = opened(funds, REGULATION)
    claim = stay(fund)
    owed = check(fund, claim)["ARREARS_SUSPENDED"]
    assert owed["arrears"] == Money(12_300)  # May to August, 123 days
    with pytest.raises(Refused, match="arrears_suspended"):
        fund.approve(claim.claim_id)
    save(fund, 0, "2025-08-31", 3_300)
    assert fund.approve(claim.claim_id).approved == Money(30_000)


def test_the_months_own_sheet_says_what_was_carried_over(funds: Unit) -> None:
    fund = opened(funds, REGULATION)
    sheet(fund, "2025-09", 9_000)
    claim = stay(fund)
    assert check(fund, claim)["ARREARS_SUSPENDED"]["arrears"] == Money(9_000)
    assert fund.approve(claim.claim_id).approved == Money(30_000)


def test_an_older_debt_is_known_from_the_last_sheet(funds: Unit) -> None:
    fund = opened(funds, REGULATION)
    sheet(fund, "2025-08", 6_200, satang=3_100)
    claim = stay(fund)
    assert check(fund, claim)["ARREARS_SUSPENDED"]["arrears"] == Money(6_200)
    sheet(fund, "2025-07", 50_000)  # a later one has told of it since
    assert check(fund, claim)["ARREARS_SUSPENDED"]["arrears"] == Money(6_200)


def stands(fund: Fund) -> dict[str, Any]:
    """How the first member stands today."""
    with fund.unit.work(COMMITTEE) as work:
        told = standing.list_member_standings(work, fund_id=fund.fund_id, after="", limit=1)
    (found,) = told["standings"]
    return dict(found)


def test_the_list_of_standings_knows_the_debts_the_check_of_a_claim_knows(funds: Unit) -> None:
    """The books begin in May with a sheet that says what is owed from the months before."""
    fund = opened(funds)
    assert (stands(fund)["unpaid_since"], stands(fund)["arrears"]) == (MAY, Money(15_300))
    sheet(fund, "2025-05", 9_100, satang=3_100)
    save(fund, 0, "2025-09-19", 12_300)
    told = stands(fund)
    assert told["paid"] == Money(15_400)
    assert (told["due"], told["arrears"]) == (Money(9_100 + 15_300), Money(9_000))
    assert (told["unpaid_since"], told["advised"]) == (dt.date(2025, 7, 3), "active")
    checked = check(fund, stay(fund))["ARREARS_UNPAID_SINCE"]
    assert checked["unpaid_since"] == told["unpaid_since"]
    sheet(fund, "2025-09", 21_000)  # a later sheet tells otherwise, and goes before
    told = stands(fund)
    assert (told["paid"], told["arrears"]) == (Money(15_400), Money(21_000 - 12_300 + 3_000))
    checked = check(fund, stay(fund, event_on="2025-09-22"))["ARREARS_UNPAID_SINCE"]
    assert checked["unpaid_since"] == told["unpaid_since"] == dt.date(2025, 6, 6)
    assert told["advised"] == "suspended"


def test_without_a_rate_a_day_both_know_what_the_months_sheet_carried_over(
    funds: Unit, tmp_path: Path
) -> None:
    rules = {"arrears_above_satang": 9_000, "benefits": {"hospital": {"lump_satang": 100}}}
    version = {"version": 1, "in_force_from": DAY.replace(year=2020), "rules": rules}
    path = tmp_path / "no_plan.yaml"
    path.write_text(yaml.safe_dump({"versions": [version]}))
    fund = opened(funds, path)
    sheet(fund, "2025-08", 9_100)
    assert stands(fund)["arrears"] is None
    assert check(fund, stay(fund))["codes"] == []
    sheet(fund, "2025-09", 9_100)
    told = stands(fund)
    assert (told["arrears"], told["due"], told["advised"]) == (Money(9_100), None, None)
    assert check(fund, stay(fund, event_on="2025-09-23"))["codes"] == ["ARREARS_SUSPENDED"]


def test_who_comes_back_pays_what_was_owed_before_the_books_too(funds: Unit) -> None:
    fund = opened(funds)
    sheet(fund, "2025-09", 9_100)
    change = {"membership_id": fund.members[0], "day": "2025-09-30"}
    fund.ask(COMMITTEE, contract.SuspendMember, standing.suspend_member, **change)
    back = (COMMITTEE, contract.ReinstateMember, standing.reinstate_member)
    save(fund, 0, "2025-09-30", 3_000)  # this month's alone
    with pytest.raises(Refused) as refused:
        fund.ask(*back, **change)
    assert refused.value.details == {"arrears_satang": 9_100}
    save(fund, 0, "2025-09-30", 9_100)
    assert fund.ask(*back, **change)["state"] == "reinstated"


def test_a_fund_without_such_a_clause_asks_for_no_savings(funds: Unit) -> None:
    fund = opened(funds, REGULATION.parent / "banklang.yaml")
    told = check(fund, stay(fund))
    assert not {"ARREARS_SUSPENDED", "ARREARS_UNPAID_SINCE"} & set(told)
    assert NOW.date() == dt.date(2025, 9, 30)
