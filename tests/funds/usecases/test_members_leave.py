"""Leaving a fund on a real database: by the regulation, by two people, once, and for good."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.contracts.envelope import Request
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, KongbunError, NotFound, Refused
from kernel.wire.clock import new_id
from services.funds.domain.leavings import Leaving
from services.funds.usecases import claims, leavings, match, money, reports, standing
from tests.funds.orders import CLERK, COMMITTEE, DAY, Fund
from tests.units import NOW, Unit, answering, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry", actor_id="staff_ministry")
R5 = Path(__file__).parents[3] / "samples" / "regulations" / "r5-bantuayang.yaml"
ASKS: dict[str, tuple[type[Request], Any]] = {
    "resigned": (contract.ResignMember, leavings.resign_member),
    "removed": (contract.RemoveMember, leavings.remove_member),
    "moved_out": (contract.MoveMemberOut, leavings.move_member_out),
}


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """Three members under ต.วังทอง's regulation: it says nothing of leaving, so who resigns goes
    at once, and another decides about a removal."""
    made = Fund(funds)
    made.open(100_000, members=3)
    return made


@pytest.fixture
def strict(funds: Unit) -> Fund:
    """Three members under R5: two people for every way out, and unpaid for 365 days is a ground."""
    made = Fund(funds)
    made.open(100_000, members=3, regulation=R5)
    return made


def ask(
    fund: Fund,
    way: str,
    member: int = 0,
    actor: Actor = CLERK,
    day: str = "2025-09-30",
    **more: Any,
) -> Leaving:
    told: Leaving = fund.ask(
        actor,
        *ASKS[way],
        leaving_id=more.pop("leaving_id", new_id("leaving")),
        membership_id=fund.members[member],
        day=day,
        **more,
    )
    return told


def approve(fund: Fund, asked: Leaving, actor: Actor = COMMITTEE) -> Leaving:
    told: Leaving = fund.ask(
        actor, contract.ApproveLeaving, leavings.approve_leaving, leaving_id=asked.leaving_id
    )
    return told


def decline(fund: Fund, asked: Leaving) -> Leaving:
    told: Leaving = fund.ask(
        COMMITTEE, contract.DeclineLeaving, leavings.decline_leaving, leaving_id=asked.leaving_id
    )
    return told


def stands(fund: Fund, member: int = 0) -> str:
    with fund.unit.work(CLERK) as work:
        told = standing.list_member_standings(work, fund_id=fund.fund_id, after="", limit=10)
    return {each["membership_id"]: str(each["state"]) for each in told["standings"]}[
        fund.members[member]
    ]


def announced(fund: Fund, name: str) -> int:
    return fund.unit.count("outbox", f"name = '{name}'")


def pay(fund: Fund, satang: int, day: str, member: int = 0) -> None:
    fund.ask(
        CLERK,
        contract.RecordContributions,
        money.record_contributions,
        collection_id=new_id("collection"),
        day=day,
        payments=[{"membership_id": fund.members[member], "amount_satang": satang}],
    )


def test_who_resigns_is_a_member_no_more_and_gets_nothing_back(fund: Fund) -> None:
    fund.contribute(0, 20_000)
    before = fund.balances()
    told = ask(fund, "resigned")
    assert (told.state, told.decided_by) == ("done", CLERK.actor_id)
    assert fund.balances() == before
    assert stands(fund) == "resigned"
    assert announced(fund, "member_resigned") == 1


def test_a_claim_for_a_later_event_is_refused_and_an_earlier_one_is_not(fund: Fund) -> None:
    before = fund.submit(0, event_on="2025-09-20")
    later = fund.submit(0, event_on="2025-09-25")
    ask(fund, "resigned", day="2025-09-25")
    with fund.unit.work(CLERK) as work:
        told = claims.check_claim(work, claim_id=later.claim_id)
    (failed,) = [each for each in told["conditions"] if not each.holds]
    assert failed.code == "MEMBERSHIP_ENDED"
    assert failed.values == {"left_on": dt.date(2025, 9, 25)}
    with pytest.raises(Refused, match="membership_ended"):
        fund.approve(later.claim_id)
    assert fund.approve(before.claim_id).state == "approved"


def test_once_the_register_knows_it_later_claims_and_payments_are_refused_at_once(
    fund: Fund,
) -> None:
    ask(fund, "resigned", day="2025-09-25")
    heard(fund, 0, "resigned")
    with pytest.raises(Refused) as refused:
        fund.submit(0, event_on="2025-09-26")
    assert refused.value.code == "membership_ended"
    assert refused.value.details == {"left_on": "2025-09-25"}
    assert fund.submit(0, event_on="2025-09-24").state == "submitted"
    with pytest.raises(Refused, match="membership_ended"):
        pay(fund, 3_000, "2025-09-25")
    pay(fund, 3_000, "2025-09-24")


def test_of_who_left_on_an_unknown_day_nothing_is_taken_and_nothing_given(fund: Fund) -> None:
    heard(fund, 0, "removed")
    for event_on in ("2025-09-26", "2015-01-01"):
        with pytest.raises(Refused, match="membership_ended"):
            fund.submit(0, event_on=event_on)
    with pytest.raises(Refused, match="membership_ended"):
        pay(fund, 3_000, "2025-09-25")


def test_another_than_who_asked_decides_where_the_regulation_wants_it(strict: Fund) -> None:
    asked = ask(strict, "moved_out", actor=COMMITTEE)
    assert (asked.state, asked.decided_by) == ("asked", "")
    assert stands(strict) == "active"
    with pytest.raises(Refused, match="approver_is_asker"):
        approve(strict, asked)
    other = someone("committee", actor_id="staff_other")
    assert approve(strict, asked, other).decided_by == "staff_other"
    assert stands(strict) == "moved_out"
    with pytest.raises(Conflict, match="leaving_moved_on"):
        approve(strict, asked, other)


def test_what_was_declined_may_be_asked_anew(strict: Fund) -> None:
    asked = ask(strict, "resigned")
    with pytest.raises(Conflict, match="leaving_asked_before"):
        ask(strict, "moved_out")
    assert decline(strict, asked).state == "declined"
    with pytest.raises(Conflict, match="leaving_moved_on"):
        decline(strict, asked)
    assert stands(strict) == "active"
    again = ask(strict, "moved_out")
    with strict.unit.work(CLERK) as work:
        page = leavings.list_leavings(
            work, fund_id=strict.fund_id, state="asked", after="", limit=1
        )
    assert page == {"leavings": [again], "after": again.leaving_id}
    with pytest.raises(NotFound, match="leaving_unknown"):
        approve(strict, Leaving(new_id("leaving"), strict.fund_id, "", "", DAY, "", ""))


def test_who_is_removed_was_unpaid_as_long_as_the_regulation_says(strict: Fund) -> None:
    """A baht a day since 1 September 2567: 30 baht cover September, so unpaid since 1 October."""
    pay(strict, 3_000, "2024-09-30")
    with pytest.raises(Refused) as refused:
        ask(strict, "removed")
    assert refused.value.code == "removal_not_due"
    assert refused.value.details == {"removed_from": "2025-10-01"}
    strict.unit.clock.moment = NOW + dt.timedelta(days=1)
    asked = ask(strict, "removed", day="2025-10-01")
    pay(strict, 100, "2025-10-01")
    with pytest.raises(Refused, match="removal_not_due"):
        approve(strict, asked)  # paid since it was asked
    decline(strict, asked)
    asked = ask(strict, "removed", member=1, day="2025-10-01")
    assert approve(strict, asked).state == "done"
    assert announced(strict, "member_removed") == 1


def test_a_ground_is_one_the_regulation_names(fund: Fund, strict: Fund) -> None:
    with pytest.raises(Refused, match="removal_ground_unknown") as refused:
        ask(strict, "removed", ground="dislike")
    assert refused.value.details == {"grounds": ["harm"]}
    assert ask(strict, "removed", ground="harm").ground == "harm"
    with pytest.raises(Refused, match="removal_ground_unknown"):
        ask(fund, "removed")  # no regulation of its says after how long
    with pytest.raises(Refused, match="removal_not_due"):
        ask(strict, "removed", member=1)  # nothing was ever collected here


def test_what_no_leaving_may_be(fund: Fund) -> None:
    with pytest.raises(Refused, match="day_in_future"):
        ask(fund, "resigned", day="2025-10-01")
    with pytest.raises(Refused, match="left_before_joining"):
        ask(fund, "resigned", day="2013-09-29")
    with pytest.raises(Refused, match="reason_missing"):
        ask(fund, "resigned", reason=" ")
    fund.members.append(new_id("membership"))
    with pytest.raises(Refused, match="member_unknown"):
        ask(fund, "resigned", member=-1)
    ask(fund, "resigned")
    for way in ASKS:
        with pytest.raises(Conflict, match="standing_moved_on"):
            ask(fund, way)
    with pytest.raises(Conflict, match="standing_moved_on"):
        fund.ask(
            COMMITTEE,
            contract.SuspendMember,
            standing.suspend_member,
            membership_id=fund.members[0],
            day="2025-09-01",
        )


def test_nobody_leaves_in_a_closed_year(fund: Fund) -> None:
    fund.unit.clock.moment = NOW + dt.timedelta(days=1)
    fund.close_year(2568)
    with pytest.raises(Refused, match="date_in_closed_period"):
        ask(fund, "resigned", day="2025-09-30")
    assert ask(fund, "resigned", day="2025-10-01").state == "done"


def test_of_two_clerks_at_once_one_lets_the_member_go(fund: Fund) -> None:
    def deed(place: int) -> str:
        try:
            ask(fund, "resigned" if place % 2 else "moved_out")
        except KongbunError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(deed, range(8)))
    assert sorted(told) == ["done"] + ["standing_moved_on"] * 7
    assert fund.unit.count("leavings") == 1
    assert fund.unit.count("outbox", "name IN ('member_resigned', 'member_moved_out')") == 1


def test_a_repeated_command_is_answered_and_not_done_again(fund: Fund) -> None:
    order = {
        **contract.ResignMember.example,
        "command_id": new_id("command"),
        "leaving_id": new_id("leaving"),
        "fund_id": fund.fund_id,
        "membership_id": fund.members[0],
    }
    answer = answering(fund.unit, "resign_member", leavings.resign_member, "cli", CLERK)
    assert answer(**order) == answer(**order)
    assert fund.unit.count("leavings") == fund.unit.count("standing_changes") == 1


def test_who_left_counts_in_no_match_round_and_in_the_years_return(fund: Fund) -> None:
    """Even before the register has heard of it."""
    for member in range(3):
        fund.contribute(member, 20_000)
    ask(fund, "resigned")
    round_id = new_id("round")
    order = {"paid_to": "2025-09", "members_min": 1, "round_id": round_id}
    order["cut_off_on"] = "2025-09-30"  # the day of the leaving
    read = contract.OpenMatchRound.read({**contract.OpenMatchRound.example, **order})
    with fund.unit.work(MINISTRY) as work:
        match.open_match_round(work, **read)
        counted = match.count_match_round(
            work, round_id=round_id, fund_ids=[fund.fund_id], unidentified=[]
        )
    assert counted["eligible"] == 2
    heard(fund, 0, "resigned")
    with fund.unit.work(CLERK) as work:
        told = reports.get_annual_return(work, fund_id=fund.fund_id, year=2568)
    assert told["members"] == {"active": 2, "joined": 0, "died": 0, "left": 1}


def heard(fund: Fund, member: int, status: str) -> None:
    """Have the copy of memberships hear from the register that it ended."""
    with fund.unit.owned.begin() as owner:
        owner.exec_driver_sql(
            f"UPDATE memberships SET status = '{status}'"
            f" WHERE membership_id = '{fund.members[member]}'"
        )
