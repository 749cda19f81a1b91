"""A levy for a death on a real database: out of every account, once, and never guessed at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import event

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, Invalid, KongbunError, Refused
from kernel.values.money import ZERO, Money, total
from kernel.wire.clock import new_id
from services.funds.domain import regulation_reading
from services.funds.domain.claims import Claim
from services.funds.domain.levies import Taken
from services.funds.usecases import claims, levies, reports, standing
from tests.funds.orders import CLERK, COMMITTEE, DAY, TREASURER, Fund
from tests.units import Unit

pytestmark = pytest.mark.stack
LEVY: dict[str, Any] = {"levy_satang": 2_000, "levy_from": "accounts", "levy_shortfall": "owed"}


def opened(unit: Unit, path: Path, members: int = 4, **levy: Any) -> Fund:
    """A fund that levies 20 baht of each for a death; the first of its members dies."""
    rules = {"arrears_above_satang": 1_000, "arrears": {"back_pay": True}}
    rules["benefits"] = {"death": {**LEVY, **levy}, "hospital": {"per_night_satang": 10_000}}
    version = {"version": 1, "in_force_from": DAY.replace(year=2010), "rules": rules}
    told = path / "levy.yaml"
    told.write_text(yaml.safe_dump({"versions": [version]}))
    made = Fund(unit)
    made.open(100_000, members, told)
    return made


@pytest.fixture
def fund(funds: Unit, tmp_path: Path) -> Fund:
    return opened(funds, tmp_path)


def died(fund: Fund) -> Claim:
    """The first member's death is claimed and approved."""
    living = claims.Asked(living={"member": len(fund.members) - 1, "household": 2})
    return fund.approve(fund.submit(0, living, kind="death", nights=None).claim_id)


def deposit(fund: Fund, day: str = "2025-09-30", **satang: int) -> Any:
    """Members put in: `_1=5_000`, the second of them fifty baht."""
    told = [
        {"membership_id": fund.members[int(name[1:])], "amount_satang": amount}
        for name, amount in satang.items()
    ]
    return fund.ask(
        CLERK,
        contract.RecordDeposits,
        levies.record_deposits,
        entry_id=new_id("entry"),
        day=day,
        deposits=told,
    )


def take(fund: Fund, claim: Claim, **changes: Any) -> Taken:
    payers = [
        {"membership_id": each, "for_household": place % 2 == 0}
        for place, each in enumerate(fund.members[1:])
    ]
    order = {
        **contract.TakeLevy.example,
        "levy_id": new_id("levy"),
        "claim_id": claim.claim_id,
        "membership_id": claim.membership_id,
        "event_on": claim.event_on.isoformat(),
        **changes,
    }
    with fund.unit.work(TREASURER) as work:
        return levies.take_levy(work, **contract.TakeLevy.read(order), payers=payers)


def accounts(fund: Fund) -> list[int]:
    """What stands on each account; together it is what the ledger says of them all."""
    with fund.unit.work(CLERK) as work:
        told = standing.list_member_standings(work, fund_id=fund.fund_id, after="", limit=100)
    stands = {each["membership_id"]: each["stands"].satang for each in told["standings"]}
    assert -sum(stands.values()) == fund.balances().get("member_accounts", 0)
    return [stands[each] for each in fund.members]


def states(fund: Fund) -> list[str]:
    with fund.unit.work(CLERK) as work:
        told = standing.list_member_standings(work, fund_id=fund.fund_id, after="", limit=100)
    found = {each["membership_id"]: str(each["state"]) for each in told["standings"]}
    return [found[each] for each in fund.members]


def test_each_who_lived_pays_out_of_the_account_or_owes(fund: Fund) -> None:
    deposit(fund, _1=5_000, _2=500)
    claim = died(fund)
    taken = take(fund, claim)
    assert (taken.payers, taken.taken, taken.short) == (3, Money(6_000), 2)
    assert accounts(fund) == [0, 3_000, -1_500, -2_000]
    balances = fund.balances()
    assert (balances["income.levy"], balances["member_accounts"]) == (-6_000, 500)
    assert fund.pay(claim.claim_id).paid == Money(6_000)
    with fund.unit.work(CLERK) as work:
        told = reports.get_annual_return(work, fund_id=fund.fund_id, year=2568)
        book = reports.list_passbook(
            work, fund_id=fund.fund_id, membership_id=fund.members[1], after="", limit=10
        )
    assert told["assets_sum"] == total(each.amount for each in told["equity"]) == Money(99_500)
    lines = sorted((each["what"], each["paid"], each["taken"]) for each in book["lines"])
    assert lines == [("deposit", Money(5_000), ZERO), ("levy", ZERO, Money(2_000))]


def test_others_than_the_claim_was_given_for_pay_only_if_somebody_says_so(fund: Fund) -> None:
    claim = died(fund)
    living, fund.members = fund.members, fund.members[:-1]  # one is found to have died before
    for accepted in (None, 3):
        with pytest.raises(Refused, match="levy_count_differs") as refused:
            take(fund, claim, accepted_count=accepted)
        assert refused.value.details == {"given_for": 3, "payers": 2}
    assert take(fund, claim, accepted_count=2).payers == 2
    fund.members = living
    assert accounts(fund) == [0, -2_000, -2_000, 0]


