"""A fund as an organisation, and its members' standing, on a real database."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.usecases import books, claims, funds, money, organisation, standing
from tests.funds.orders import CLERK, COMMITTEE, TREASURER, Fund
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry", actor_id="staff_ministry")


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=3)
    return made


def appoint(fund: Fund, member: int, role: str, **changes: Any) -> Any:
    return fund.ask(
        COMMITTEE,
        contract.AppointOfficer,
        organisation.appoint_officer,
        officer_id=new_id("officer"),
        membership_id=fund.members[member],
        role=role,
        **changes,
    )


def change(fund: Fund, to: str, member: int = 0, day: str = "2025-09-30") -> Any:
    request, use_case = {
        "suspended": (contract.SuspendMember, standing.suspend_member),
        "reinstated": (contract.ReinstateMember, standing.reinstate_member),
    }[to]
    return fund.ask(COMMITTEE, request, use_case, membership_id=fund.members[member], day=day)


def test_the_bookkeeper_is_never_the_treasurer(fund: Fund) -> None:
    appoint(fund, 0, "treasurer")
    with pytest.raises(Refused, match="offices_apart"):
        appoint(fund, 0, "bookkeeper")
    with pytest.raises(Refused, match="offices_apart"):
        appoint(fund, 0, "auditor")
    assert appoint(fund, 1, "bookkeeper").role == "bookkeeper"
    after = {"from_day": "2026-10-01", "to_day": "2028-09-30"}
    assert appoint(fund, 0, "bookkeeper", **after).role == "bookkeeper"


def test_an_office_is_held_by_one_until_the_term_ends(fund: Fund) -> None:
    first = appoint(fund, 0, "chair")
    with pytest.raises(Conflict, match="office_taken"):
        appoint(fund, 1, "chair")
    end = {"officer_id": first.officer_id, "day": "2025-08-31"}
    fund.ask(COMMITTEE, contract.EndTerm, organisation.end_term, **end)
    appoint(fund, 1, "chair", from_day="2025-09-01")
    with fund.unit.work(CLERK) as work:
        told = organisation.list_officers(
            work, fund_id=fund.fund_id, day=fund.unit.clock.moment.date()
        )
    assert [each.membership_id for each in told["officers"]] == [fund.members[1]]
    with pytest.raises(Refused, match="day_outside_term"):
        fund.ask(COMMITTEE, contract.EndTerm, organisation.end_term, **end | {"day": "2025-09-01"})
    with pytest.raises(Refused, match="term_ends_before_it_begins"):
        appoint(fund, 2, "secretary", to_day="2024-10-01")
    with pytest.raises(NotFound, match="officer_unknown"):
        fund.ask(COMMITTEE, contract.EndTerm, organisation.end_term, officer_id=new_id("officer"))


def test_a_stranger_holds_no_office(fund: Fund) -> None:
    fund.members.append(new_id("membership"))
    with pytest.raises(Refused, match="member_unknown"):
        appoint(fund, -1, "chair")


def test_certification_goes_step_by_step(fund: Fund) -> None:
    def step(step: str, **more: str) -> Any:
        return fund.ask(
            MINISTRY, contract.CertifyFund, organisation.certify_fund, step=step, **more
        )

    with fund.unit.work(CLERK) as work:
        assert funds.get_fund(work, fund_id=fund.fund_id).certification == "gazetted"
    with pytest.raises(Conflict, match="certification_moved_on"):
        step("certified")
    fresh = Fund(fund.unit)
    fresh.ask(CLERK, contract.OpenFund, funds.open_fund, account_no="", certification="received")
    fund = fresh
    with pytest.raises(Conflict, match="certification_moved_on"):
        step("gazetted")
    assert step("certified", certificate_no="12/2568").certificate_no == "12/2568"
    assert step("certificate_sent").certification == "certificate_sent"
    assert fresh.unit.count("outbox", "name = 'fund_certified'") == 2


def test_a_fund_knows_its_branches_its_local_governments_and_how_it_does(fund: Fund) -> None:
    government = new_id("government")
    with fund.unit.work(MINISTRY) as work:
        organisation.register_local_government(
            work, government_id=government, name="อบต.", kind="subdistrict", area_codes=["650801"]
        )
        found = organisation.list_local_governments(work, area_code="6508", limit=10)
    assert [each["government_id"] for each in found["governments"]] == [government]
    more = {"government_ids": [government], "area_note": "เฉพาะหมู่ 1-4", "account_no": ""}
    other = Fund(fund.unit)
    opened = other.ask(CLERK, contract.OpenFund, funds.open_fund, **more)
    assert opened.area_note == "เฉพาะหมู่ 1-4"
    with pytest.raises(Refused, match="government_unknown"):
        Fund(fund.unit).ask(
            CLERK,
            contract.OpenFund,
            funds.open_fund,
            **more | {"government_ids": [new_id("government")]},
        )
    told = fund.ask(MINISTRY, contract.ChangeFundStatus, organisation.change_fund_status)
    assert told.status == "must_strengthen"


def test_a_branch_collects(fund: Fund) -> None:
    branch = fund.ask(COMMITTEE, contract.OpenBranch, organisation.open_branch)
    assert pay(fund, branch_id=branch["branch_id"]).kind == "contributions"
    with pytest.raises(Refused, match="branch_unknown"):
        pay(fund, branch_id=new_id("branch"))


def test_waste_is_a_source_of_its_own(fund: Fund) -> None:
    pay(fund, paid_in="waste")
    assert fund.balances()["income.carbon_waste"] == -3_000
    settle = (contract.SettleWasteBank, money.settle_waste_bank)
    with pytest.raises(Refused, match="more_than_waste_bank_owes"):
        fund.ask(TREASURER, *settle, amount_satang=3_001, day="2025-09-30")
    fund.ask(TREASURER, *settle, amount_satang=3_000, day="2025-09-30")
    assert fund.balances()["waste_bank"] == 0
    assert fund.cash() == Money(103_000)
    assert standings(fund)[0]["paid"] == Money(3_000)


def test_waste_that_was_paid_for_is_not_taken_back_from_under_its_payment(fund: Fund) -> None:
    wrong = pay(fund, paid_in="waste").entry_id
    settle = (contract.SettleWasteBank, money.settle_waste_bank)
    told = {"amount_satang": 2_000, "day": "2025-09-30"}
    payment = fund.ask(TREASURER, *settle, **told, entry_id=new_id("entry"))
    with pytest.raises(Refused) as refused:
        fund.turn_round(wrong)
    assert refused.value.code == "waste_bank_has_paid"
    assert refused.value.details == {"missing_satang": 2_000}
    assert fund.balances()["waste_bank"] == 1_000
    fund.turn_round(payment.entry_id)
    with fund.unit.work(COMMITTEE) as work:  # the same wish is granted once nothing is in the way
        (asked, _) = books.list_reversals(work, fund_id=fund.fund_id, after="", limit=9)[
            "reversals"
        ]
        books.reverse_entry(work, reversal_id=asked.reversal_id, fund_id=fund.fund_id)
    assert fund.balances()["waste_bank"] == fund.balances()["income.carbon_waste"] == 0
    assert fund.cash() == Money(100_000)


def test_wrong_waste_is_turned_round_where_other_waste_stands_for_the_payment(fund: Fund) -> None:
    wrong = pay(fund, paid_in="waste").entry_id
    settle = (contract.SettleWasteBank, money.settle_waste_bank)
    fund.ask(TREASURER, *settle, amount_satang=3_000, day="2025-09-30")
    pay(fund, paid_in="waste")
    fund.turn_round(wrong)
    assert fund.balances()["waste_bank"] == 0
    assert fund.cash() == Money(103_000)


def test_who_is_suspended_has_no_rights_until_reinstated(fund: Fund) -> None:
    pay(fund)
    (told, *_) = standings(fund)
    assert (told["state"], told["due"], told["arrears"]) == ("active", Money(3_000), Money(0))
    change(fund, "suspended")
    with pytest.raises(Conflict, match="standing_moved_on"):
        change(fund, "suspended")
    claim = fund.submit(0)
    with pytest.raises(Refused) as refused:
        fund.approve(claim.claim_id)
    assert refused.value.code == "membership_suspended"
    change(fund, "reinstated")
    assert standings(fund)[0]["state"] == "reinstated"
    with fund.unit.work(CLERK) as work:
        assert claims.get_claim(work, claim_id=claim.claim_id).state == "submitted"
    assert fund.unit.count("outbox", "name LIKE 'member_%'") == 2


def test_who_is_let_back_on_the_day_of_being_suspended_has_rights_that_day(fund: Fund) -> None:
    for to in ("suspended", "reinstated"):
        change(fund, to)
    assert standings(fund)[0]["state"] == "reinstated"
    assert fund.approve(fund.submit(0).claim_id).approved
    for to in ("suspended", "reinstated", "suspended"):
        change(fund, to, member=1)
    with pytest.raises(Refused, match="membership_suspended"):
        fund.approve(fund.submit(1).claim_id)


def pay(fund: Fund, **changes: Any) -> Any:
    return fund.ask(
        CLERK,
        contract.RecordContributions,
        money.record_contributions,
        collection_id=new_id("collection"),
        payments=[{"membership_id": fund.members[0], "amount_satang": 3_000}],
        **changes,
    )


def standings(fund: Fund) -> list[dict[str, Any]]:
    with fund.unit.work(CLERK) as work:
        told = standing.list_member_standings(work, fund_id=fund.fund_id, after="", limit=10)
    found: list[dict[str, Any]] = told["standings"]
    return sorted(found, key=lambda each: each["membership_id"] != fund.members[0])
