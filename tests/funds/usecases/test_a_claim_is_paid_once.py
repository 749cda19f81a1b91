"""Claims through proxies, with papers, paid with a receipt, voided, withdrawn, claimed twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.exc import IntegrityError

from kernel.values.errors import Conflict, Forbidden, Invalid, KongbunError, Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.domain.claims import Claim
from services.funds.domain.payments import Payment
from services.funds.usecases import claims, payments
from services.funds.usecases.claims import Asked
from tests.funds.orders import CLERK, COMMITTEE, DAY, REGULATION, TREASURER, Fund
from tests.funds.usecases.test_claims_on_the_ledger import at_once
from tests.units import Unit, someone

pytestmark = pytest.mark.stack

SAMPLES = REGULATION.parent


@pytest.fixture
def fund(funds: Unit) -> Fund:
    return opened(funds, REGULATION)


def opened(funds: Unit, regulation: Path, **more: Any) -> Fund:
    made = Fund(funds)
    made.open(1_000_000, members=3, regulation=regulation, **more)
    return made


def code_of(deed: Any) -> str:
    with pytest.raises(KongbunError) as refused:
        deed()
    return refused.value.code


def paid(fund: Fund) -> Claim:
    claim = fund.submit(0)
    fund.approve(claim.claim_id)
    return fund.pay(claim.claim_id)


def made(fund: Fund, claim_id: str) -> list[Payment]:
    with fund.unit.work(CLERK) as work:
        told: list[Payment] = payments.list_payments(work, claim_id=claim_id)["payments"]
        return told


def test_a_proxy_needs_a_letter(fund: Fund) -> None:
    assert code_of(lambda: fund.submit(0, submitted_through="proxy")) == "proxy_without_letter"
    assert fund.unit.count("claims") == 0
    letter = ["power_of_attorney", "hospital_certificate"]
    assert fund.submit(0, submitted_through="proxy", documents=letter).state == "submitted"


def test_papers_may_come_later_but_before_the_decision(funds: Unit) -> None:
    fund = opened(funds, SAMPLES / "r5-bantuayang.yaml")
    claim = fund.submit(0, documents=[])
    assert code_of(lambda: fund.approve(claim.claim_id)) == "documents_missing"
    handed = {"documents": ["hospital_certificate"], "attested": []}
    fund.decide(claims.hand_in_documents, claim.claim_id, CLERK, **handed)
    assert fund.approve(claim.claim_id).approved == Money(20_000)
    with pytest.raises(Conflict):
        fund.decide(claims.hand_in_documents, claim.claim_id, CLERK, **handed)


def test_a_receipt_has_the_number_told_or_the_claims_own(fund: Fund) -> None:
    claim = paid(fund)
    (payment,) = made(fund, claim.claim_id)
    assert (payment.receipt_no, payment.receiver) == (claim.claim_no, "member")
    other = fund.submit(1)
    fund.approve(other.claim_id)
    order = {"paid_on": DAY, "method": "promptpay", "receipt_no": claim.claim_no}
    taken = lambda: fund.decide(payments.pay_claim, other.claim_id, TREASURER, **order)  # noqa: E731
    assert code_of(taken) == "receipt_no_taken"
    assert fund.balances()["reserved"] == 30_000


def test_a_voided_payment_leaves_the_claim_approved_and_its_money_reserved(fund: Fund) -> None:
    claim = paid(fund)
    assert fund.void(claim.claim_id).state == "approved"
    stands = fund.balances()
    assert (stands["cash"], stands["reserved"], stands["welfare.hospital"]) == (970_000, 30_000, 0)
    assert code_of(lambda: fund.void(claim.claim_id)) == "claim_moved_on"
    assert fund.pay(claim.claim_id).state == "paid"
    first, second = made(fund, claim.claim_id)
    assert first.void_entry_id is not None
    assert first.void_reason
    assert (second.receipt_no, second.void_entry_id) == (f"{claim.claim_no}-2", None)
    assert fund.balances()["welfare.hospital"] == 30_000


def test_who_paid_does_not_void_and_nobody_voids_without_a_reason(fund: Fund) -> None:
    claim = paid(fund)
    assert code_of(lambda: fund.void(claim.claim_id, TREASURER)) == "voider_is_payer"
    assert code_of(lambda: fund.void(claim.claim_id, reason=" ")) == "reason_missing"
    told = at_once(lambda _: fund.void(claim.claim_id), list(range(8)))
    assert sum(isinstance(each, Claim) for each in told) == 1
    assert fund.balances()["reserved"] == 30_000


def test_the_database_itself_keeps_a_second_payment_out(fund: Fund) -> None:
    claim = paid(fund)
    (payment,) = made(fund, claim.claim_id)
    with pytest.raises(IntegrityError), fund.unit.owned.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO payments SELECT %s, claim_id, fund_id, amount_satang, method, 'x',"
            " receiver, paid_on, paid_by, entry_id FROM payments",
            (new_id("payment"),),
        )
    assert payment.amount == Money(30_000)


def test_a_withdrawn_claim_returns_its_reserve_and_may_be_asked_again(fund: Fund) -> None:
    claim = fund.submit(0)
    fund.approve(claim.claim_id)
    assert fund.withdraw(claim.claim_id).state == "withdrawn"
    assert fund.balances() == {"cash": 1_000_000, "reserved": 0, "equity.opening": -1_000_000}
    for deed in (fund.withdraw, fund.pay, fund.approve):
        assert code_of(lambda deed=deed: deed(claim.claim_id)) == "claim_moved_on"
    again = fund.submit(0)
    assert fund.withdraw(again.claim_id).state == "withdrawn"
    assert fund.unit.count("entries") == 3


def test_what_is_paid_is_not_withdrawn(fund: Fund) -> None:
    claim = paid(fund)
    assert code_of(lambda: fund.withdraw(claim.claim_id)) == "claim_moved_on"


def test_one_stay_in_two_funds_warns_both_and_tells_neither_of_the_other(funds: Unit) -> None:
    persons = [new_id("person") for _ in range(3)]
    here, there = (opened(funds, REGULATION, persons=persons) for _ in range(2))
    first = here.submit(0, event_on="2025-09-10", filed_on="2025-09-20", nights=3)
    assert not first.claimed_elsewhere
    second = there.submit(0, event_on="2025-09-12", filed_on="2025-09-20", nights=1)
    assert second.claimed_elsewhere
    with funds.work(COMMITTEE) as work:
        checked = claims.check_claim(work, claim_id=first.claim_id)
    assert checked["claimed_elsewhere"]
    assert there.fund_id not in str(checked)
    assert funds.count("outbox", "name = 'claim_overlap_found'") == 2
    theirs = (
        f"name = 'claim_overlap_found' AND convert_from(body, 'UTF8') LIKE '%%{here.fund_id}%%'"
    )
    assert funds.count("outbox", theirs) == 1
    assert here.approve(first.claim_id).approved  # a warning, for people to look into


@pytest.mark.parametrize("change", [{"event_on": "2025-09-13"}, {"kind": "birth", "nights": None}])
def test_another_stay_or_another_kind_is_no_overlap(funds: Unit, change: dict[str, Any]) -> None:
    persons = [new_id("person") for _ in range(3)]
    here, there = (opened(funds, REGULATION, persons=persons) for _ in range(2))
    here.submit(0, event_on="2025-09-10", filed_on="2025-09-20", nights=3)
    other = {"event_on": "2025-09-10", "filed_on": "2025-09-20", "nights": 3, **change}
    assert not there.submit(0, **other).claimed_elsewhere


def test_two_clerks_of_two_funds_at_once_both_get_the_warning(funds: Unit) -> None:
    persons = [new_id("person") for _ in range(3)]
    places = [opened(funds, REGULATION, persons=persons) for _ in range(4)]
    told = at_once(lambda place: place.submit(0, kind="death", nights=None), places)
    assert all(isinstance(each, Claim) for each in told)
    assert funds.count("claims", "claimed_elsewhere") == 4


def test_a_pool_is_never_overdrawn_however_many_ask_at_once(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(100_000_000, members=12, regulation=SAMPLES / "r5-bantuayang.yaml")
    papers = ["damage_letter", "photographs"]
    disaster = {"kind": "disaster", "damage_percent": 100, "nights": None, "documents": papers}
    submitted = [fund.submit(member, **disaster) for member in range(12)]
    told = at_once(lambda claim: fund.approve(claim.claim_id), submitted)
    assert sum(isinstance(each, Claim) for each in told) == 10  # 30,000 baht, 3,000 each
    assert {each.code for each in told if isinstance(each, KongbunError)} == {"pool_cap"}
    assert fund.balances()["reserved"] == 3_000_000


def test_the_committee_chooses_among_the_answers_of_an_unclear_text(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(5_000_000, members=0, regulation=SAMPLES / "banklang.yaml")
    joined = dt.date(2009, 1, 1)
    fund.members.append(new_id("membership"))
    with funds.work() as work:
        member = claims.claims.Membership(
            fund.members[0], fund.fund_id, new_id("person"), "1", joined, "active"
        )
        work.store.memberships.keep([member])
    claim = fund.submit(0, kind="death", nights=None)
    approve = {"decided_on": None}
    assert code_of(lambda: fund.approve(claim.claim_id)) == "regulation_unclear"
    other = {**approve, "chosen_satang": Money(1_700_000)}
    assert (
        code_of(lambda: fund.decide(claims.approve_claim, claim.claim_id, **other))
        == "amount_not_chosen_from"
    )
    chosen = {**approve, "chosen_satang": Money(1_500_000)}
    told = fund.decide(claims.approve_claim, claim.claim_id, **chosen)
    assert told.approved == Money(1_500_000)


def test_an_age_is_asked_wherever_the_funds_regulation_asks_it(funds: Unit, tmp_path: Path) -> None:
    """A death by age, and a birth from 15 years on: of other kinds nobody's age is asked."""
    benefits = {
        "death": {"by_age": [{"from_age": 0, "satang": 100_000}]},
        "birth": {"lump_satang": 50_000, "age_min": 15},
        "hospital": {"per_night_satang": 10_000},
    }
    version = {"version": 1, "in_force_from": dt.date(2020, 1, 1), "rules": {"benefits": benefits}}
    regulation = tmp_path / "regulation.yaml"
    regulation.write_text(yaml.safe_dump({"versions": [version]}))
    fund = opened(funds, regulation)
    assert fund.submit(2).age is None
    with pytest.raises(claims.AgeNeededError):
        fund.submit(0, kind="birth", nights=None)
    assert fund.unit.count("claims") == 1
    order = {"membership_id": fund.members[0], "event_on": DAY}
    asked = claims.ask_age(lambda *_, **__: {"ages": [30]}, order, claims.NOTHING_ASKED)
    claim = fund.submit(0, asked, kind="birth", nights=None)
    assert (claim.age, fund.approve(claim.claim_id).approved) == (30, Money(50_000))
    unknown = Asked(for_age=True)
    assert code_of(lambda: fund.approve(fund.submit(1, unknown, kind="death").claim_id)) == (
        "age_unknown"
    )


