"""How a member stands with a fund: from joining to the end, and what becomes of who does not pay.

`members` owns the application, the membership and its end; what hangs on money is kept here:
suspended, reinstated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain.dues import Chosen
from services.funds.domain.regulations import Arrears, Plan

LEFT: Final = frozenset({"resigned", "removed", "moved_out"})
ENDED: Final = LEFT | {"deceased"}
_ENDS: Final = ENDED
MAY_BECOME: Final[Mapping[str, frozenset[str]]] = {
    "active": frozenset({"suspended"}) | _ENDS,
    "suspended": frozenset({"reinstated"}) | _ENDS,
    "reinstated": frozenset({"suspended"}) | _ENDS,
    **{ended: frozenset() for ended in ENDED},
}


@dataclass(frozen=True)
class Change:
    """A step of a member's standing, and the day it counts from."""

    to: str
    day: dt.date


@dataclass(frozen=True)
class Left:
    """Who left is a member no more from a day on; of an old register nobody knows which."""

    on: dt.date | None = None

    def by(self, day: dt.date) -> bool:
        """Whether one was no member any more on a day: where nobody knows, one was not."""
        return self.on is None or self.on <= day

    @property
    def told(self) -> dict[str, str]:
        return {"left_on": self.on.isoformat()} if self.on else {}


@dataclass(frozen=True)
class Account:
    """What a member owed and paid. `unpaid_since` is the first day no payment covers; of who has
    chosen a plan, the day by which that day had to be paid for."""

    due: Money
    paid: Money
    unpaid_since: dt.date

    @property
    def arrears(self) -> Money:
        """Owed; below zero for who has paid ahead."""
        return self.due - self.paid


@dataclass(frozen=True)
class Savings:
    """What a fund's books tell of one member's savings by a day: the month they tell them from,
    what was owed when it began (None where no sheet says), and what was paid `earlier` than it,
    since, before the month of the day, and in that month."""

    since: dt.date
    owed: Money | None = None
    paid: Money = ZERO
    paid_this_month: Money = ZERO
    earlier: Money = ZERO

    def begins(self, joined_on: dt.date) -> dt.date:
        """The first day savings are reckoned from: a sheet's month, else not before joining."""
        return self.since if self.owed is not None else max(self.since, joined_on)

    @property
    def covering(self) -> Money:
        """What is left for the days since: below zero where an older debt takes all of it."""
        return self.paid + self.paid_this_month - (self.owed or ZERO)

    @property
    def paid_here(self) -> Money:
        """All that was ever paid here."""
        return self.earlier + self.paid + self.paid_this_month


@dataclass(frozen=True)
class Owed:
    """What a member carried into the month of a day, and the first day no payment before that day
    covers; `unpaid_since` is None where no plan tells what is due."""

    carried: Money
    unpaid_since: dt.date | None = None


def become(now: str, to: str) -> str:
    """The next state, or `Conflict("standing_moved_on")` where no way leads there."""
    if to not in MAY_BECOME[now]:
        raise Conflict("standing_moved_on", {"state": now})
    return to


def state(status: str, changes: Iterable[Change], day: dt.date) -> str:
    """How a member stands on a day: the register's word if it has ended, else the last change.

    Whoever has left does not stand otherwise on a day before.
    """
    if status in ENDED:
        return status
    changes = tuple(changes)
    last = next((each for each in changes if each.to in ENDED), None) or _last(changes, day)
    return last.to if last is not None else "active"


def account(
    plan: Plan, since: dt.date, paid: Money, day: dt.date, chosen: Chosen | None = None
) -> Account:
    """What was due from a day on; each payment covers so many days from the first, and below zero
    a debt reaches so many days back from it.

    By the day, or of who has chosen a plan, by the periods that have passed.
    """
    until = chosen.due_until(day) if chosen else day
    days = max(0, (until - since).days + 1)
    covered = paid.satang // plan.daily.satang
    unpaid_since = since + dt.timedelta(days=covered)
    if chosen is not None:
        unpaid_since = chosen.due_on(unpaid_since)
    return Account(plan.daily * days, paid, unpaid_since)


def reckon(
    plan: Plan,
    told: Savings,
    joined_on: dt.date,
    changes: Iterable[Change],
    day: dt.date,
    chosen: Chosen | None = None,
) -> Account:
    """What was due of a member by a day, with debts from before the books, and paid here.

    What the last sheet carried over goes before what the books add up to: it knows older debts.
    Who was let back owing is behind from that day on.
    """
    since = account(plan, told.begins(joined_on), told.covering, day, chosen)
    unpaid_since = max(since.unpaid_since, _let_back(changes, day) or since.unpaid_since)
    return Account(since.arrears + told.paid_here, told.paid_here, unpaid_since)


def owed(
    plan: Plan | None,
    told: Savings,
    joined_on: dt.date,
    changes: Iterable[Change],
    day: dt.date,
    chosen: Chosen | None = None,
) -> Owed | None:
    """How far behind a member was on a day, as `reckon` has it: by the month before, and since
    which day unpaid by now. None where the books do not tell.
    """
    month = day.replace(day=1)
    if plan is None or not plan.daily:
        sheet_of_the_month = told.owed is not None and told.since == month
        return Owed(told.owed) if sheet_of_the_month and told.owed is not None else None
    by_now = reckon(plan, told, joined_on, changes, day, chosen)
    before = replace(told, paid_this_month=ZERO)
    carried = reckon(plan, before, joined_on, (), month - dt.timedelta(days=1), chosen).arrears
    return Owed(max(ZERO, carried), by_now.unpaid_since)


def _let_back(changes: Iterable[Change], day: dt.date) -> dt.date | None:
    last = _last(changes, day)
    return last.day if last is not None and last.to == "reinstated" else None


def _last(changes: Iterable[Change], day: dt.date) -> Change | None:
    """The change that holds on a day. Changes come in the order they were made: of two that count
    from one day the later was decided knowing the earlier, so it holds."""
    begun = [each for each in changes if each.day <= day]
    return max(reversed(begun), key=lambda each: each.day, default=None)


def advised(rules: Arrears, told: Account, day: dt.date) -> str:
    """What the regulation says of who is so far behind; the committee decides."""
    if told.arrears <= ZERO:
        return "active"
    if rules.remove_after and rules.remove_after.after(told.unpaid_since) <= day:
        return "removed"
    if rules.suspend_after and rules.suspend_after.after(told.unpaid_since) <= day:
        return "suspended"
    return "active"


def reinstate(now: str, rules: Arrears, told: Account | None) -> str:
    """Let a member back; what is owed is paid first, where the regulation wants that."""
    after = become(now, "reinstated")
    if rules.back_pay and told is not None and told.arrears > ZERO:
        raise Refused("arrears_unpaid", {"arrears_satang": told.arrears.satang})
    return after


def left(status: str, changes: Iterable[Change]) -> Left | None:
    """Whether a member has left: by a change made here, else by the register's word alone."""
    found = next((Left(each.day) for each in changes if each.to in LEFT), None)
    return found or (Left() if status in LEFT else None)


def rights_rest(changes: Iterable[Change], rules: Arrears, day: dt.date) -> bool:
    """Whether rights rest on a day: suspended, or back and waiting anew."""
    last = _last(changes, day)
    if last is None:
        return False
    if last.to == "suspended":
        return True
    waits = rules.new_waiting
    return last.to == "reinstated" and waits is not None and waits.after(last.day) > day
