"""The books a survey brings: what is accepted, what waits, who is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kernel.values.citizen_id import CidProblem, CidReading
from kernel.values.thai_calendar import DayReading
from kernel.values.verdicts import Decision, Place
from services.logbook.domain.surveys import JudgedSurvey, Survey, SurveyedBook, accepted, judge
from tests.logbook.domain.test_survey_assessments import FIRST as ANSWERED
from tests.logbook.domain.test_survey_houses import HEAD, HOUSE
from tests.logbook.domain.test_survey_persons import PERSON, cid

AS_OF = date(2025, 9, 30)
CHILD = replace(PERSON, place=Place("", 3), cid=cid(7), birth=DayReading(None))
LINES = Survey((HOUSE,), (HEAD, CHILD), (ANSWERED,))


def judged(**changes: object) -> JudgedSurvey:
    return judge(replace(LINES, **changes), AS_OF)


def book(**changes: object) -> SurveyedBook:
    (only,) = judged(**changes).books()
    return only


def test_a_house_brings_its_people_and_its_assessments() -> None:
    told = book()
    assert not told.waits
    assert [row.line for row in told.persons] == [HEAD, CHILD]
    assert [row.line for row in told.assessments] == [ANSWERED]


def test_verdicts_come_table_by_table() -> None:
    assert len(judged().verdicts) == 4
    assert {verdict.decision for verdict in judged().verdicts} == {Decision.ACCEPTED}


def test_who_has_no_believable_number_lives_in_the_house_all_the_same() -> None:
    wrong = replace(CHILD, cid=CidReading(None, CidProblem.CHECKSUM))
    told = book(persons=(HEAD, wrong))
    assert len(told.persons) == 2
    assert [row.line for row in accepted(told.persons)] == [HEAD]


def test_who_is_listed_again_is_counted_once() -> None:
    told = book(persons=(HEAD, CHILD, replace(CHILD, place=Place("", 4), order=3)))
    assert len(told.persons) == 2


def test_who_is_listed_in_two_houses_is_counted_in_both_and_believed_in_neither() -> None:
    other = replace(HOUSE, place=Place("", 3), house_code="00000000616", head=PERSON.name)
    elsewhere = replace(CHILD, place=Place("", 4), house_code=other.house_code, name=CHILD.name)
    books = judged(houses=(HOUSE, other), persons=(HEAD, CHILD, elsewhere)).books()
    assert [len(told.persons) for told in books] == [2, 1]
    assert [row.line for told in books for row in accepted(told.persons)] == [HEAD]


def test_a_house_for_review_waits_with_all_that_stands_in_it() -> None:
    told = book(houses=(replace(HOUSE, head=replace(HOUSE.head, first="อีกคน"), head_cid=cid(9)),))
    assert told.waits
    assert (len(told.persons), len(told.assessments)) == (2, 1)


def test_a_house_that_stands_twice_is_one_book() -> None:
    again = replace(HOUSE, place=Place("", 9), needs="อย่างอื่น")
    assert book(houses=(HOUSE, again)).house.line == HOUSE


def test_a_house_without_a_code_cannot_be_told_from_others() -> None:
    nameless = replace(HOUSE, house_code="")
    survey = judged(houses=(nameless,), persons=(replace(HEAD, house_code=""),))
    assert survey.books() == []
    assert survey.persons[0].verdict.codes == {"HOUSE_UNKNOWN"}


def test_the_first_assessment_of_a_round_that_has_its_day_is_kept() -> None:
    dayless = replace(ANSWERED, assessed=DayReading(None))
    later = replace(ANSWERED, place=Place("", 3), assessor="อพม. อีกคน")
    unreadable = replace(ANSWERED, place=Place("", 4), round="2/2568", answers=((1, None),))
    told = book(assessments=(dayless, later, unreadable))
    assert [row.line for row in told.assessments] == [later, unreadable]
    assert told.assessments[1].verdict.decision is Decision.REVIEW


def test_a_person_of_another_book_is_for_a_person_to_decide() -> None:
    survey = judged().with_persons_elsewhere({CHILD.place})
    assert [set(row.verdict.codes) for row in survey.persons] == [
        set(),
        {"PERSON_IN_TWO_HOUSEHOLDS"},
    ]
    assert survey.persons[1].verdict.decision is Decision.REVIEW


codes = st.sampled_from(["00000000615", "00000000616", "615", ""])
houses = st.lists(codes.map(lambda code: replace(HOUSE, house_code=code)), max_size=6)
persons = st.lists(
    st.builds(
        lambda code, number: replace(CHILD, house_code=code, cid=cid(number)),
        codes,
        st.integers(1, 4),
    ),
    max_size=8,
)


@given(houses, persons)
def test_every_accepted_person_has_a_book_and_every_book_a_house_of_its_own(
    some_houses: list[object], some_persons: list[object]
) -> None:
    survey = judged(houses=tuple(some_houses), persons=tuple(some_persons), assessments=())
    books = survey.books()
    assert len({told.house.line.house_code for told in books}) == len(books)
    in_books = [row for told in books for row in accepted(told.persons)]
    assert sorted(map(id, in_books)) == sorted(map(id, accepted(survey.persons)))