def test_a_levy_is_counted_on_the_day_and_frozen(funds: Unit) -> None:
    fund = opened(funds, SAMPLES / "wangnokaen.yaml")
    asked = Asked(living={"member": 90, "household": 26})
    claim = fund.submit(0, asked, kind="death", nights=None)
    assert claim.levied == 26
    assert fund.approve(claim.claim_id).approved == Money(49_920)


def test_a_code_to_pay_is_given_for_an_approved_claim_and_its_target_is_not_kept(
    fund: Fund,
) -> None:
    claim = fund.submit(0)
    ask = {"target": "080-123-4567"}
    pay = lambda: fund.decide(payments.get_promptpay_code, claim.claim_id, TREASURER, **ask)  # noqa: E731
    assert code_of(pay) == "claim_moved_on"
    fund.approve(claim.claim_id)
    told: Any = pay()
    assert "0066801234567" in told["payload"]
    assert "5406300.00" in told["payload"]
    ask["target"] = "12345"
    with pytest.raises(Invalid):
        pay()


@pytest.mark.parametrize("satang", [-1, 0.5, "100"])
def test_negative_and_fractional_satang_are_refused_and_leave_nothing(
    fund: Fund, satang: Any
) -> None:
    with pytest.raises((Refused, Invalid)):
        fund.submit(0, requested_satang=satang)
    assert fund.unit.count("claims") == fund.unit.count("outbox", "name = 'claim_submitted'") == 0


def test_the_staff_of_another_fund_may_not_touch_a_claim(fund: Fund) -> None:
    claim = paid(fund)
    stranger = someone("committee", "treasurer", actor_id="staff_elsewhere")
    stranger = type(stranger)(stranger.actor_id, stranger.roles, frozenset({new_id("fund")}))
    for deed in (fund.void, fund.approve):
        with pytest.raises(Forbidden):
            deed(claim.claim_id, stranger)
    with pytest.raises(Forbidden), fund.unit.work(stranger) as work:
        payments.list_payments(work, claim_id=claim.claim_id)
