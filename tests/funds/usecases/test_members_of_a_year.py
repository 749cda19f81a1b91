"""Members by sex, age and village: from the register, and as a closed year had them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.contracts import members as members_contract
from kernel.wire.clock import new_id
from services.funds.usecases import books, member_returns
from services.members.usecases import deaths, memberships
from tests.funds.orders import CLERK, COMMITTEE, Fund
from tests.units import NOW, Unit, Units, answering, someone

pytestmark = pytest.mark.stack
REGISTRAR = someone("clerk")


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def enrol(members: Unit, fund: Fund, title: str, born: str | None, village: str) -> dict[str, Any]:
    person = {"person_id": new_id("person"), "title": title, "first": "ตัวอย่าง", "birth_on": born}
    order = members_contract.EnrolMember.read(
        {
            **members_contract.EnrolMember.example,
            "membership_id": new_id("membership"),
            "fund_id": fund.fund_id,
            "member_no": new_id("membership")[-8:],
            "person": person,
            "joined_on": "2015-01-31",
            "village": village,
        }
    )
    with members.work(REGISTRAR) as work:
        return memberships.enrol_member(work, **order)


def asking(members: Unit) -> Any:
    ask = answering(members, "get_member_groups", memberships.get_member_groups, "funds")
    return lambda _, **fields: ask(**fields)


def told(members: Unit, fund: Fund, year: int = 2568, ages: tuple[int, ...] = (0, 15, 60)) -> Any:
    with fund.unit.work(CLERK) as work:
        days = member_returns.year_asked(work, fund_id=fund.fund_id, year=year)
    groups = member_returns.ask_groups(asking(members), fund.fund_id, days)
    with fund.unit.work(CLERK) as work:
        found = member_returns.get_member_return(
            work, fund_id=fund.fund_id, year=year, ages_from=ages, told=groups
        )
    return contract.MemberReturn.write(found)


def test_members_are_counted_and_a_closed_year_keeps_its_own(funds: Unit, members: Unit) -> None:
    fund = Fund(funds)
    fund.open(0, members=0)
    enrol(members, fund, "นาง", "1965-09-30", "4")  # sixty on the last day of the year
    gone = enrol(members, fund, "นาง", "1965-10-01", "10")
    enrol(members, fund, "เด็กชาย", "2015-01-01", "4")
    enrol(members, fund, "", None, "")
    resigned = enrol(members, fund, "นาย", "1990-01-01", "4")
    with members.work(REGISTRAR) as work:
        left = work.store.memberships.get(resigned["membership_id"])
        work.store.memberships.change(replace(left, status="resigned", left_on=dt.date(2025, 5, 1)))
    with members.work(REGISTRAR) as work:
        deaths.record_death(work, person_id=gone["person_id"], died_on=dt.date(2025, 9, 1))
    before = told(members, fund)
    assert before["counts"] == {
        "male": 1,
        "female": 1,
        "sex_unknown": 1,
        "members": 3,
        "joined": 0,
        "died": 1,
        "left": 1,
    }
    by_age = {each["from_age"]: each["counts"]["members"] for each in before["by_age"]}
    assert by_age == {0: 1, 15: 0, 60: 1, None: 1}
    assert [each["village"] for each in before["by_village"]] == ["4", "10", ""]
    assert told(members, fund, 2567)["counts"]["members"] == 5

    fund.unit.clock.moment = NOW + dt.timedelta(days=1)
    groups = member_returns.ask_for_closing(asking(members), fund.fund_id, 2568)
    fund.ask_closing(2568)
    with fund.unit.work(COMMITTEE) as work:
        books.close_year(work, fund_id=fund.fund_id, year=2568, groups=groups)
    enrol(members, fund, "นาย", "1990-01-01", "4")
    after = told(members, fund)
    assert after == {**before, "closed": True}
    assert told(members, fund, ages=(0,))["by_age"][0]["counts"]["members"] == 2
    assert told(members, fund, 2569)["counts"]["members"] == 4
