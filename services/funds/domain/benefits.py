"""What a regulation gives for one event: every condition held against it, and the amount.

The conditions are the common ones of Thai community funds (domain.md 2.3): a member on the day,
alive, waiting over, not in arrears, filed in time, not asked before. The first that fails ends the
claim with nothing; ceilings lessen it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from kernel.values.errors import Refused
from kernel.values.money import ZERO, Money
from kernel.values.thai_calendar import completed_years, fiscal_year, fiscal_year_days, in_thai
from services.funds.domain.regulations import (
    AmountRule,
    Benefit,
    ByDamage,
    ByLevel,
    ByMembership,
    PerNight,
    Step,
    Version,
)
from services.funds.domain.spans import NONE


@dataclass(frozen=True)
class Condition:
    """One condition, held against one claim, in words a committee member can read."""

    code: str
    holds: bool
    thai: str
    english: str


@dataclass(frozen=True)
class Event:
    """What happened, to whom: everything a regulation may ask about.

    `arrears` are those carried into the month of the event, `age` in completed years on its day,
    `given_this_year` and `times_this_year` what the regulation gave earlier in the same benefit
    year; None stands for not known.
    """

    kind: str
    event_on: dt.date
    filed_on: dt.date
    joined_on: dt.date
    died_on: dt.date | None = None
    arrears: Money | None = None
    asked_before: bool = False
    nights: int | None = None
    level: str | None = None
    damage_percent: int | None = None
    age: int | None = None
    given_this_year: Money = ZERO
    times_this_year: int = 0


@dataclass(frozen=True)
class Judgement:
    """What is due, and why. `due` is None where the regulation's text gives no single answer."""

    version: int | None
    due: Money | None
    conditions: tuple[Condition, ...]
    ceilings: tuple[str, ...] = ()

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
        code = "NO_REGULATION" if version is None else "BENEFIT_NOT_GIVEN"
        english = "no regulation in force" if version is None else "not a benefit of this fund"
        thai = "ไม่มีระเบียบที่ใช้บังคับในวันนั้น" if version is None else "กองทุนไม่มีสวัสดิการประเภทนี้"
        nothing = Condition(code, holds=False, thai=thai, english=english)
        return Judgement(version.number if version else None, ZERO, (nothing,))
    conditions = tuple(_conditions(event, version, benefit))
    if not all(condition.holds for condition in conditions):
        return Judgement(version.number, ZERO, conditions)
    try:
        whole = _amount(event, benefit.amount)
    except Refused as unclear:
        riddle = Condition(
            unclear.code,
            holds=False,
            thai="ระเบียบให้คำตอบมากกว่าหนึ่ง กรรมการต้องวินิจฉัย",
            english="the regulation's text gives more than one answer",
        )
        return Judgement(version.number, None, (*conditions, riddle))
    due, ceilings = _lessened(whole, event, benefit)
    return Judgement(version.number, due, conditions, ceilings)


