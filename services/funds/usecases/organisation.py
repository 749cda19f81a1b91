"""A fund as an organisation: branches, offices, certification, status, local governments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kernel import areas
from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Refused
from services.funds.domain import organisation
from services.funds.domain.organisation import Officer
from services.funds.store.funds import Fund
from services.funds.usecases import money
from services.funds.usecases.funds import fund_of, get_fund


def open_branch(
    work: Work, *, branch_id: str, fund_id: str, name: str, village_code: str, address: str
) -> dict[str, Any]:
    """Open a branch; its name stands once in the fund."""
    fund_of(work, fund_id)
    branch = {
        "branch_id": branch_id,
        "fund_id": fund_id,
        "name": name,
        "village_code": village_code,
        "address": address,
    }
    work.store.organisation.add_branch(branch)
    return branch


def list_branches(work: Work, *, fund_id: str) -> dict[str, Any]:
    """The branches of a fund."""
    fund_of(work, fund_id)
    return {"branches": work.store.organisation.branches(fund_id)}


def appoint_officer(work: Work, *, fund_id: str, membership_id: str, **told: Any) -> Officer:
    """Put a member into an office."""
    fund_of(work, fund_id)
    work.store.funds.lock(fund_id)  # two appointments at once would not see one another
    membership = work.store.memberships.find(membership_id)
    if membership is None or membership.fund_id != fund_id or membership.status != "active":
        raise Refused("member_unknown")
    officer = organisation.appoint(
        Officer(fund_id=fund_id, membership_id=membership_id, **told),
        work.store.organisation.officers(fund_id),
    )
    work.store.organisation.add_officer(officer, work.actor.actor_id)
    return officer


def end_term(work: Work, *, officer_id: str, fund_id: str, day: dt.date) -> Officer:
    """End a term before its time."""
    fund_of(work, fund_id)
    officer: Officer = work.store.organisation.officer(fund_id, officer_id)
    if not officer.from_day <= day <= officer.to_day:
        raise Refused("day_outside_term", {"to_day": officer.to_day.isoformat()})
    ended = replace(officer, to_day=day)
    work.store.organisation.end_term(ended)
    return ended


def list_officers(work: Work, *, fund_id: str, day: dt.date | None) -> dict[str, Any]:
    """Who holds the offices of a fund."""
    fund_of(work, fund_id)
    return {"officers": work.store.organisation.officers(fund_id, day)}


def certify_fund(work: Work, *, fund_id: str, step: str, day: dt.date, certificate_no: str) -> Fund:
    """The next step of a fund's certification."""
    fund = fund_of(work, fund_id)
    money.must_not_be_ahead(day, work.today)
    work.store.funds.lock(fund_id)
    reached = organisation.certify(work.store.funds.get(fund_id).certification, step)
    actor = work.actor.actor_id
    work.store.organisation.change_fund(fund_id, "certification", reached, day, "", actor)
    if certificate_no:
        work.store.organisation.number_certificate(fund_id, certificate_no)
    told = {"fund_id": fund_id, "certification": reached, "day": day}
    work.announce(contract.FUND_CERTIFIED, fund_id, told, fund_id=fund_id, area_code=fund.area_code)
    return get_fund(work, fund_id=fund_id)


def change_fund_status(work: Work, *, fund_id: str, status: str, reason: str) -> Fund:
    """Say how a fund does; that it has stopped may be said again, to whoever missed it."""
    fund_of(work, fund_id)
    if not reason.strip():
        raise Refused("reason_missing")
    work.store.funds.lock(fund_id)  # of two at once the second must see what the first has said
    fund = work.store.funds.get(fund_id)
    work.store.organisation.change_fund(
        fund_id, "status", status, work.today, reason, work.actor.actor_id
    )
    work.announce(
        contract.FUND_STATUS_CHANGED,
        fund_id,
        {"fund_id": fund_id, "status": status},
        fund_id=fund_id,
        area_code=fund.area_code,
    )
    if "stopped" in (status, fund.status):
        _announce_standstill(work, fund, stopped=status == "stopped")
    return get_fund(work, fund_id=fund_id)


def _announce_standstill(work: Work, fund: Fund, *, stopped: bool) -> None:
    standstill_id = fund.fund_id.replace("fund", "standstill")
    told = {"standstill_id": standstill_id, "fund_id": fund.fund_id, "day": work.today}
    event = contract.FUND_STOPPED if stopped else contract.FUND_RESUMED
    work.announce(event, standstill_id, told, fund_id=fund.fund_id, area_code=fund.area_code)


def register_local_government(
    work: Work, *, government_id: str, name: str, kind: str, area_codes: Sequence[str]
) -> dict[str, Any]:
    """Enter a local government; its area need not be that of a tambon."""
    unknown = [code for code in area_codes if areas.name_of(code[:6]) is None]
    if unknown:
        raise Refused("area_unknown", {"area_codes": unknown})
    government = {
        "government_id": government_id,
        "name": name,
        "kind": kind,
        "area_codes": list(area_codes),
    }
    work.store.organisation.add_government(government)
    return government


def list_local_governments(work: Work, *, area_code: str, limit: int) -> dict[str, Any]:
    """Local governments of an area."""
    return {"governments": work.store.organisation.governments(area_code, limit)}
