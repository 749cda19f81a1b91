"""Help to a person who is no member: asked for, decided and paid as any claim, within its pool."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.domain.claims import Claim, Membership
from services.funds.domain.helping import Person
from services.funds.usecases import claims, helping, payments, regulations, reports, summary
from tests.funds.orders import CLERK, DAY, TREASURER, Fund
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
R5 = Path(__file__).parents[3] / "samples" / "regulations" / "r5-bantuayang.yaml"
ALIVE = Person(age=70)


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """Under R5: 500 baht each time, in all no more than 5 percent of the year's income, which is
    24,000 baht."""
    return opened(funds)


def opened(funds: Unit, persons: tuple[str, ...] = ()) -> Fund:
    fund = Fund(funds)
    fund.open(0, members=len(persons) or 1, regulation=R5, persons=persons)
    fund.receive(2_400_000)
    return fund


def help_to(fund: Fund, person_id: str, person: Person = ALIVE, **changes: Any) -> Claim:
    order = {
        **contract.SubmitHelp.example,
        "claim_id": new_id("claim"),
        "claim_no": new_id("claim")[-8:],
        "fund_id": fund.fund_id,
        "person_id": person_id,
        "event_on": DAY.isoformat(),
        "filed_on": DAY.isoformat(),
        **changes,
    }
    with fund.unit.work(CLERK) as work:
        read = contract.SubmitHelp.read(order)
        return helping.submit_help(work, **read, person=person)


def failed(fund: Fund, claim: Claim) -> list[str]:
    with fund.unit.work(CLERK) as work:
        told = claims.check_claim(work, claim_id=claim.claim_id)
    return [each.code for each in told["conditions"] if not each.holds]


def test_help_is_checked_approved_paid_receipted_and_voided(fund: Fund) -> None:
    claim = help_to(fund, new_id("person"))
    assert failed(fund, claim) == []
    assert fund.approve(claim.claim_id).approved == Money(50_000)
    assert fund.pay(claim.claim_id).paid == Money(50_000)
    assert fund.balances()["welfare.nonmember"] == 50_000
    with fund.unit.work(TREASURER) as work:
        (receipt,) = payments.list_payments(work, claim_id=claim.claim_id)["payments"]
    assert (receipt.receiver, receipt.receipt_no) == ("person", claim.claim_no)
    assert fund.void(claim.claim_id).state == "approved"
    assert fund.balances()["welfare.nonmember"] == 0


def test_who_asked_for_help_does_not_approve_it(fund: Fund) -> None:
    claim = help_to(fund, new_id("person"))
    both = someone("clerk", "committee", actor_id=CLERK.actor_id)
    with pytest.raises(Refused, match="approver_is_submitter"):
        fund.approve(claim.claim_id, both)


def test_a_member_is_not_helped_as_somebody_else(funds: Unit) -> None:
    member, guest = new_id("person"), new_id("person")
    fund, other = opened(funds, (member,)), opened(funds, (guest,))
    with pytest.raises(Refused, match="is_member"):
        help_to(fund, member)
    assert help_to(fund, guest).state == "submitted"
    assert help_to(other, member).state == "submitted"


def test_who_becomes_a_member_later_was_none_on_the_day_and_who_was_one_is_found_out(
    fund: Fund,
) -> None:
    person = new_id("person")
    claim = help_to(fund, person)
    joined = {"membership_id": new_id("membership"), "member_no": "900", "status": "active"}
    for joined_on, codes in ((DAY + dt.timedelta(days=1), []), (DAY, ["IS_MEMBER"])):
        with fund.unit.work() as work:
            told = Membership(fund_id=fund.fund_id, person_id=person, joined_on=joined_on, **joined)
            work.store.memberships.keep([told])
        assert failed(fund, claim) == codes
    with pytest.raises(Refused, match="is_member"):
        fund.approve(claim.claim_id)


def test_the_dead_are_not_helped(fund: Fund) -> None:
    dead = Person(died_on=DAY - dt.timedelta(days=1))
    with pytest.raises(Refused, match="after_death"):
        help_to(fund, new_id("person"), dead)
    assert help_to(fund, new_id("person"), Person(died_on=DAY)).state == "submitted"


def test_one_need_is_helped_once_however_often_it_is_asked(fund: Fund) -> None:
    person = new_id("person")
    claim = help_to(fund, person)
    with pytest.raises(Refused, match="duplicate_claim"):
        help_to(fund, person)
    fund.withdraw(claim.claim_id)
    assert help_to(fund, person).state == "submitted"
    with pytest.raises(Conflict, match="claim_no_taken"):
        help_to(fund, new_id("person"), claim_no=claim.claim_no)


def test_without_its_papers_help_is_not_approved(fund: Fund) -> None:
    claim = help_to(fund, new_id("person"), documents=[])
    with pytest.raises(Refused, match="documents_missing"):
        fund.approve(claim.claim_id)
    papers = {"documents": ["committee_resolution"], "attested": []}
    fund.decide(claims.hand_in_documents, claim.claim_id, CLERK, **papers)
    assert fund.approve(claim.claim_id).state == "approved"


def test_help_stays_within_its_share_of_the_years_income(fund: Fund) -> None:
    """5 percent of 24,000 baht are 1,200: twice 500, once the 200 that are left, then nothing."""
    submitted = [help_to(fund, new_id("person")).claim_id for _ in range(4)]
    given = [fund.approve(claim_id).approved for claim_id in submitted[:3]]
    assert given == [Money(50_000), Money(50_000), Money(20_000)]
    with pytest.raises(Refused, match="pool_cap"):
        fund.approve(submitted[3])


def test_a_fund_whose_regulation_gives_no_help_gives_none(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(100_000, members=1)
    claim = help_to(fund, new_id("person"))
    assert failed(fund, claim) == ["BENEFIT_NOT_GIVEN"]


def test_two_funds_that_help_one_person_for_one_day_are_both_warned(funds: Unit) -> None:
    person = new_id("person")
    first, second = opened(funds), opened(funds)
    one = help_to(first, person)
    assert not one.claimed_elsewhere
    assert help_to(second, person).claimed_elsewhere
    assert first.unit.count("outbox", "name = 'claim_overlap_found'") == 2
    with first.unit.work(CLERK) as work:
        assert claims.get_claim(work, claim_id=one.claim_id).claimed_elsewhere
    assert not help_to(second, new_id("person")).claimed_elsewhere


def test_no_fund_hears_by_an_event_whom_another_helped(fund: Fund) -> None:
    claim = help_to(fund, new_id("person"))
    assert contract.Claim.write(claim)["person_id"] == claim.person_id
    with fund.unit.owned.connect() as connection:
        query = "SELECT body FROM outbox WHERE name = 'claim_submitted'"
        body = bytes(connection.exec_driver_sql(query).scalar_one())
    assert b'"membership_id":null' in body
    assert claim.person_id is not None
    assert claim.person_id.encode() not in body


def test_help_has_its_own_line_in_the_annual_return_and_counts_for_the_nation(fund: Fund) -> None:
    person = new_id("person")
    for day in (DAY, DAY - dt.timedelta(days=3)):
        claim = help_to(fund, person, event_on=day.isoformat())
        fund.approve(claim.claim_id)
        fund.pay(claim.claim_id)
    told = fund.ask(CLERK, contract.GetAnnualReturn, reports.get_annual_return, year=2568)
    (line,) = told["benefits"]
    assert (line["kind"], line["people"], line["times"]) == ("nonmember", 1, 2)
    assert line["amount"] == Money(100_000)
    with fund.unit.work(CLERK) as work:
        assert summary.prove_summary(work)["equal"]
    assert fund.unit.count("tally_changes", "counter = 'helped.nonmember'") == 2


def test_a_draft_is_tried_on_help_too(fund: Fund) -> None:
    claim = help_to(fund, new_id("person"))
    fund.approve(claim.claim_id)
    draft = {
        "benefits": {"nonmember": {"for_nonmembers": True, "lump_satang": 30_000}},
    }
    told = fund.ask(
        CLERK,
        contract.WhatIf,
        regulations.what_if,
        from_day="2024-10-01",
        to_day="2025-09-30",
        rules=draft,
    )
    (kind,) = told["kinds"]
    assert (kind.kind, kind.paid, kind.would) == ("nonmember", Money(50_000), Money(30_000))


def test_help_is_listed_by_its_kind_and_by_the_person(fund: Fund) -> None:
    person = new_id("person")
    claim = help_to(fund, person)
    fund.submit(0)
    for asked in ({"kind": "nonmember"}, {"kind": "", "person_id": person}):
        order = {"state": "", "membership_id": None, "from_day": None, "to_day": None, **asked}
        told = fund.ask(CLERK, contract.ListClaims, claims.list_claims, **order)
        assert [each.claim_id for each in told["claims"]] == [claim.claim_id]


def test_a_claim_is_of_a_member_or_a_person_and_never_of_nobody(fund: Fund) -> None:
    claim = help_to(fund, new_id("person"))
    where = f"WHERE claim_id = '{claim.claim_id}'"
    for wrong in ("person_id = NULL", f"membership_id = '{fund.members[0]}'"):
        with pytest.raises(IntegrityError, match="claims_are_somebodys"):
            fund.as_app(f"UPDATE claims SET {wrong} {where}")


def test_whom_the_register_does_not_know_is_not_helped() -> None:
    def ask(target: str, **_: Any) -> Any:
        assert target == "members.get_person_on_day"
        raise NotFound("person_unknown")

    with pytest.raises(NotFound, match="person_unknown"):
        helping.ask_members(ask, {"person_id": new_id("person"), "event_on": DAY})
