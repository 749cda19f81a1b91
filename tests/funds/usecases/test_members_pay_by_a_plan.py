"""Members pay by the plan they chose, and the entry fee once, on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, KongbunError, Refused
from kernel.values.money import ZERO, Money
from kernel.wire.clock import new_id
from services.funds.usecases import leavings, money, standing
from tests.funds.orders import CLERK, DAY, REGULATION, TREASURER, Fund
from tests.units import Unit

pytestmark = pytest.mark.stack
R1 = Path(REGULATION).with_name("r1-yasothon.yaml")  # by 30, 90, 180 or 360 days; fee 10 baht


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=3, regulation=R1)
    pay(made, 0, 3_000, day="2025-01-01")  # the books begin
    return made


def pay(fund: Fund, member: int, satang: int, fee: int | None = None, **changes: Any) -> Any:
    payment = {
        "membership_id": fund.members[member],
        "amount_satang": satang,
        "entry_fee_satang": fee,
    }
    return fund.ask(
        CLERK,
        contract.RecordContributions,
        money.record_contributions,
        **{
            "collection_id": new_id("collection"),
            "day": "2025-09-30",
            "payments": [payment],
            **changes,
        },
    )


def choose(fund: Fund, member: int, period_days: int | None, from_day: str) -> dict[str, Any]:
    told: dict[str, Any] = fund.ask(
        TREASURER,
        contract.ChoosePlan,
        standing.choose_plan,
        membership_id=fund.members[member],
        period_days=period_days,
        from_day=from_day,
    )
    return told


def stands(fund: Fund, member: int) -> dict[str, Any]:
    with fund.unit.work(CLERK) as work:
        told = standing.list_member_standings(work, fund_id=fund.fund_id, after="", limit=10)
    (found,) = [each for each in told["standings"] if each["membership_id"] == fund.members[member]]
    return dict(found)


def test_a_standing_tells_the_plan_and_what_is_due_next(fund: Fund) -> None:
    by_day = stands(fund, 1)
    assert (by_day["arrears"], by_day["plan_from"]) == (Money(27_300), None)
    choose(fund, 1, 180, "2025-01-01")
    told = stands(fund, 1)
    assert (told["due"], told["period_days"]) == (Money(18_000), 180)
    assert (str(told["unpaid_since"]), str(told["next_due_on"])) == ("2025-06-29", "2025-12-26")
    assert told["next_due"] == Money(18_000)
    pay(fund, 1, 18_000)
    assert stands(fund, 1)["arrears"] == ZERO
    contract.MemberStanding.write(told)


def test_a_plan_the_regulation_does_not_offer_is_not_chosen(fund: Fund) -> None:
    for period_days in (60, None):
        with pytest.raises(Refused, match="plan_not_offered"):
            choose(fund, 1, period_days, "2025-01-01")
    with pytest.raises(Refused, match="day_in_future"):
        choose(fund, 1, 90, "2025-10-01")


def test_another_plan_follows_only_when_the_first_is_paid(fund: Fund) -> None:
    choose(fund, 0, 30, "2025-01-01")
    with pytest.raises(Refused, match="plan_arrears_unpaid"):
        choose(fund, 0, 360, "2025-04-01")
    with pytest.raises(Conflict, match="plan_chosen_since"):
        choose(fund, 0, 360, "2025-01-01")
    pay(fund, 0, 6_000)
    assert choose(fund, 0, 360, "2025-04-01")["period_days"] == 360
    assert fund.unit.count("chosen_plans") == 2


def test_who_has_left_chooses_nothing(fund: Fund) -> None:
    fund.ask(
        CLERK,
        contract.ResignMember,
        leavings.resign_member,
        leaving_id=new_id("leaving"),
        membership_id=fund.members[2],
        day=DAY.isoformat(),
    )
    with pytest.raises(Conflict, match="standing_moved_on"):
        choose(fund, 2, 30, "2025-01-01")


def test_the_entry_fee_is_taken_once_until_it_is_turned_round(fund: Fund) -> None:
    with pytest.raises(Refused, match="entry_fee_not_as_planned"):
        pay(fund, 1, 3_000, 2_000)
    paid = pay(fund, 1, 3_000, 1_000)
    with pytest.raises(Refused, match="entry_fee_paid_before"):
        pay(fund, 1, 0, 1_000)
    fund.turn_round(paid.entry_id)
    pay(fund, 1, 3_000, 1_000)
    twice = [{"membership_id": fund.members[2], "amount_satang": 0, "entry_fee_satang": 1_000}] * 2
    with pytest.raises(Refused) as refused:
        pay(fund, 2, 0, payments=twice)
    assert (refused.value.code, refused.value.details) == ("entry_fee_paid_before", {"line": 2})


def test_two_clerks_at_once_take_one_entry_fee(fund: Fund) -> None:
    def one(_: int) -> str:
        try:
            pay(fund, 1, 0, 1_000)
        except KongbunError as refused:
            return refused.code
        return "taken"

    with ThreadPoolExecutor(4) as clerks:
        told = sorted(clerks.map(one, range(4)))
    assert told == [*["entry_fee_paid_before"] * 3, "taken"]


def test_who_joined_since_pays_at_least_the_first_payment(fund: Fund) -> None:
    with fund.unit.work() as work:
        work.store.act_for(fund.fund_id)
        old = work.store.memberships.find(fund.members[2])
        new = type(old)(**{**vars(old), "joined_on": DAY})
        work.store.memberships.keep([new])
    with pytest.raises(Refused, match="first_payment_too_low"):
        pay(fund, 2, 2_900)
    pay(fund, 1, 2_900)  # a member long before these books
    pay(fund, 2, 3_000)
    pay(fund, 2, 100)
