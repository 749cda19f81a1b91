"""What a regulation gives for one event: every condition held against it, and the amount.

The first condition that fails ends the claim with nothing; ceilings lessen what is left.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kernel.values.money import ZERO, Money
from kernel.values.thai_calendar import completed_years, fiscal_year, fiscal_year_days
from services.funds.domain import amounts_given, conditions
from services.funds.domain.events import Condition, Event
from services.funds.domain.regulations import Version


@dataclass(frozen=True)
class Judgement:
    """What is due, and why. `due` is None where the regulation's text gives no single answer;
    `choices` are then the answers it gives."""

    version: int | None
    due: Money | None
    conditions: tuple[Condition, ...]
    ceilings: tuple[str, ...] = ()
    choices: tuple[Money, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The conditions that failed, then the ceilings that lessened the amount."""
        return self._failed + self.ceilings

    @property
    def reason(self) -> str:
        """Why nothing is due: the first condition that failed, else the last ceiling; or ""."""
        return next(iter(self._failed), self.ceilings[-1] if self.ceilings else "")

    @property
    def _failed(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.conditions if not each.holds)


def judge(event: Event, version: Version | None) -> Judgement:
    """Hold a version (the one in force on the event's day) against an event."""
    benefit = version.rules.benefits.get(event.kind) if version else None
    if version is None or benefit is None:
        nothing = Condition("BENEFIT_NOT_GIVEN" if version else "NO_REGULATION", holds=False)
        return Judgement(version.number if version else None, ZERO, (nothing,))
    held = tuple(conditions.of(event, version.rules, benefit))
    if not all(condition.holds for condition in held):
        return Judgement(version.number, ZERO, held)
    answers = amounts_given.answers(event, benefit.amount)
    if not answers:
        gap = Condition("NO_STEP", holds=False)
        return Judgement(version.number, ZERO, (*held, gap))
    given = [amounts_given.lessened(answer, event, benefit) for answer in answers]
    if len(given) == 1:
        return Judgement(version.number, given[0][0], held, given[0][1])
    riddle = Condition("TIER_OVERLAP", holds=False)
    choices = tuple(sorted({amount for amount, _ in given}))
    return Judgement(version.number, None, (*held, riddle), choices=choices)


def benefit_year(rule: str, day: dt.date, joined_on: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the benefit year that a day falls into."""
    if rule == "calendar":
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    if rule == "anniversary":
        years = completed_years(joined_on, day)
        begin = _years_after(joined_on, years)
        return begin, _years_after(joined_on, years + 1) - dt.timedelta(days=1)
    return fiscal_year_days(fiscal_year(day))


def year_of(rule: str, day: dt.date, joined_on: dt.date | None) -> tuple[dt.date, dt.date]:
    """The benefit year of a member, or of who is none and has no anniversary: the pools' then."""
    return pool_year(rule, day) if joined_on is None else benefit_year(rule, day, joined_on)


def pool_year(rule: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the year a fund's pools are filled for: it has no anniversary."""
    return benefit_year("fiscal" if rule == "anniversary" else rule, day, day)


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February: a year is complete once the 28th has passed
        return dt.date(day.year + years, 3, 1)
