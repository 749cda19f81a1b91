"""What a row of a fund's claims book is worth, before any regulation is asked.

An imported claim is history: it was decided and paid by people, so most codes flag it and leave it
recorded. Amounts and the regulation's own codes are the affair of the claims rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from kernel.values.money import Money
from kernel.values.thai_calendar import DayReading
from kernel.values.verdicts import Decision, Place, Verdict, weigh
from services.funds.domain.rosters import RosterAnswer, member_codes

LEADS_TO: Final[Mapping[str, Decision]] = {
    "MEMBER_UNKNOWN": Decision.REVIEW,
    "MEMBER_PENDING": Decision.REVIEW,
    "MEMBER_NAME_MISMATCH": Decision.REVIEW,
    "KIND_UNKNOWN": Decision.REVIEW,
    "EVENT_DATE_MISSING": Decision.REVIEW,
    "DATE_IMPOSSIBLE": Decision.REVIEW,
    "DATE_AMBIGUOUS": Decision.REVIEW,
    "DATE_CE_TYPED": Decision.REVIEW,
    "DATE_YEAR_ONLY": Decision.REVIEW,
    "NIGHTS_TEXT": Decision.REVIEW,
    "AMOUNT_TEXT": Decision.REVIEW,
    "CLAIM_NO_MISSING": Decision.REVIEW,
    "CLAIM_NO_REPEATED": Decision.REVIEW,
    "DAY_AHEAD": Decision.REVIEW,
    "RECORDED_BEFORE": Decision.REVIEW,
    "AFTER_DEATH": Decision.ACCEPTED,
    "DUPLICATE_CLAIM": Decision.ACCEPTED,
    "HOUSE_ALREADY_HELPED": Decision.ACCEPTED,
}
BOOK_CODES: Final = ("NEEDS_CONFIRMING",)
"""What is said of a book as a whole."""

# A book may say any number; no stay of people is longer.
_NIGHTS_LOOKED_AT: Final = 366


class ClaimKind(StrEnum):
    """The kinds of welfare funds give (domain guide, 2.1)."""

    BIRTH = "birth"
    HOSPITAL = "hospital"
    ELDERLY = "elderly"
    DEATH = "death"
    EDUCATION = "education"
    DISABILITY = "disability"
    DISASTER = "disaster"
    OCCUPATION = "occupation"
    HOUSING = "housing"
    OTHER_LUMP = "other_lump"  # wreath, ordination, military service, marriage


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a claims book as read. `name` is for `members.match_roster` only, never stored.

    `nights` of a stay; `damage_percent` of a house after a disaster; `detail` is what else the
    regulation asks for (level of schooling). Amounts are `None` where nothing stands.
    """

    place: Place
    claim_no: str
    filed: DayReading
    member_no: str
    name: str
    kind: ClaimKind | None
    event: DayReading
    nights: int | None
    nights_unreadable: bool
    detail: str
    damage_percent: int | None
    requested: Money | None
    paid: Money | None
    amount_unreadable: bool
    paid_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A line with its verdict; `repeats` is the place of the claim it repeats."""

    line: Line
    verdict: Verdict
    repeats: Place | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A claim the fund has: of whom, for what, from which day on, for how many nights."""

    membership_id: str
    kind: str
    event_on: date
    nights: int | None = None

    def meets(self, other: Recorded) -> bool:
        """Whether both are for one event: the same day, nights that overlap, or the one death."""
        if self.kind != other.kind:
            return False
        if self.kind == ClaimKind.DEATH:
            return True
        return self.event_on < other._ends_on and other.event_on < self._ends_on

    @property
    def _ends_on(self) -> date:
        return self.event_on + timedelta(days=max(self.nights or 1, 1))


@dataclass(frozen=True)
class Known:
    """What the fund has already, and until which day a book can speak: what happened and was asked
    by `as_of`, what was paid by `today`."""

    as_of: date
    today: date
    numbers: frozenset[str] = frozenset()
    recorded: Mapping[str, Sequence[Recorded]] = field(default_factory=dict)


def held_against(
    rows: Sequence[ClaimRow], membership_ids: Sequence[str | None], known: Known
) -> tuple[ClaimRow, ...]:
    """The rows with what the fund knows in their verdicts: what it has is not taken in again."""
    held = []
    for row, membership_id in zip(rows, membership_ids, strict=True):
        codes = row.verdict.codes | set(_codes_beside(row.line, membership_id, known))
        held.append(replace(row, verdict=weigh(row.line.place, codes, LEADS_TO)))
    return tuple(held)


