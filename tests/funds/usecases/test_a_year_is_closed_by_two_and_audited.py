"""A year is closed by two people, and audited by somebody who kept none of its books."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from gateway.reports.annual import annual_return
from kernel.contracts import funds as contract
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.wire.clock import new_id
from services.funds.domain.closings import Audit, Closing
from services.funds.usecases import books, closings, organisation, reports
from tests.funds.orders import CLERK, COMMITTEE, TREASURER, Fund
from tests.units import NOW, Unit, someone

pytestmark = pytest.mark.stack
AUDITOR = someone("auditor", actor_id="staff_auditor")
TERM = {"from_day": "2024-10-01", "to_day": "2026-09-30"}


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """A fund whose year 2568 is over, with money received by its treasurer."""
    made = Fund(funds)
    made.open(100_000, members=3)
    made.receive(5_000)
    funds.clock.moment = NOW + dt.timedelta(days=10)
    return made


def close(fund: Fund, actor: Actor = COMMITTEE) -> dict[str, Any]:
    told: dict[str, Any] = fund.ask(actor, contract.CloseYear, books.close_year, year=2568)
    return told


def closed(fund: Fund) -> list[Closing]:
    with fund.unit.work(COMMITTEE) as work:
        told = books.list_closed_years(work, fund_id=fund.fund_id)
    contract.ClosedYears.write(told)
    return list(told["asked"])


def appoint(fund: Fund, member: int, role: str, **term: str) -> str:
    told = fund.ask(
        COMMITTEE,
        contract.AppointOfficer,
        organisation.appoint_officer,
        officer_id=new_id("officer"),
        membership_id=fund.members[member],
        role=role,
        **{**TERM, **term},
    )
    return str(told.officer_id)


def audit(fund: Fund, officer_id: str, actor: Actor = AUDITOR, **changes: str) -> Audit:
    told: Audit = fund.ask(
        actor,
        contract.RecordAudit,
        closings.record_audit,
        audit_id=new_id("audit"),
        officer_id=officer_id,
        **{"day": "2025-10-05", **changes},
    )
    return told


def test_a_year_is_closed_by_another_than_who_asked(fund: Fund) -> None:
    with pytest.raises(Refused, match="closing_not_asked"):
        close(fund)
    asked = fund.ask_closing(2568)
    assert closed(fund) == [asked]
    with pytest.raises(Conflict, match="closing_asked_before"):
        fund.ask_closing(2568, CLERK)
    with pytest.raises(Refused, match="approver_is_asker"):
        close(fund, someone("committee", actor_id=TREASURER.actor_id))
    told = close(fund)
    assert (told["asked_by"], told["closed_by"]) == (TREASURER.actor_id, COMMITTEE.actor_id)
    assert closed(fund) == []
    with pytest.raises(Conflict, match="closing_moved_on"):
        decline(fund, asked)


def decline(fund: Fund, asked: Closing) -> Closing:
    told: Closing = fund.ask(
        COMMITTEE,
        contract.DeclineClosing,
        closings.decline_closing,
        closing_id=asked.closing_id,
    )
    return told


def test_what_was_declined_is_asked_for_anew(fund: Fund) -> None:
    declined = decline(fund, fund.ask_closing(2568))
    assert declined.decided_by == COMMITTEE.actor_id
    with pytest.raises(Refused, match="closing_not_asked"):
        close(fund)
    with pytest.raises(Refused, match="year_not_over"):
        fund.ask_closing(2569)
    fund.ask_closing(2568)
    assert close(fund)["result"].satang == 5_000
    with pytest.raises(NotFound, match="closing_unknown"):
        decline(fund, Closing(new_id("closing"), fund.fund_id, 2568, ""))


def test_an_auditor_in_office_says_what_a_closed_year_is_worth_once(fund: Fund) -> None:
    auditor = appoint(fund, 0, "auditor")
    with pytest.raises(Refused, match="year_not_closed"):
        audit(fund, auditor)
    fund.close_year(2568)
    with pytest.raises(Refused, match="remarks_missing"):
        audit(fund, auditor, opinion="qualified")
    given = audit(fund, auditor, opinion="qualified", remarks="ใบเสร็จเดือนมีนาคมไม่ครบ")
    assert (given.membership_id, given.made_by) == (fund.members[0], AUDITOR.actor_id)
    with pytest.raises(Conflict, match="audited_before"):
        audit(fund, auditor)
    with pytest.raises(DBAPIError), fund.unit.engine.begin() as app:
        app.exec_driver_sql("UPDATE audits SET opinion = 'unqualified'")


def test_the_annual_return_prints_the_opinion(fund: Fund) -> None:
    fund.close_year(2568)
    audit(fund, appoint(fund, 0, "auditor"), opinion="adverse", remarks="เงินสดขาด")
    with fund.unit.work(AUDITOR) as work:
        told = reports.get_annual_return(work, fund_id=fund.fund_id, year=2568)
    paper = annual_return(contract.AnnualReturn.write(told))
    facts = {name.english: value for name, value in paper.facts}
    assert facts["Auditor's opinion"] == "ไม่ถูกต้อง / Adverse, 5 ต.ค. 2568: เงินสดขาด"


def test_no_officer_of_the_year_and_nobody_out_of_office_audits_it(fund: Fund) -> None:
    fund.close_year(2568)
    with pytest.raises(NotFound, match="officer_unknown"):
        audit(fund, new_id("officer"))
    with pytest.raises(Refused, match="auditor_not_in_office"):
        audit(fund, appoint(fund, 1, "treasurer", to_day="2025-09-30"))
    with pytest.raises(Refused, match="auditor_held_office"):
        audit(fund, appoint(fund, 1, "auditor", from_day="2025-10-01"))
    auditor = appoint(fund, 2, "auditor", from_day="2025-10-01")
    with pytest.raises(Refused, match="year_not_over"):
        audit(fund, appoint(fund, 0, "auditor"), day="2025-09-30")
    with pytest.raises(Refused, match="auditor_not_in_office"):
        audit(fund, auditor, day="2025-09-30")
    assert audit(fund, auditor).opinion == "unqualified"


@pytest.mark.parametrize("keeper", [CLERK, COMMITTEE, TREASURER])
def test_who_posted_asked_or_closed_records_no_opinion(fund: Fund, keeper: Actor) -> None:
    fund.close_year(2568)
    with pytest.raises(Refused, match="auditor_kept_the_books"):
        audit(fund, appoint(fund, 0, "auditor"), someone("auditor", actor_id=keeper.actor_id))
