"""What a row of basic-needs answers is worth."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.values.thai_calendar import DayProblem, DayReading, Precision
from kernel.values.verdicts import Place
from services.logbook.domain.indicators import Answer
from services.logbook.domain.survey_assessments import LEADS_TO, Line, judge

FIRST = Line(
    place=Place("", 2),
    house_code="00000000615",
    round="1/2568",
    assessed=DayReading(date(2024, 11, 24), Precision.DAY),
    assessor="อพม.",
    answers=((1, Answer.PASSED), (2, Answer.FAILED), (3, Answer.NOT_APPLICABLE)),
)


def told(*lines: Line, houses: set[str] | None = None) -> list[tuple[str, set[str]]]:
    return [(row.verdict.decision.value, set(row.verdict.codes)) for row in judge(lines, houses)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"answers": ((1, Answer.PASSED), (2, None))}, "INDICATOR_INVALID"),
        ({"round": ""}, "ROUND_MISSING"),
        ({"assessed": DayReading(None, None, DayProblem.MISSING)}, "DATE_IMPOSSIBLE"),
        ({"assessed": DayReading(date(2024, 1, 1), Precision.YEAR)}, "DATE_IMPOSSIBLE"),
        (
            {"assessed": DayReading(date(2024, 1, 1), Precision.DAY, DayProblem.COMMON_ERA)},
            "DATE_CE_TYPED",
        ),
    ],
)
def test_what_is_not_plain_is_for_a_person(changes: dict[str, Any], code: str) -> None:
    assert told(replace(FIRST, **changes)) == [("review", {code})]


def test_the_same_answers_again_are_a_repetition() -> None:
    again = replace(FIRST, place=Place("", 3))
    assert told(FIRST, again) == [("accepted", set()), ("rejected", {"DUPLICATE_ASSESSMENT"})]


def test_other_answers_for_the_same_round_are_for_a_person() -> None:
    other = replace(FIRST, answers=((1, Answer.FAILED),))
    assert told(FIRST, other)[1] == ("review", {"ASSESSMENT_DIFFERS"})


def test_the_next_round_is_another_assessment() -> None:
    assert told(FIRST, replace(FIRST, round="2/2568"))[1] == ("accepted", set())


def test_an_assessment_of_no_known_house_is_rejected() -> None:
    assert told(FIRST, houses=set()) == [("rejected", {"HOUSE_UNKNOWN"})]
    assert told(FIRST, houses={FIRST.house_code}) == [("accepted", set())]


@pytest.mark.parametrize("problem", DayProblem)
def test_every_problem_of_a_date_leads_somewhere(problem: DayProblem) -> None:
    ((_, codes),) = told(replace(FIRST, assessed=DayReading(None, None, problem)))
    assert codes <= LEADS_TO.keys()
