"""A survey as a whole: its three tables judged together, and the books that come of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kernel.values.verdicts import Decision, Place, Verdict, weigh
from services.logbook.domain import survey_assessments, survey_houses, survey_persons
from services.logbook.domain.survey_assessments import AssessmentRow
from services.logbook.domain.survey_houses import HouseRow
from services.logbook.domain.survey_persons import PersonRow

LISTED_AGAIN: Final = "DUPLICATE_IN_FILE"
LISTED_ELSEWHERE: Final = "PERSON_IN_TWO_HOUSEHOLDS"


@dataclass(frozen=True)
class Survey:
    """The lines of a survey as read."""

    houses: tuple[survey_houses.Line, ...]
    persons: tuple[survey_persons.Line, ...]
    assessments: tuple[survey_assessments.Line, ...]


@dataclass(frozen=True)
class SurveyedBook:
    """What a survey brings for one house: its row, everybody listed in it, its assessments."""

    house: HouseRow
    persons: tuple[PersonRow, ...]
    assessments: tuple[AssessmentRow, ...]

    @property
    def waits(self) -> bool:
        """Whether somebody must decide about the house first."""
        return self.house.verdict.decision is not Decision.ACCEPTED


@dataclass(frozen=True)
class JudgedSurvey:
    """The rows of a survey with their verdicts."""

    houses: tuple[HouseRow, ...]
    persons: tuple[PersonRow, ...]
    assessments: tuple[AssessmentRow, ...]

    @property
    def verdicts(self) -> list[Verdict]:
        """Every row's verdict: houses, persons, assessments, each in the order of its files."""
        return [
            *(row.verdict for row in self.houses),
            *(row.verdict for row in self.persons),
            *(row.verdict for row in self.assessments),
        ]

    @property
    def house_codes(self) -> list[str]:
        """The houses that get a book."""
        return [book.house.line.house_code for book in self.books()]

    def books(self) -> list[SurveyedBook]:
        """One book for each house that can be told from others, accepted or not.

        Everybody listed is in it, whatever is wrong with the number: they live there. Only who is
        listed again is left out. Of a round's assessments the first that can be kept is.
        """
        persons: dict[str, list[PersonRow]] = defaultdict(list)
        for person in self.persons:
            if LISTED_AGAIN not in person.verdict.codes:
                persons[person.line.house_code].append(person)
        assessments: dict[str, dict[str, AssessmentRow]] = defaultdict(dict)
        for each in self.assessments:
            if _can_be_kept(each):
                assessments[each.line.house_code].setdefault(each.line.round, each)
        return [
            SurveyedBook(house, tuple(persons[code]), tuple(assessments[code].values()))
            for house in self.houses
            if (code := house.line.house_code) and house.verdict.decision is not Decision.REJECTED
        ]

    def with_persons_elsewhere(self, places: Collection[Place]) -> JudgedSurvey:
        """The same survey, when the persons at these places turn out to live in other books."""
        return replace(
            self,
            persons=tuple(
                _elsewhere(row) if row.line.place in places else row for row in self.persons
            ),
        )


def judge(survey: Survey, as_of: date) -> JudgedSurvey:
    """The verdicts of all three tables, on the day `as_of`."""
    houses = survey_houses.judge(survey.houses, survey.persons)
    known = {house.line.house_code for house in houses if house.line.house_code}
    return JudgedSurvey(
        houses,
        survey_persons.judge(survey.persons, as_of, known),
        survey_assessments.judge(survey.assessments, known),
    )


def accepted(rows: Sequence[PersonRow]) -> list[PersonRow]:
    """The persons whose number can be believed."""
    return [row for row in rows if row.verdict.decision is Decision.ACCEPTED]


def _can_be_kept(row: AssessmentRow) -> bool:
    """Whether an assessment has its round and day; one for review is kept to wait."""
    rejected = row.verdict.decision is Decision.REJECTED
    return not rejected and bool(row.line.round) and row.line.assessed.day is not None


def _elsewhere(row: PersonRow) -> PersonRow:
    codes = {*row.verdict.codes, LISTED_ELSEWHERE}
    return replace(row, verdict=weigh(row.line.place, codes, survey_persons.LEADS_TO))
