"""Holding a claims book against the regulation: what each claim would have been given, and why.

An imported claim is history: it is recorded as it was paid, and flagged. Claims are taken in the
order of their events, then of their numbers, since the year's ceiling counts what the regulation
gave earlier in the year, not what was paid by mistake.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kernel.values.money import Money
from kernel.values.verdicts import Decision, Verdict, weigh
from services.funds.domain import benefits, claim_rows, regulations
from services.funds.domain.benefits import Event, Judgement
from services.funds.domain.claim_rows import ClaimRow
from services.funds.domain.claims import Membership
from services.funds.domain.regulations import Version

BEFORE_AMENDMENT: Final = "RULE_BEFORE_AMENDMENT"
# What the regulation says of history is a flag; only where it says two things must a person decide.
LEADS_TO: Final = {**claim_rows.LEADS_TO, "TIER_OVERLAP": Decision.REVIEW}
_REPEATED: Final = frozenset({"DUPLICATE_CLAIM", "HOUSE_ALREADY_HELPED"})


@dataclass(frozen=True)
class Occurrence:
    """A row of the book, with what the fund knew of the member on the day."""

    row: ClaimRow
    membership: Membership | None
    arrears: Money | None
    age: int | None
    level: str | None


@dataclass(frozen=True)
class Judged:
    """A row's verdict with the regulation's codes in it, and what would have been due."""

    verdict: Verdict
    due: Money | None
    version: int | None


def judge(occurrences: Sequence[Occurrence], versions: Sequence[Version]) -> list[Judged]:
    """Hold every claim against the version in force on its day; in the book's order."""
    given: Counter[tuple[str, str, str]] = Counter()
    times: Counter[tuple[str, str, str]] = Counter()
    judged: dict[int, Judged] = {}
    for place in sorted(range(len(occurrences)), key=lambda each: _order(occurrences[each])):
        occurrence = occurrences[place]
        event, key, version = _event(occurrence, versions, given, times)
        if event is None:
            judged[place] = Judged(occurrence.row.verdict, None, None)
            continue
        judgement = benefits.judge(event, version)
        if judgement.due:
            given[key] += judgement.due.satang
            times[key] += 1
        codes = {*occurrence.row.verdict.codes, *_codes(judgement, version, versions)}
        known = {code for code in codes if code in LEADS_TO or code in _FLAGS}
        leads_to = {**dict.fromkeys(_FLAGS, Decision.ACCEPTED), **LEADS_TO}
        verdict = weigh(occurrence.row.line.place, known, leads_to)
        judged[place] = Judged(verdict, judgement.due, judgement.version)
    return [judged[place] for place in range(len(occurrences))]


_FLAGS: Final = frozenset(
    {
        *("WAITING_PERIOD", "ARREARS_SUSPENDED", "LATE_CLAIM", "STAY_CAP", "YEAR_CAP"),
        *("DAMAGE_TOO_SMALL", "AGE_BELOW", "TIMES_PER_YEAR", "NIGHTS_MISSING", "LEVEL_UNKNOWN"),
        *("NO_REGULATION", "BENEFIT_NOT_GIVEN", BEFORE_AMENDMENT),
    }
)


def _order(occurrence: Occurrence) -> tuple[str, str]:
    line = occurrence.row.line
    return (line.event.day.isoformat() if line.event.day else "", line.claim_no)


def _event(
    occurrence: Occurrence,
    versions: Sequence[Version],
    given: Counter[tuple[str, str, str]],
    times: Counter[tuple[str, str, str]],
) -> tuple[Event | None, tuple[str, str, str], Version | None]:
    line, membership = occurrence.row.line, occurrence.membership
    rejected = occurrence.row.verdict.decision is not Decision.ACCEPTED
    if membership is None or line.kind is None or line.event.day is None or rejected:
        return None, ("", "", ""), None
    version = regulations.in_force(versions, line.event.day)
    rule = version.rules.benefit_year if version else "fiscal"
    first, _ = benefits.benefit_year(rule, line.event.day, membership.joined_on)
    key = (membership.membership_id, str(line.kind), first.isoformat())
    event = Event(
        kind=str(line.kind),
        event_on=line.event.day,
        filed_on=line.filed.day or line.event.day,
        joined_on=membership.joined_on,
        died_on=line.event.day if line.kind == "death" else _died_on(occurrence),
        arrears=occurrence.arrears,
        asked_before=bool(_REPEATED & occurrence.row.verdict.codes),
        nights=line.nights,
        level=occurrence.level,
        damage_percent=line.damage_percent,
        age=occurrence.age,
        given_this_year=Money(given[key]),
        times_this_year=times[key],
    )
    return event, key, version


def _died_on(occurrence: Occurrence) -> dt.date | None:
    """The day before the event where the book itself shows that the member was dead by then."""
    membership, day = occurrence.membership, occurrence.row.line.event.day
    if "AFTER_DEATH" in occurrence.row.verdict.codes and day is not None:
        return day - dt.timedelta(days=1)
    return membership.died_on if membership else None


def _codes(judgement: Judgement, version: Version | None, versions: Sequence[Version]) -> set[str]:
    """The first condition that failed, or the ceilings; of older rules also that they are older."""
    failed = [each.code for each in judgement.conditions if not each.holds]
    if failed and failed[0] != "TIER_OVERLAP":
        return {failed[0]} - _REPEATED
    codes = {*judgement.ceilings, *failed}
    later = version is not None and any(each.number > version.number for each in versions)
    return codes | {BEFORE_AMENDMENT} if later else codes
