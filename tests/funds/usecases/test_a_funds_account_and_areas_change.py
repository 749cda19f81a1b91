"""Another bank account, other areas: two people, a day, a reason; what was before stays."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.wire.clock import new_id
from services.funds.domain.particulars import FundChange
from services.funds.usecases import funds as fund_cases
from services.funds.usecases import particulars, summary
from tests.funds.orders import CLERK, COMMITTEE, Fund
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry", actor_id="staff_ministry")
OLD, NEW = "000-0-21160-6", "000-0-31170-7"


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.ask(CLERK, contract.OpenFund, fund_cases.open_fund, account_no=OLD, bank="ธ.ก.ส.")
    return made


def ask_account(fund: Fund, account_no: str = NEW, **changes: Any) -> FundChange:
    told: FundChange = fund.ask(
        CLERK,
        contract.AskAccountChange,
        particulars.ask_account_change,
        change_id=new_id("change"),
        account_no=account_no,
        **changes,
    )
    return told


def ask_areas(fund: Fund, *codes: str, **changes: Any) -> FundChange:
    told: FundChange = fund.ask(
        CLERK,
        contract.AskAreaChange,
        particulars.ask_area_change,
        change_id=new_id("change"),
        area_codes=list(codes),
        **changes,
    )
    return told


def decide(fund: Fund, use_case: Any, change: FundChange, actor: Actor = COMMITTEE) -> FundChange:
    with fund.unit.work(actor) as work:
        told: FundChange = use_case(work, change_id=change.change_id, fund_id=fund.fund_id)
    return told


def approve(fund: Fund, change: FundChange, actor: Actor = COMMITTEE) -> FundChange:
    return decide(fund, particulars.approve_fund_change, change, actor)


def told(fund: Fund) -> dict[str, Any]:
    with fund.unit.work(CLERK) as work:
        return contract.Fund.write(fund_cases.get_fund(work, fund_id=fund.fund_id))


def changes(fund: Fund) -> list[dict[str, Any]]:
    with fund.unit.work(CLERK) as work:
        page = particulars.list_fund_changes(work, fund_id=fund.fund_id, after="", limit=100)
    listed: list[dict[str, Any]] = contract.FundChanges.write(page)["changes"]
    return listed


def test_an_account_changes_when_another_approves_and_both_stay_known(fund: Fund) -> None:
    asked = ask_account(fund, bank="ออมสิน")
    assert told(fund)["account_masked"] == "xxx-x-xxx60-6"
    approve(fund, asked)
    now = told(fund)
    assert (now["bank"], now["account_masked"]) == ("ออมสิน", "xxx-x-xxx70-7")
    (kept,) = changes(fund)
    assert (kept["before"]["account_masked"], kept["before"]["bank"]) == ("xxx-x-xxx60-6", "ธ.ก.ส.")
    assert (kept["after"]["account_masked"], kept["after"]["bank"]) == ("xxx-x-xxx70-7", "ออมสิน")
    assert (kept["state"], kept["from_day"]) == ("approved", "2025-09-01")
    assert (kept["asked_by"], kept["decided_by"]) == ("staff_clerk", "staff_committee")


def test_who_asks_does_not_approve_and_nothing_is_decided_twice(fund: Fund) -> None:
    asked = ask_account(fund)
    with pytest.raises(Refused, match="approver_is_asker"):
        approve(fund, asked, CLERK)
    with pytest.raises(Conflict, match="change_asked_before"):
        ask_account(fund, "000-0-99999-1")
    decide(fund, particulars.decline_fund_change, asked, CLERK)
    with pytest.raises(Conflict, match="change_moved_on"):
        approve(fund, asked)
    assert told(fund)["account_masked"] == "xxx-x-xxx60-6"
    approve(fund, ask_account(fund))
    with pytest.raises(NotFound, match="change_unknown"), fund.unit.work(COMMITTEE) as work:
        particulars.approve_fund_change(work, change_id=new_id("change"), fund_id=fund.fund_id)


def test_what_cannot_hold_is_refused(fund: Fund) -> None:
    other = Fund(fund.unit)
    other.ask(CLERK, contract.OpenFund, fund_cases.open_fund, account_no="000-0-99999-1")
    for wrong, code in (
        ({"account_no": "0000999991"}, "account_of_another_fund"),
        ({"account_no": OLD, "bank": "ธ.ก.ส."}, "nothing_changes"),
        ({"from_day": "2025-10-01"}, "day_in_future"),
        ({"reason": " "}, "reason_missing"),
    ):
        with pytest.raises(Refused, match=code):
            ask_account(fund, **{"account_no": NEW, **wrong})
    with pytest.raises(Refused, match="area_unknown"):
        ask_areas(fund, "999999")
    approve(fund, ask_account(fund, "000 0 21160 6"))  # the same number, written otherwise


def test_two_changes_of_different_kinds_do_not_undo_one_another(fund: Fund) -> None:
    account, area = ask_account(fund), ask_areas(fund, "650801", "650802")
    approve(fund, account)
    approve(fund, area)
    now = told(fund)
    assert now["account_masked"] == "xxx-x-xxx70-7"
    assert now["area_codes"] == ["650801", "650802"]
    assert changes(fund)[1]["before"]["account_masked"] == "xxx-x-xxx70-7"


@pytest.mark.parametrize("folded", [False, True])
def test_a_fund_that_moves_takes_its_tallies_along(funds: Unit, folded: bool) -> None:
    """Counted where it is now, whether its facts were folded in before or wait still."""
    fund = Fund(funds)
    fund.open(100_000, members=3)
    fund.contribute(0, 50_000)
    claim = fund.submit(0)
    fund.approve(claim.claim_id)
    fund.pay(claim.claim_id)
    if folded:
        with funds.work(MINISTRY) as work:
            work.store.tend()
    fund.receive(70_000)
    approve(fund, ask_areas(fund, "500101"))
    with funds.work(MINISTRY) as work:
        assert summary.prove_summary(work)["equal"]
        work.store.tend()
    with funds.work(MINISTRY) as work:
        proved = summary.prove_summary(work)
        assert proved["equal"], proved
        provinces = work.store.tallies.of_level(2, "", None)
    assert provinces["50"]["members"] == 3
    assert provinces["50"]["income.donation"] == -70_000
    assert not any(provinces.get("65", {}).values())


def test_the_account_stands_nowhere_in_the_open(fund: Fund) -> None:
    approve(fund, ask_account(fund))
    with fund.unit.owned.connect() as connection:
        rows = connection.exec_driver_sql("SELECT asked_changes::text FROM asked_changes").scalars()
        events = connection.exec_driver_sql("SELECT convert_from(body, 'UTF8') FROM outbox")
        everything = "".join([*rows, *events.scalars()])
    assert "fund_changed" in everything
    assert "31170" not in everything
