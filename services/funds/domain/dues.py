"""When savings fall due: by the day, or of who has chosen a plan, at the end of each period.

A payment is for so many days at once or for a calendar month, and is missed only when its period
has passed without it (domain.md 1.2). The entry fee is paid once, as the plan says.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain.regulations import Plan

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Chosen:
    """The plan a member pays by from a day on: for so many days at once; None is by the month."""

    from_day: dt.date
    period_days: int | None = None

    def begins_on(self, day: dt.date) -> dt.date:
        """The first day of the period that holds a day."""
        if self.period_days is None:
            return max(day.replace(day=1), self.from_day)
        return day - _DAY * ((day - self.from_day).days % self.period_days)

    def due_on(self, day: dt.date) -> dt.date:
        """The day by which a day is paid for: the last of its period; before the plan, its own."""
        if day < self.from_day:
            return day
        if self.period_days is None:
            return day.replace(day=calendar.monthrange(day.year, day.month)[1])
        return self.begins_on(day) + _DAY * (self.period_days - 1)

    def due_until(self, day: dt.date) -> dt.date:
        """The last day whose payment has fallen due by a day."""
        if day < self.from_day or self.due_on(day) == day:
            return day
        return self.begins_on(day) - _DAY

    def costs(self, plan: Plan, day: dt.date) -> Money:
        """What the period that holds a day costs; a month begun within, by the days left of it."""
        begins, ends = self.begins_on(day), self.due_on(day)
        if self.period_days is None and begins.day == 1:
            return plan.due_for_month(day.year, day.month)
        return plan.due_for_days((ends - begins).days + 1)


@dataclass(frozen=True)
class PaidBefore:
    """What a member paid here before: savings, and entry fees."""

    savings: Money = ZERO
    fees: Money = ZERO


def at(chosen: Iterable[Chosen], day: dt.date) -> Chosen | None:
    """The plan a member pays by on a day; None of who has chosen none by then."""
    begun = (each for each in chosen if each.from_day <= day)
    return max(begun, key=lambda each: each.from_day, default=None)


def choose(
    asked: Chosen,
    plan: Plan | None,
    before: Sequence[Chosen],
    joined_on: dt.date,
    arrears: Money | None,
) -> Chosen:
    """Choose one of the plans the regulation offers; `arrears` are those under the plan before.

    Who has chosen before chooses anew only without arrears, from no day before the choice that
    stands: what was missed would be due later otherwise.
    """
    offered = plan is not None and (
        plan.monthly if asked.period_days is None else asked.period_days in plan.period_days
    )
    if not offered:
        days = list(plan.period_days) if plan else []
        monthly = plan is not None and plan.monthly
        raise Refused("plan_not_offered", {"period_days": days, "monthly": monthly})
    if asked.from_day < joined_on:
        raise Refused("plan_before_joining", {"joined_on": joined_on.isoformat()})
    last = max((each.from_day for each in before), default=None)
    if last is not None and asked.from_day <= last:
        raise Conflict("plan_chosen_since", {"from_day": last.isoformat()})
    if before and arrears is not None and arrears > ZERO:
        raise Refused("plan_arrears_unpaid", {"arrears_satang": arrears.satang})
    return asked


def must_be_as_planned(
    plan: Plan | None, savings: Money, fee: Money, before: PaidBefore, *, new: bool, line: int
) -> None:
    """`Refused` for an entry fee paid again or not as the plan says, and for a first payment below
    what the plan wants; `new` is who joined since the books here begin."""
    if fee and before.fees:
        raise Refused("entry_fee_paid_before", {"line": line})
    if plan is None:
        return
    if fee and fee != plan.entry_fee:
        wanted = {"line": line, "entry_fee_satang": plan.entry_fee.satang}
        raise Refused("entry_fee_not_as_planned", wanted)
    if new and ZERO < savings < plan.first_payment and not before.savings:
        wanted = {"line": line, "first_payment_satang": plan.first_payment.satang}
        raise Refused("first_payment_too_low", wanted)
