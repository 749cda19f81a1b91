"""Holding a claims book against the regulation: what each claim would have been given, and why.

An imported claim is history: it is recorded as it was paid, and flagged. Claims are taken in the
order of their events, then of their numbers, since the year's ceiling counts what the regulation
gave earlier in the year, not what was paid by mistake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kernel.values.money import Money
from kernel.values.verdicts import Decision, Verdict, weigh
from services.funds.domain import benefits, claim_rows, regulations
from services.funds.domain.benefits import Judgement
from services.funds.domain.claim_rows import ClaimRow
from services.funds.domain.claims import Membership
from services.funds.domain.documents import DOCUMENTS
from services.funds.domain.events import Event
from services.funds.domain.given_before import Before
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
    attested: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judged:
    """A row's verdict with the regulation's codes in it, and what would have been due."""

    verdict: Verdict
    due: Money | None
    version: int | None


def judge(occurrences: Sequence[Occurrence], versions: Sequence[Version]) -> list[Judged]:
    """Hold every claim against the version in force on its day; in the book's order."""
    before: dict[str, Before] = {}
    judged: dict[int, Judged] = {}
    for place in sorted(range(len(occurrences)), key=lambda each: _order(occurrences[each])):
        judged[place] = _judge(occurrences[place], versions, before)
    return [judged[place] for place in range(len(occurrences))]


def _judge(occurrence: Occurrence, versions: Sequence[Version], given: dict[str, Before]) -> Judged:
    line, membership = occurrence.row.line, occurrence.membership
    rejected = occurrence.row.verdict.decision is not Decision.ACCEPTED
    if membership is None or line.kind is None or line.event.day is None or rejected:
        return Judged(occurrence.row.verdict, None, None)
    version = regulations.in_force(versions, line.event.day)
    kind, day = str(line.kind), line.event.day
    rule = version.rules.benefit_year if version else "fiscal"
    before = given.setdefault(rule, Before(rule))
    whose = membership.membership_id
    event = before.known_to(_event(occurrence, membership, kind, day), whose)
    judgement = benefits.judge(event, version)
    if judgement.due and version is not None:
        nights = version.rules.benefits[kind].nights_paid(event.nights)
        before.add(event, whose, judgement.due, nights)
    codes = {*occurrence.row.verdict.codes, *_codes(judgement, version, versions)}
    known = {code for code in codes if code in LEADS_TO or code in _FLAGS}
    leads_to = {**dict.fromkeys(_FLAGS, Decision.ACCEPTED), **LEADS_TO}
    verdict = weigh(line.place, known, leads_to)
    return Judged(verdict, judgement.due, judgement.version)


_FLAGS: Final = frozenset(
    {
        *("WAITING_PERIOD", "ARREARS_SUSPENDED", "LATE_CLAIM", "STAY_CAP", "YEAR_CAP"),
        *("DAMAGE_TOO_SMALL", "AGE_BELOW", "TIMES_PER_YEAR", "NIGHTS_MISSING", "LEVEL_UNKNOWN"),
        *("NO_REGULATION", "BENEFIT_NOT_GIVEN", "NO_STEP", BEFORE_AMENDMENT),
        *("EVENT_CAP", "LIFETIME_CAP", "POOL_CAP", "TIMES_LIFETIME", "SEATS_TAKEN", "AGE_UNKNOWN"),
        *("LEVY_NOT_COUNTED", "AMOUNT_NOT_ASKED", "NOT_ATTESTED", "DOCUMENTS_MISSING"),
        *("MEMBERSHIP_SUSPENDED", "MEMBERS_ONLY"),
    }
)


def _order(occurrence: Occurrence) -> tuple[str, str]:
    line = occurrence.row.line
    return (line.event.day.isoformat() if line.event.day else "", line.claim_no)


def _event(occurrence: Occurrence, membership: Membership, kind: str, day: dt.date) -> Event:
    """The row's event. What papers were seen the book does not say: its people saw them."""
    line = occurrence.row.line
    return Event(
        kind=kind,
        event_on=day,
        filed_on=line.filed.day or day,
        joined_on=membership.joined_on,
        died_on=day if kind == "death" else _died_on(occurrence),
        requested=line.requested,
        arrears=occurrence.arrears,
        asked_before=bool(_REPEATED & occurrence.row.verdict.codes),
        nights=line.nights,
        level=occurrence.level,
        damage_percent=line.damage_percent,
        age=occurrence.age,
        documents=frozenset(DOCUMENTS),
        attested=occurrence.attested,
    )


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
