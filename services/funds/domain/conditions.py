"""The conditions of a benefit, held against an event one after the other.

The common ones come first, as Thai community funds have them (domain.md 2.3): a member on the day,
alive, waiting over, not in arrears, filed in time, not asked before, papers handed in.
"""

from __future__ import annotations

from collections.abc import Iterator

from kernel.values.money import ZERO
from kernel.values.thai_calendar import in_thai
from services.funds.domain import documents
from services.funds.domain.events import Condition, Event
from services.funds.domain.regulations import (
    Benefit,
    ByAge,
    ByDamage,
    ByLevel,
    Levy,
    PerNight,
    Rules,
)


def of(event: Event, rules: Rules, benefit: Benefit) -> Iterator[Condition]:
    """Every condition that bears on the event; the first that fails ends the claim."""
    alive = event.died_on is None or event.event_on <= event.died_on
    yield Condition("AFTER_DEATH", alive, "มีชีวิตในวันเกิดเหตุ", "alive on the day")
    yield Condition(
        "DUPLICATE_CLAIM", not event.asked_before, "ขอครั้งแรกของเหตุนี้", "asked for the first time"
    )
    if not benefit.for_nonmembers:
        yield from _of_member(event, rules, benefit)
    within = benefit.claim_within or rules.claim_within
    if within is not None:
        last = within.after(event.event_on)
        yield Condition(
            "LATE_CLAIM",
            event.filed_on <= last,
            f"ยื่นภายใน {within.thai} ถึง {in_thai(last, short=True)}",
            f"filed within {within.english}: by {last}",
        )
    yield from _of_person(event, benefit)
    yield from _of_kind(event, benefit)
    yield from _of_papers(event, rules, benefit)


def _of_member(event: Event, rules: Rules, benefit: Benefit) -> Iterator[Condition]:
    joined = event.joined_on
    if joined is None:
        yield Condition("MEMBERS_ONLY", holds=False, thai="เป็นสมาชิก", english="a member")
        return
    waiting = rules.waiting_for(benefit, accident=event.accident)
    entitled = waiting.after(joined)
    yield Condition(
        "WAITING_PERIOD",
        event.event_on >= entitled,
        f"เป็นสมาชิกครบ {waiting.thai} มีสิทธิตั้งแต่ {in_thai(entitled, short=True)}",
        f"a member for {waiting.english}: entitled from {entitled}",
    )
    if rules.arrears.above is not None:
        arrears, most = event.arrears or ZERO, rules.arrears.above
        yield Condition(
            "ARREARS_SUSPENDED",
            arrears <= most,
            f"เงินออมค้างยกมา {arrears} บาท ไม่เกิน {most} บาท",
            f"{arrears} baht carried over in arrears, at most {most}",
        )
    if event.suspended:
        yield Condition(
            "MEMBERSHIP_SUSPENDED",
            holds=False,
            thai="สิทธิไม่ถูกระงับในวันเกิดเหตุ",
            english="rights not suspended on the day",
        )


def _of_person(event: Event, benefit: Benefit) -> Iterator[Condition]:
    if benefit.age_min is not None:
        yield Condition(
            "AGE_BELOW",
            event.age is not None and event.age >= benefit.age_min,
            f"อายุ {benefit.age_min} ปีขึ้นไป",
            f"{benefit.age_min} years or older",
        )
    for code, most, times, per, a in (
        ("TIMES_PER_YEAR", benefit.times_per_year_max, event.this_year.times, "ปีละ", "in a year"),
        ("TIMES_LIFETIME", benefit.times_lifetime_max, event.ever.times, "ตลอดชีพ", "in a lifetime"),
        ("SEATS_TAKEN", benefit.seats_year, event.everybody.times, "ทั้งกองทุนปีละ", "a year in all"),
    ):
        if most is not None:
            yield Condition(code, times < most, f"ไม่เกิน{per} {most} ครั้ง", f"at most {most} {a}")


def _of_kind(event: Event, benefit: Benefit) -> Iterator[Condition]:
    rule = benefit.amount
    if isinstance(rule, PerNight):
        stayed = bool(event.nights)
        yield Condition("NIGHTS_MISSING", stayed, "ระบุจำนวนคืน", "the number of nights is told")
    if isinstance(rule, ByLevel):
        known = event.level in rule.amounts
        yield Condition("LEVEL_UNKNOWN", known, "ระบุระดับการศึกษา", "the level of schooling is told")
    if isinstance(rule, ByDamage):
        least = rule.steps[0][0]
        enough = event.damage_percent is not None and event.damage_percent >= least
        thai, english = f"เสียหายตั้งแต่ร้อยละ {least}", f"damaged by {least} percent or more"
        yield Condition("DAMAGE_TOO_SMALL", enough, thai, english)
    if isinstance(rule, ByAge):
        known = event.age is not None
        yield Condition("AGE_UNKNOWN", known, "ทราบอายุในวันเกิดเหตุ", "the age on the day is known")
    if isinstance(rule, Levy):
        counted = event.levied is not None
        thai = f"นับผู้ร่วมสงเคราะห์ในวันเกิดเหตุ {event.levied if counted else '-'} ราย"
        english = f"{event.levied if counted else 'not'} counted to pay the levy on the day"
        yield Condition("LEVY_NOT_COUNTED", counted, thai, english)


def _of_papers(event: Event, rules: Rules, benefit: Benefit) -> Iterator[Condition]:
    needed = benefit.documents + (rules.proxy_documents if event.by_proxy else ())
    if needed:
        missing = [each for each in needed if each not in event.documents]
        thai, english = documents.in_thai(needed), documents.in_english(needed)
        if missing:
            thai += f" (ขาด {documents.in_thai(missing)})"
            english += f" (missing: {documents.in_english(missing)})"
        yield Condition("DOCUMENTS_MISSING", not missing, f"เอกสาร: {thai}", f"papers: {english}")
    for code, attested in benefit.attested.items():
        yield Condition("NOT_ATTESTED", code in event.attested, attested.thai, attested.english)
