"""Leaving a fund: resigned, removed, moved out; asked for, decided by another, listed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event
from kernel.values.errors import Conflict
from services.funds.domain import leavings, regulations
from services.funds.domain.leavings import Case, Leaving
from services.funds.domain.regulations import Rules
from services.funds.store.funds import Fund
from services.funds.usecases import standing
from services.funds.usecases.funds import fund_of

_EVENTS: Final[dict[str, Event]] = {
    "resigned": contract.MEMBER_RESIGNED,
    "removed": contract.MEMBER_REMOVED,
    "moved_out": contract.MEMBER_MOVED_OUT,
}


def resign_member(work: Work, **asked: Any) -> Leaving:
    """A member resigns."""
    return _ask(work, "resigned", **asked)


def remove_member(work: Work, **asked: Any) -> Leaving:
    """A member is removed, for a ground the regulation knows."""
    return _ask(work, "removed", **asked)


def move_member_out(work: Work, **asked: Any) -> Leaving:
    """A member has moved out of the fund's area."""
    return _ask(work, "moved_out", **asked)


def approve_leaving(work: Work, *, leaving_id: str, fund_id: str) -> Leaving:
    """Let the member go; the second of two people."""
    fund = fund_of(work, fund_id)
    asked = work.store.leavings.get(leaving_id)
    rules, case = _about(work, asked)
    done = leavings.approve(asked, rules, case, work.actor.actor_id)
    work.store.leavings.change(done)
    _end(work, fund, done)
    return done


def decline_leaving(work: Work, *, leaving_id: str, fund_id: str) -> Leaving:
    """Leave the member in the fund."""
    fund_of(work, fund_id)
    declined = leavings.decline(work.store.leavings.get(leaving_id), work.actor.actor_id)
    work.store.leavings.change(declined)
    return declined


def list_leavings(
    work: Work, *, fund_id: str, state: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of the leavings of a fund."""
    fund_of(work, fund_id)
    found = work.store.leavings.listed(fund_id, state, after, limit)
    return {"leavings": found, "after": found[-1].leaving_id if len(found) == limit else None}


def _ask(
    work: Work,
    way: str,
    *,
    leaving_id: str,
    fund_id: str,
    membership_id: str,
    day: dt.date,
    reason: str,
    ground: str = "",
) -> Leaving:
    fund = fund_of(work, fund_id)
    asked = Leaving(
        leaving_id=leaving_id,
        fund_id=fund_id,
        membership_id=membership_id,
        way=way,
        day=day,
        reason=reason,
        asked_by=work.actor.actor_id,
        ground=ground,
    )
    rules, case = _about(work, asked)
    if work.store.leavings.asked(membership_id):
        raise Conflict("leaving_asked_before")
    told = leavings.ask(asked, rules, case)
    work.store.leavings.add(told, work.now)
    if told.state == "done":
        _end(work, fund, told)
    return told


def _about(work: Work, asked: Leaving) -> tuple[Rules, Case]:
    """The member's row is held from here on: of two clerks at once the second sees the first's."""
    membership = standing.about_to_change(work, asked.fund_id, asked.membership_id, asked.day)
    # Nobody leaves a year that is being closed: who closes it holds this row.
    work.store.funds.lock(asked.fund_id)
    version = regulations.in_force(work.store.regulations.versions(asked.fund_id), asked.day)
    (told,) = standing.standings_of(work, asked.fund_id, [membership], asked.day)
    case = Case(
        state=told["state"],
        joined_on=membership.joined_on,
        account=standing.account_of(told),
        closed_until=work.store.books.closed_until(asked.fund_id),
    )
    return (version.rules if version else Rules()), case


def _end(work: Work, fund: Fund, done: Leaving) -> None:
    """Rights end with this transaction; the register hears of it."""
    membership = work.store.memberships.find(done.membership_id)
    work.store.member_standings.add(
        membership, done.way, done.day, done.reason, work.actor.actor_id
    )
    work.announce(
        _EVENTS[done.way],
        done.leaving_id,
        done,
        fund_id=fund.fund_id,
        area_code=fund.area_code,
    )
