"""A fund's bank account and areas: changed by two people, dated, and what was before stays.

One asks with the day it holds from and the reason, another approves; whoever wants to know what
held on a day finds it in the changes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from kernel.values.errors import Conflict, Refused

ACCOUNT: Final = "account"
AREAS: Final = "areas"


@dataclass(frozen=True)
class Particulars:
    """Where a fund banks and where it works. `account_no` is sealed at rest."""

    bank: str
    account_no: str
    area_codes: tuple[str, ...]
    area_note: str

    @property
    def account_masked(self) -> str:
        return masked(self.account_no)


@dataclass(frozen=True)
class FundChange:
    """The wish to change a fund's account or areas, from asked to approved or declined.

    `before` is what held when it was asked, and again what held when it was approved.
    """

    change_id: str
    fund_id: str
    what: str
    from_day: dt.date
    reason: str
    before: Particulars
    after: Particulars
    asked_by: str
    state: str = "asked"
    decided_by: str = ""


def ask(change: FundChange, today: dt.date) -> FundChange:
    """Ask for a change; `Refused` without a reason, from a day to come, or if nothing changes."""
    if not change.reason.strip():
        raise Refused("reason_missing")
    if change.from_day > today:
        raise Refused("day_in_future", {"day": change.from_day.isoformat()})
    _must_change(change)
    return change


def approve(change: FundChange, now: Particulars, actor_id: str) -> FundChange:
    """Let it hold: by another than who asked. What it does not name stays as it is `now`."""
    _must_be_open(change)
    if not actor_id or actor_id == change.asked_by:
        raise Refused("approver_is_asker")
    approved = replace(
        change, before=now, after=changed(now, change), state="approved", decided_by=actor_id
    )
    _must_change(approved)
    return approved


def decline(change: FundChange, actor_id: str) -> FundChange:
    """Leave the fund as it is; who asked may take it back alone."""
    _must_be_open(change)
    return replace(change, state="declined", decided_by=actor_id)


def changed(now: Particulars, change: FundChange) -> Particulars:
    """What holds with the change: of `after` only what the change is about."""
    after = change.after
    if change.what == ACCOUNT:
        return replace(now, bank=after.bank, account_no=after.account_no)
    return replace(now, area_codes=after.area_codes, area_note=after.area_note)


def digits(account_no: str) -> str:
    """The number itself, however it is written."""
    return "".join(letter for letter in account_no if letter.isdigit())


def masked(account_no: str) -> str:
    """All but the last three digits covered."""
    places = [place for place, letter in enumerate(account_no) if letter.isdigit()]
    shown = set(places[-3:])
    return "".join(
        "x" if letter.isdigit() and place not in shown else letter
        for place, letter in enumerate(account_no)
    )


def _must_be_open(change: FundChange) -> None:
    if change.state != "asked":
        raise Conflict("change_moved_on", {"state": change.state})


def _must_change(change: FundChange) -> None:
    if change.after == change.before:
        raise Refused("nothing_changes")
