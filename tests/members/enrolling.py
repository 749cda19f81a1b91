"""Members for the tests of the register: enrolled by a clerk, 400 days before `NOW`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kernel.wire.clock import new_id
from services.members.usecases import memberships
from tests.units import NOW, Unit, someone

CLERK = someone("clerk")
DAY = NOW.date()


def enrolled(members: Unit, fund_id: str, member_no: str, cid: str | None = None) -> dict[str, Any]:
    """A member as the register tells it; somebody new, unless the id number says who it is."""
    person = {
        "person_id": new_id("person"),
        "cid": cid,
        "title": "นาง",
        "first": "ตัวอย่าง" if cid else f"ตัวอย่าง{member_no}",
        "last": "สมมุติ",
        "birth_on": None,
    }
    with members.work(CLERK) as work:
        return memberships.enrol_member(
            work,
            membership_id=new_id("membership"),
            fund_id=fund_id,
            member_no=member_no,
            person=person,
            joined_on=DAY - dt.timedelta(days=400),
        )
