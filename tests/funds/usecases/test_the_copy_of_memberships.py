"""The copy of memberships: fed by events, many at once, each membership as it stands last."""

from __future__ import annotations

import datetime as dt

from kernel.contracts import members
from kernel.contracts.envelope import Event, Heard
from kernel.wire.clock import new_id
from services.funds.usecases import memberships
from tests.units import NOW, Unit


def heard(event: Event, membership_id: str, sequence: int, status: str) -> Heard:
    data = {
        "membership_id": membership_id,
        "fund_id": new_id("fund"),
        "person_id": new_id("person"),
        "member_no": "1-001",
        "joined_on": dt.date(2009, 8, 3),
        "status": status,
        "died_on": None,
    }
    return Heard(
        event_id=new_id("event"),
        service="members",
        name=event.name,
        subject=f"membership/{membership_id}",
        time=NOW,
        partition_key=membership_id,
        sequence=sequence,
        traceparent="",
        fund_id="",
        area_code="",
        data=data,
    )


def test_of_what_came_together_a_membership_is_kept_as_it_stands_last(funds: Unit) -> None:
    first, second = new_id("membership"), new_id("membership")
    came = [
        heard(members.MEMBER_ENROLLED, first, 1, "active"),
        heard(members.MEMBER_ENROLLED, second, 1, "active"),
        heard(members.MEMBERSHIP_CHANGED, first, 2, "resigned"),
    ]
    with funds.work() as work:
        memberships.keep_memberships(work, came)
    with funds.work() as work:
        kept = {each: work.store.memberships.find(each) for each in (first, second)}
    assert {each: found.status for each, found in kept.items() if found} == {
        first: "resigned",
        second: "active",
    }
