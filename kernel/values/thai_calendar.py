"""Thai dates: Buddhist years, fiscal years, Bangkok days, and text in both directions.

Dates are stored and sent as ISO 8601 in the Common Era; the Buddhist era exists only at the doors.
This is the only module that knows the 543 years between the two. Until 1940 the Thai year began
on 1 April, so papers of that time give January to March a Buddhist year that is one lower; books
typed later mostly count plainly, so the old reckoning is asked for, never assumed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final, NamedTuple

from kernel.values.thai_text import arabic, clean, thai_digits

_BETWEEN_ERAS: Final = 543
_FIRST_BUDDHIST_YEAR: Final = 2400  # a four-digit year below it was meant in the Common Era
_LAST_APRIL_YEAR: Final = 2482  # 2483 had nine months, April to December
_BANGKOK: Final = timezone(timedelta(hours=7))  # no daylight saving time
_FISCAL_YEAR_BEGINS: Final = 10

MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_SPOKEN_MONTHS: Final = (
    "มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา",
    "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
)  # fmt: skip
_ENGLISH_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH_BY_NAME: Final = {
    name.replace(".", ""): number
    for names in (MONTHS, SHORT_MONTHS, _SPOKEN_MONTHS, _ENGLISH_MONTHS)
    for number, name in enumerate(names, start=1)
}

_WORDS: Final = re.compile(
    r"(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์))?(?:วัน)?ที่|เมื่อ|เดือน|ปี"
    r"|พ\.?\s*ศ\.?|ค\.?\s*ศ\.?"
)
_CLOCK: Final = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s*น\.?)?$")
_LONGEST: Final = 80  # characters: a date in words is shorter
_GAP: Final = r"\s*[/\-. ]\s*"
_YEAR: Final = re.compile(r"[0-9]{4}")
_DAY_FIRST: Final = re.compile(rf"([0-9]{{1,2}}){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{4}}|[0-9]{{2}})")
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}}){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{1,2}})")
_NAMED_MONTH: Final = re.compile(
    r"([0-9]{0,2})[\s/\-.,]*([^\W0-9_][^0-9/\-,]*?)[\s/\-,]*([0-9]{4}|[0-9]{2})"
)
_MONTH_AND_YEAR: Final = re.compile(
    "("
    + "|".join(re.escape(name) for name in (*MONTHS, *SHORT_MONTHS))
    + r")\s*(?:พ\.?\s*ศ\.?\s*)?([0-9]{4}|[0-9]{2})(?![0-9])"
)


class Precision(StrEnum):
    """How much of a date is known; with `YEAR` the day stored is 1 January."""

    DAY = "day"
    YEAR = "year"


class DayProblem(StrEnum):
    """Why a cell gives no certain day. The value is the code its row gets."""

    MISSING = "DATE_MISSING"
    IMPOSSIBLE = "DATE_IMPOSSIBLE"  # there is no such day, or it cannot be read
    AMBIGUOUS = "DATE_AMBIGUOUS"  # a two-digit year that fits both eras
    COMMON_ERA = "DATE_CE_TYPED"  # typed with a Gregorian year: readable, but not the convention


@dataclass(frozen=True, slots=True)
class DayReading:
    """A day with its precision, and what is wrong with it. Only `COMMON_ERA` keeps a day."""

    day: date | None
    precision: Precision | None = None
    problem: DayProblem | None = None

    def codes(self, missing: str | None = None, year_only: str | None = None) -> set[str]:
        """The row codes of the reading; what a missing or partial date is called, the row says."""
        if self.problem is DayProblem.MISSING:
            return {missing} if missing else set()
        codes = {self.problem.value} if self.problem else set()
        return codes | ({year_only} if year_only and self.precision is Precision.YEAR else set())


class Month(NamedTuple):
    """A month of the Common Era, written `2024-10`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    def last_day(self) -> date:
        """Its last day."""
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - timedelta(days=1)


class _Typed(NamedTuple):
    """A date taken apart: day and month 0 where only the year is known."""

    year: int
    month: int
    day: int
    short_year: bool


_MISSING: Final = DayReading(None, None, DayProblem.MISSING)
_IMPOSSIBLE: Final = DayReading(None, None, DayProblem.IMPOSSIBLE)
_AMBIGUOUS: Final = DayReading(None, None, DayProblem.AMBIGUOUS)


def buddhist_year(day: date) -> int:
    """The Buddhist year of a day."""
    return day.year + _BETWEEN_ERAS


def from_buddhist(year: int, month: int, day: int, *, old_reckoning: bool = False) -> date:
    """The day of a Buddhist date; `ValueError` if there is none (29 February is checked after).

    `old_reckoning` reads a paper written before 1941: January to March of the years up to 2482
    belong to the next Common year, and 2483 has no January to March.
    """
    common = year - _BETWEEN_ERAS
    if old_reckoning and month <= 3 and year <= _LAST_APRIL_YEAR + 1:
        if year > _LAST_APRIL_YEAR:
            raise ValueError("the year 2483 began in April")
        common += 1
    return date(common, month, day)


def fiscal_year(day: date) -> int:
    """The fiscal year of a day, 1 October to 30 September, named by the Buddhist year it ends."""
    return buddhist_year(day) + (day.month >= _FISCAL_YEAR_BEGINS)