def benefit_year(rule: str, day: dt.date, joined_on: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the benefit year that a day falls into."""
    if rule == "calendar":
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    if rule == "anniversary":
        years = completed_years(joined_on, day)
        begin = _years_after(joined_on, years)
        return begin, _years_after(joined_on, years + 1) - dt.timedelta(days=1)
    return fiscal_year_days(fiscal_year(day))


def _conditions(event: Event, version: Version, benefit: Benefit) -> Iterator[Condition]:
    rules = version.rules
    alive = event.died_on is None or event.event_on <= event.died_on
    yield Condition("AFTER_DEATH", alive, "มีชีวิตในวันเกิดเหตุ", "alive on the day")
    yield Condition(
        "DUPLICATE_CLAIM", not event.asked_before, "ขอครั้งแรกของเหตุนี้", "asked for the first time"
    )
    waiting = benefit.waiting or rules.waiting
    entitled = waiting.after(event.joined_on)
    yield Condition(
        "WAITING_PERIOD",
        event.event_on >= entitled,
        f"เป็นสมาชิกครบ {waiting.thai} มีสิทธิตั้งแต่ {in_thai(entitled, short=True)}",
        f"a member for {waiting.english}: entitled from {entitled}",
    )
    if rules.arrears_above is not None:
        arrears = event.arrears or ZERO
        yield Condition(
            "ARREARS_SUSPENDED",
            arrears <= rules.arrears_above,
            f"เงินออมค้างยกมา {arrears} บาท ไม่เกิน {rules.arrears_above} บาท",
            f"{arrears} baht carried over in arrears, at most {rules.arrears_above}",
        )
    if rules.claim_within is not None:
        last = rules.claim_within.after(event.event_on)
        yield Condition(
            "LATE_CLAIM",
            event.filed_on <= last,
            f"ยื่นภายใน {rules.claim_within.thai} ถึง {in_thai(last, short=True)}",
            f"filed within {rules.claim_within.english}: by {last}",
        )
    yield from _conditions_of_kind(event, benefit)


def _conditions_of_kind(event: Event, benefit: Benefit) -> Iterator[Condition]:
    if benefit.age_min is not None:
        old_enough = event.age is not None and event.age >= benefit.age_min
        yield Condition(
            "AGE_BELOW",
            old_enough,
            f"อายุ {benefit.age_min} ปีขึ้นไป",
            f"{benefit.age_min} years or older",
        )
    if benefit.times_per_year_max is not None:
        most = benefit.times_per_year_max
        yield Condition(
            "TIMES_PER_YEAR",
            event.times_this_year < most,
            f"ไม่เกินปีละ {most} ครั้ง",
            f"at most {most} in a year",
        )
    if isinstance(benefit.amount, PerNight):
        stayed = bool(event.nights)
        yield Condition("NIGHTS_MISSING", stayed, "ระบุจำนวนคืน", "the number of nights is told")
    if isinstance(benefit.amount, ByLevel):
        known = event.level in benefit.amount.amounts
        yield Condition("LEVEL_UNKNOWN", known, "ระบุระดับการศึกษา", "the level of schooling is told")
    if isinstance(benefit.amount, ByDamage):
        least = benefit.amount.steps[0][0]
        enough = event.damage_percent is not None and event.damage_percent >= least
        yield Condition(
            "DAMAGE_TOO_SMALL",
            enough,
            f"เสียหายตั้งแต่ร้อยละ {least}",
            f"damaged by {least} percent or more",
        )


def _amount(event: Event, rule: AmountRule) -> Money:
    if isinstance(rule, PerNight):
        return rule.rate * (event.nights or 0)
    if isinstance(rule, ByLevel):
        return rule.amounts[event.level or ""]
    if isinstance(rule, ByDamage):
        damage = event.damage_percent or 0
        return [amount for least, amount in rule.steps if damage >= least][-1]
    if isinstance(rule, ByMembership):
        return _by_membership(event, rule)
    return rule.amount


def _by_membership(event: Event, rule: ByMembership) -> Money:
    given = [step.amount for step in rule.steps if _applies(step, event)]
    if not given:
        return ZERO
    if len(given) > 1 and not rule.highest:
        raise Refused("TIER_OVERLAP")
    return max(given)


def _applies(step: Step, event: Event) -> bool:
    joined, day = event.joined_on, event.event_on
    begun = day >= (step.since or NONE).after(joined)
    beyond = step.over is None or day > step.over.after(joined)
    not_ended = step.up_to is None or day <= step.up_to.after(joined)
    return begun and beyond and not_ended


def _lessened(whole: Money, event: Event, benefit: Benefit) -> tuple[Money, tuple[str, ...]]:
    """The stay's ceilings first, then what is left of the year's."""
    due, ceilings = whole, []
    rule = benefit.amount
    if isinstance(rule, PerNight) and rule.nights_max is not None:
        due = min(due, rule.rate * rule.nights_max)
    if benefit.stay_max is not None:
        due = min(due, benefit.stay_max)
    if due < whole:
        ceilings.append("STAY_CAP")
    if benefit.year_max is not None:
        left = max(ZERO, benefit.year_max - event.given_this_year)
        if due > left:
            due = left
            ceilings.append("YEAR_CAP")
    return due, tuple(ceilings)


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
