"""A claim's way: each step by the right person, in the right state, once."""

import datetime as dt
from dataclasses import replace

import pytest

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain import claims
from services.funds.domain.benefits import Judgement
from services.funds.domain.claims import Claim, Earlier, Membership
from services.funds.domain.events import Condition

DAY = dt.date(2025, 9, 20)
MEMBER = Membership("membership_1", "fund_1", "person_1", "1", dt.date(2020, 1, 1), "active")
CLAIM = Claim(
    "claim_1", "fund_1", "1/2568", "membership_1", "hospital", DAY, DAY, Money(90_000), "clerk"
)
FIRST = Earlier(asked=False)
GIVEN = Judgement(2, Money(75_000), (), ("STAY_CAP",))
WAITING = Condition("WAITING_PERIOD", holds=False)


def refusal(code: str) -> object:
    return pytest.raises(Refused, match=code)


def test_a_strangers_claim_is_refused() -> None:
    with refusal("member_unknown"):
        claims.submit(CLAIM, None, FIRST, DAY)
    with refusal("member_unknown"):
        claims.submit(CLAIM, replace(MEMBER, fund_id="fund_2"), FIRST, DAY)


def test_a_claim_for_after_the_death_is_refused() -> None:
    dead = replace(MEMBER, died_on=DAY - dt.timedelta(days=1))
    with refusal("after_death"):
        claims.submit(CLAIM, dead, FIRST, DAY)


def test_who_died_by_a_claim_approved_is_dead_before_the_register_hears_of_it() -> None:
    died = Earlier(asked=False, died_on=DAY - dt.timedelta(days=1))
    with refusal("after_death"):
        claims.submit(CLAIM, MEMBER, died, DAY)
    assert claims.submit(replace(CLAIM, event_on=died.died_on or DAY), MEMBER, died, DAY)
    register = replace(MEMBER, died_on=DAY)
    assert claims.submit(CLAIM, register, died, DAY)  # the register's own day goes first


def test_the_same_event_again_is_refused() -> None:
    with refusal("duplicate_claim"):
        claims.submit(CLAIM, MEMBER, Earlier(asked=True), DAY)


def test_what_the_regulation_gives_is_approved() -> None:
    approved = claims.approve(CLAIM, GIVEN, "committee", DAY, DAY)
    assert (approved.state, approved.approved, approved.version) == ("approved", Money(75_000), 2)
    assert approved.codes == ("STAY_CAP",)


@pytest.mark.parametrize("actor_id", ["clerk", ""])
def test_nobody_approves_their_own_claim(actor_id: str) -> None:
    with refusal("approver_is_submitter"):
        claims.approve(CLAIM, GIVEN, actor_id, DAY, DAY)
    with refusal("approver_is_submitter"):
        claims.reject(CLAIM, "no", actor_id, DAY, DAY)


def test_nothing_due_is_refused_with_its_reason() -> None:
    with refusal("waiting_period"):
        claims.approve(CLAIM, Judgement(2, ZERO, (WAITING,)), "committee", DAY, DAY)
    with refusal("year_cap"):
        # The stay's ceiling bit too, but it was the year's that left nothing.
        claims.approve(
            CLAIM, Judgement(2, ZERO, (), ("STAY_CAP", "YEAR_CAP")), "committee", DAY, DAY
        )


def test_what_the_regulation_leaves_open_is_not_approved() -> None:
    with refusal("regulation_unclear"):
        claims.approve(CLAIM, Judgement(2, None, ()), "committee", DAY, DAY)


@pytest.mark.parametrize("state", ["approved", "rejected", "paid"])
def test_a_claim_is_decided_once(state: str) -> None:
    decided = replace(CLAIM, state=state)
    with pytest.raises(Conflict):
        claims.approve(decided, GIVEN, "committee", DAY, DAY)
    with pytest.raises(Conflict):
        claims.reject(decided, "no", "committee", DAY, DAY)


def test_only_an_approved_claim_is_paid_and_once() -> None:
    approved = claims.approve(CLAIM, GIVEN, "committee", DAY, DAY)
    paid = claims.pay(approved, DAY, "cash", DAY)
    assert (paid.state, paid.paid) == ("paid", Money(75_000))
    for other in (CLAIM, paid):
        with pytest.raises(Conflict):
            claims.pay(other, DAY, "cash", DAY)


def test_a_step_is_dated_after_the_one_before_and_not_ahead() -> None:
    before, after = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
    with refusal("day_in_future"):
        claims.submit(replace(CLAIM, filed_on=after), MEMBER, FIRST, DAY)
    with refusal("decided_before_filed"):
        claims.approve(CLAIM, GIVEN, "committee", before, DAY)
    with refusal("decided_before_filed"):
        claims.reject(CLAIM, "no", "committee", before, DAY)
    with refusal("day_in_future"):
        claims.approve(CLAIM, GIVEN, "committee", after, DAY)
    approved = claims.approve(CLAIM, GIVEN, "committee", after, after)
    with refusal("paid_before_decided"):
        claims.pay(approved, DAY, "cash", after)
    with refusal("day_in_future"):
        claims.pay(approved, after, "cash", DAY)