def fiscal_year_days(year: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year given by its Buddhist name."""
    ends = year - _BETWEEN_ERAS
    return date(ends - 1, _FISCAL_YEAR_BEGINS, 1), date(ends, _FISCAL_YEAR_BEGINS, 1) - timedelta(1)


def bangkok_day(instant: datetime) -> date:
    """The day in Bangkok at an instant that knows its time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(_BANGKOK).date()


def bangkok_time(instant: datetime) -> str:
    """The time of day in Bangkok at such an instant: `17:00`."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(_BANGKOK).strftime("%H:%M")


def completed_years(since: date, on: date) -> int:
    """Whole years from one day to another: a person's age, a member's years."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def in_thai(day: date, *, short: bool = False, digits: str = "arabic") -> str:
    """A day as people write it: `10 กุมภาพันธ์ 2568`, short `10 ก.พ. 2568`, digits `thai` `๑๐`."""
    month = (SHORT_MONTHS if short else MONTHS)[day.month - 1]
    text = f"{day.day} {month} {buddhist_year(day)}"
    return thai_digits(text) if digits == "thai" else text


def read_day(value: str | date) -> DayReading:
    """Read the date of an event in a fund's life; a two-digit year is Buddhist, 25xx.

    (No fund existed before 2500.) In a date cell a year of 2400 or more is Buddhist, as clerks
    type it; in text a year below 2400 is `COMMON_ERA`.
    """
    typed = _take_apart(value)
    if isinstance(typed, DayReading):
        return typed
    return _day_of(typed._replace(year=2500 + typed.year) if typed.short_year else typed, value)


def read_birth(value: str | date, as_of: date, oldest: int) -> DayReading:
    """Read a date of birth; nobody alive is older than `oldest` years.

    A two-digit year is `AMBIGUOUS` unless only 25xx fits: 30 may be 2530 or 1930.
    """
    typed = _take_apart(value)
    if isinstance(typed, DayReading):
        return typed
    if not typed.short_year:
        return _not_older(_day_of(typed, value), as_of, oldest)
    buddhist = _not_older(_day_of(typed._replace(year=2500 + typed.year), value), as_of, oldest)
    gregorian = _not_older(_day_of(typed._replace(year=1900 + typed.year), value), as_of, oldest)
    if buddhist.day is None and gregorian.day is None:
        return _IMPOSSIBLE
    past = buddhist.day is not None and buddhist.day <= as_of
    return buddhist if past and gregorian.day is None else _AMBIGUOUS


def read_month(text: str) -> Month | None:
    """The first month with a Buddhist year in a title: `ประจำเดือน ตุลาคม 2567`."""
    found = _MONTH_AND_YEAR.search(arabic(clean(text)))
    if found is None:
        return None
    year = int(found[2]) + (2500 if len(found[2]) == 2 else 0)
    if year < _FIRST_BUDDHIST_YEAR:
        return None
    return Month(year - _BETWEEN_ERAS, _MONTH_BY_NAME[found[1].replace(".", "")])


def _take_apart(value: str | date) -> _Typed | DayReading:
    if isinstance(value, date):
        return _Typed(value.year, value.month, value.day, short_year=False)
    text = arabic(clean(value)).lower()
    if not any(letter.isdigit() for letter in text):
        return _MISSING  # "-", "ไม่ทราบ": words instead of a date
    if len(text) > _LONGEST:
        return _IMPOSSIBLE
    text = clean(_WORDS.sub(" ", _CLOCK.sub("", text)))
    return _of_digits(text) or _of_month_name(text) or _IMPOSSIBLE


def _of_digits(text: str) -> _Typed | None:
    if _YEAR.fullmatch(text):
        return _Typed(int(text), 0, 0, short_year=False)
    if found := _YEAR_FIRST.fullmatch(text):
        return _Typed(int(found[1]), int(found[2]), int(found[3]), short_year=False)
    if found := _DAY_FIRST.fullmatch(text):
        return _Typed(int(found[3]), int(found[2]), int(found[1]), len(found[3]) == 2)
    return None


def _of_month_name(text: str) -> _Typed | None:
    found = _NAMED_MONTH.fullmatch(text)
    if found is None:
        return None
    name = re.sub(r"[.\s]", "", found[2])
    month = _MONTH_BY_NAME.get(name[:3] if name.isascii() else name)
    if month is None:
        return None
    return _Typed(int(found[3]), month, int(found[1] or 0), len(found[3]) == 2)


def _day_of(typed: _Typed, value: str | date) -> DayReading:
    if typed.year < 1000:
        return _IMPOSSIBLE
    known = typed.month > 0 and typed.day > 0
    month, day = (typed.month, typed.day) if known else (1, 1)
    if not known and typed.month > 12:
        return _IMPOSSIBLE
    buddhist = typed.year >= _FIRST_BUDDHIST_YEAR
    try:
        found = from_buddhist(typed.year, month, day) if buddhist else date(typed.year, month, day)
    except ValueError:
        return _IMPOSSIBLE
    precision = Precision.DAY if known else Precision.YEAR
    out_of_convention = not buddhist and isinstance(value, str)
    return DayReading(found, precision, DayProblem.COMMON_ERA if out_of_convention else None)


def _not_older(reading: DayReading, as_of: date, oldest: int) -> DayReading:
    if reading.day is not None and completed_years(reading.day, as_of) > oldest:
        return _IMPOSSIBLE
    return reading