def test_by_household_one_of_each_pays(funds: Unit, tmp_path: Path) -> None:
    fund = opened(funds, tmp_path, levy_each="household")
    assert take(fund, died(fund)).payers == 2
    assert accounts(fund) == [0, -2_000, 0, -2_000]


def test_the_fund_bears_what_accounts_lack_where_it_says_so(funds: Unit, tmp_path: Path) -> None:
    fund = opened(funds, tmp_path, levy_shortfall="fund_bears")
    claim = died(fund)
    with pytest.raises(Refused, match="nothing_to_take"):
        take(fund, claim)
    deposit(fund, _1=500, _2=2_500)
    taken = take(fund, claim)
    assert (taken.taken, taken.short) == (Money(2_500), 2)
    assert accounts(fund) == [0, 0, 500, 0]
    assert fund.pay(claim.claim_id).paid == Money(6_000)


def test_who_is_short_is_suspended_where_it_says_so(funds: Unit, tmp_path: Path) -> None:
    fund = opened(funds, tmp_path, levy_shortfall="suspended")
    deposit(fund, _1=2_000)
    take(fund, died(fund))
    assert states(fund) == ["active", "active", "suspended", "suspended"]
    assert fund.unit.count("outbox", "name = 'member_suspended'") == 2
    claim = fund.submit(2, event_on=DAY.isoformat())
    with pytest.raises(Refused, match="membership_suspended"):
        fund.approve(claim.claim_id)
    back = (contract.ReinstateMember, standing.reinstate_member)
    with pytest.raises(Refused, match="levies_unpaid"):
        fund.ask(COMMITTEE, *back, membership_id=fund.members[2])
    deposit(fund, _2=2_000)
    assert fund.ask(COMMITTEE, *back, membership_id=fund.members[2])["state"] == "reinstated"


def test_what_is_owed_bears_on_rights_as_arrears_do(fund: Fund) -> None:
    deposit(fund, "2025-09-19", _1=2_000, _2=1_000)
    take(fund, died(fund), day="2025-09-20")
    for member in (1, 2):
        fund.approve(fund.submit(member).claim_id)
    with pytest.raises(Refused, match="arrears_suspended"):
        fund.approve(fund.submit(3).claim_id)


def test_a_levy_is_taken_once_however_many_take_it_at_once(fund: Fund) -> None:
    claim = died(fund)

    def deed(_: int) -> str:
        try:
            return take(fund, claim).state
        except KongbunError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(deed, range(6)))
    assert sorted(told) == ["levy_taken_before"] * 5 + ["taken"]
    assert accounts(fund) == [0, -2_000, -2_000, -2_000]


def test_what_was_taken_wrongly_goes_back_and_may_be_taken_anew(fund: Fund) -> None:
    put_in = deposit(fund, _1=5_000)
    claim = died(fund)
    fund.turn_round(take(fund, claim).entry_id)
    assert accounts(fund) == [0, 5_000, 0, 0]
    take(fund, claim)
    fund.turn_round(put_in.entry_id)
    assert accounts(fund) == [0, -2_000, -2_000, -2_000]


def test_what_no_levy_may_be(fund: Fund, funds: Unit, tmp_path: Path) -> None:
    claim = died(fund)
    with pytest.raises(Refused, match="levy_of_another_death"):
        take(fund, claim, membership_id=fund.members[1])
    with pytest.raises(Refused, match="levy_of_another_death"):
        take(fund, claim, event_on="2025-09-29")
    with pytest.raises(Refused, match="day_in_future"):
        take(fund, claim, day="2025-10-01")
    with pytest.raises(Conflict, match="claim_moved_on"):
        take(fund, fund.submit(1, kind="hospital"))
    stay = fund.approve(fund.submit(2, kind="hospital").claim_id)
    with pytest.raises(Refused, match="levy_not_from_accounts"):
        take(fund, stay)
    for told, code in (({"_1": 0}, "amount_not_above_zero"), ({"_1": -5}, "amount_not_above_zero")):
        with pytest.raises(Refused, match=code):
            deposit(fund, **told)
    fund.members.append(new_id("membership"))
    with pytest.raises(Refused, match="member_unknown"):
        deposit(fund, _4=100)
    with pytest.raises(Refused, match="member_named_twice"):
        deposit(fund, _1=100, _01=100)


@pytest.mark.parametrize(
    "levy",
    [
        {"levy_satang": 1, "levy_from": "accounts"},
        {"levy_satang": 1, "levy_from": "accounts", "levy_shortfall": "hope"},
        {"levy_satang": 1, "levy_shortfall": "owed"},
    ],
)
def test_a_regulation_says_what_becomes_of_who_is_short(levy: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="rules_malformed"):
        regulation_reading.read({"benefits": {"death": levy}})


def test_many_payers_ask_the_database_no_more_often_than_few(funds: Unit, tmp_path: Path) -> None:
    asked = []
    for members in (3, 40):
        fund = opened(funds, tmp_path, members)
        claim = died(fund)
        said: list[str] = []
        note = lambda *told, said=said: said.append(told[2])  # noqa: E731
        event.listen(funds.engine, "before_cursor_execute", note)
        take(fund, claim)
        event.remove(funds.engine, "before_cursor_execute", note)
        asked.append(len(said))
    assert asked[0] == asked[1]