def asked_for(line: Line, membership_id: str | None) -> Recorded | None:
    """A line as the fund would have it; None while it is nobody's, of no kind or of no day."""
    if membership_id is None or line.kind is None or line.event.day is None:
        return None
    return Recorded(membership_id, str(line.kind), line.event.day, line.nights)


def judge(lines: Sequence[Line], answers: Sequence[RosterAnswer]) -> tuple[ClaimRow, ...]:
    """The verdicts of one book in its order, with one roster answer for each line."""
    deaths = _deaths(lines, answers)
    first_of: dict[tuple[object, ...], Place] = {}
    numbers: set[str] = set()
    rows: list[ClaimRow] = []
    for line, answer in zip(lines, answers, strict=True):
        codes = {*_codes_of(line), *member_codes(answer)}
        died_on = answer.died_on or deaths.get(line.member_no)
        if line.kind is not ClaimKind.DEATH and died_on and (line.event.day or died_on) > died_on:
            codes.add("AFTER_DEATH")
        if line.claim_no in numbers:
            codes.add("CLAIM_NO_REPEATED")
        numbers |= {line.claim_no} - {""}
        repeats = _earlier(first_of, line, answer)
        if repeats:
            disaster = line.kind is ClaimKind.DISASTER
            codes.add("HOUSE_ALREADY_HELPED" if disaster else "DUPLICATE_CLAIM")
        rows.append(ClaimRow(line, weigh(line.place, codes, LEADS_TO), repeats))
    return tuple(rows)


def deaths_unknown_to_members(
    rows: Iterable[ClaimRow], answers: Iterable[RosterAnswer]
) -> tuple[tuple[str, date], ...]:
    """Members whose death only a claim tells, with its day: the register row is still active.

    The register is not changed by it; an import says it, and a person decides.
    """
    return tuple(
        (row.line.member_no, row.line.event.day)
        for row, answer in zip(rows, answers, strict=True)
        if row.line.kind is ClaimKind.DEATH
        and row.line.event.day
        and answer.died_on is None
        and "MEMBER_UNKNOWN" not in row.verdict.codes
    )


def _deaths(lines: Sequence[Line], answers: Sequence[RosterAnswer]) -> dict[str, date]:
    """Days of death that the book's own death claims tell, by member number."""
    return {
        line.member_no: line.event.day
        for line, answer in zip(lines, answers, strict=True)
        if line.kind is ClaimKind.DEATH and line.event.day and answer.died_on is None
    }


def _earlier(
    first_of: dict[tuple[object, ...], Place], line: Line, answer: RosterAnswer
) -> Place | None:
    """The earlier claim for the same event, remembering this one if there is none.

    The same event is: of a disaster, the same house and day; of a death, the member; of a stay,
    any night of it; otherwise member, kind and day. A repetition is found whichever is shared.
    """
    keys: list[tuple[object, ...]] = []
    if line.kind is ClaimKind.DEATH:
        keys.append((line.kind, line.member_no))
    elif line.kind and line.event.day:
        nights = min(max(line.nights or 1, 1), _NIGHTS_LOOKED_AT)
        days = (line.event.day + timedelta(days=night) for night in range(nights))
        keys += [(line.kind, day, line.member_no) for day in days]
        if line.kind is ClaimKind.DISASTER and answer.house:
            keys.append((line.kind, line.event.day, "house", answer.house))
    found = next((first_of[key] for key in keys if key in first_of), None)
    for key in keys:
        first_of.setdefault(key, line.place)
    return found


def _codes_beside(line: Line, membership_id: str | None, known: Known) -> Iterator[str]:
    told = [day for day in (line.event.day, line.filed.day) if day]
    if any(day > min(known.as_of, known.today) for day in told):
        yield "DAY_AHEAD"
    if line.paid_on and line.paid_on > known.today:
        yield "DAY_AHEAD"
    if line.claim_no in known.numbers:
        yield "CLAIM_NO_REPEATED"
    asked = asked_for(line, membership_id)
    if asked and any(asked.meets(each) for each in known.recorded.get(asked.membership_id, ())):
        yield "RECORDED_BEFORE"


def _codes_of(line: Line) -> Iterator[str]:
    if not line.claim_no:
        yield "CLAIM_NO_MISSING"
    if line.kind is None:
        yield "KIND_UNKNOWN"
    yield from line.event.codes("EVENT_DATE_MISSING", "DATE_YEAR_ONLY")
    yield from line.filed.codes()
    if line.nights_unreadable:
        yield "NIGHTS_TEXT"
    if line.amount_unreadable:
        yield "AMOUNT_TEXT"
