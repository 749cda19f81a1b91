"""Leaving a fund but by death: a member resigns, is removed, or moves out of the fund's area.

One asks, with a reason and a day; where the regulation wants a second person, another decides. What
was paid is never given back, so the ledger does not move. `members` hears of it and ends the
membership; rights end here at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO
from services.funds.domain.member_standing import Account, become
from services.funds.domain.regulations import Arrears, LeavingRules, Rules

ARREARS: Final = "arrears"


@dataclass(frozen=True)
class Leaving:
    """A member's leaving, from asked to done or declined. `ground` only of who is removed."""

    leaving_id: str
    fund_id: str
    membership_id: str
    way: str
    day: dt.date
    reason: str
    asked_by: str
    ground: str = ""
    state: str = "asked"
    decided_by: str = ""


@dataclass(frozen=True)
class Case:
    """What bears on it: how the member stands and what is owed on the day, and the books."""

    state: str
    joined_on: dt.date
    account: Account | None
    closed_until: dt.date | None


def ask(asked: Leaving, rules: Rules, case: Case) -> Leaving:
    """Ask for it; done at once where the regulation wants nobody else to decide."""
    if not asked.reason.strip():
        raise Refused("reason_missing")
    must_hold(asked, rules, case)
    if asked.way in rules.leaving.by_another:
        return asked
    return replace(asked, state="done", decided_by=asked.asked_by)


def approve(asked: Leaving, rules: Rules, case: Case, actor_id: str) -> Leaving:
    """Let the member go: by another than who asked, and only if it still holds."""
    _must_be_open(asked)
    if not actor_id or actor_id == asked.asked_by:
        raise Refused("approver_is_asker")
    must_hold(asked, rules, case)
    return replace(asked, state="done", decided_by=actor_id)


def decline(asked: Leaving, actor_id: str) -> Leaving:
    """Leave the member in the fund; who asked may take it back alone."""
    _must_be_open(asked)
    return replace(asked, state="declined", decided_by=actor_id)


def must_hold(asked: Leaving, rules: Rules, case: Case) -> None:
    """`Refused` where the regulation or the books do not let a member leave so on the day."""
    become(case.state, asked.way)
    if asked.day < case.joined_on:
        raise Refused("left_before_joining", {"joined_on": case.joined_on.isoformat()})
    if case.closed_until is not None and asked.day <= case.closed_until:
        days = {"day": asked.day.isoformat(), "closed_until": case.closed_until.isoformat()}
        raise Refused("date_in_closed_period", days)
    if asked.way == "moved_out" and not rules.leaving.moving_ends:
        raise Refused("moving_ends_nothing")
    if asked.way == "removed":
        _must_have_ground(asked, rules.leaving, rules.arrears, case.account)


def _must_have_ground(
    asked: Leaving, leaving: LeavingRules, arrears: Arrears, account: Account | None
) -> None:
    if asked.ground != ARREARS:
        if asked.ground not in leaving.grounds:
            raise Refused("removal_ground_unknown", {"grounds": sorted(leaving.grounds)})
        return
    if arrears.remove_after is None:
        raise Refused("removal_ground_unknown", {"grounds": sorted(leaving.grounds)})
    if account is None or account.arrears <= ZERO:
        raise Refused("removal_not_due")
    due_on = arrears.remove_after.after(account.unpaid_since)
    if asked.day < due_on:
        raise Refused("removal_not_due", {"removed_from": due_on.isoformat()})


def _must_be_open(asked: Leaving) -> None:
    if asked.state != "asked":
        raise Conflict("leaving_moved_on", {"state": asked.state})
