"""What a row of basic-needs answers (จปฐ.) is worth. Answers have three values, never two."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.values.thai_calendar import DayReading
from kernel.values.verdicts import Decision, Place, Verdict, weigh
from services.logbook.domain.indicators import Answer

LEADS_TO: Final[Mapping[str, Decision]] = {
    "HOUSE_UNKNOWN": Decision.REJECTED,
    "DUPLICATE_ASSESSMENT": Decision.REJECTED,
    "ASSESSMENT_DIFFERS": Decision.REVIEW,
    "INDICATOR_INVALID": Decision.REVIEW,
    "ROUND_MISSING": Decision.REVIEW,
    "DATE_IMPOSSIBLE": Decision.REVIEW,
    "DATE_AMBIGUOUS": Decision.REVIEW,
    "DATE_CE_TYPED": Decision.REVIEW,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One assessment of a house as read: indicator number -> answer, `None` if unreadable."""

    place: Place
    house_code: str
    round: str
    assessed: DayReading
    assessor: str
    answers: tuple[tuple[int, Answer | None], ...]


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """A line with its verdict."""

    line: Line
    verdict: Verdict


def judge(lines: Sequence[Line], known_houses: Collection[str] | None) -> tuple[AssessmentRow, ...]:
    """The verdicts of the assessments of one survey; the first of a house and round is kept.

    A second one with the same day and answers is a repetition; with others a person decides.
    """
    first_of: dict[tuple[str, str], Line] = {}
    rows: list[AssessmentRow] = []
    for line in lines:
        codes = {*_codes_of(line)}
        if known_houses is not None and line.house_code not in known_houses:
            codes.add("HOUSE_UNKNOWN")
        first = first_of.setdefault((line.house_code, line.round), line)
        if first is not line:
            same = (first.assessed, first.answers) == (line.assessed, line.answers)
            codes.add("DUPLICATE_ASSESSMENT" if same else "ASSESSMENT_DIFFERS")
        rows.append(AssessmentRow(line, weigh(line.place, codes, LEADS_TO)))
    return tuple(rows)


def _codes_of(line: Line) -> Iterator[str]:
    if any(answer is None for _, answer in line.answers):
        yield "INDICATOR_INVALID"
    if not line.round:
        yield "ROUND_MISSING"
    yield from line.assessed.codes(missing="DATE_IMPOSSIBLE", year_only="DATE_IMPOSSIBLE")
