"""What a person row of a survey is worth."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import citizen_id
from kernel.values.citizen_id import CidProblem, CidReading
from kernel.values.thai_calendar import DayProblem, DayReading, Precision
from kernel.values.thai_names import Name
from kernel.values.verdicts import Place
from services.logbook.domain.survey_persons import LEADS_TO, Line, judge

AS_OF = date(2025, 9, 30)


def cid(number: int) -> CidReading:
    """A generated number: office 0000 does not exist."""
    first = f"30000{number:07d}"
    return CidReading(first + str(citizen_id.check_digit(first)))


PERSON = Line(
    place=Place("", 2),
    house_code="00000000615",
    order=2,
    cid=cid(1),
    name=Name("นาง", "สุนี", "คำมี"),
    relation="บุตร",
    sex=None,
    birth=DayReading(date(1980, 2, 10), Precision.DAY),
    disability="",
    chronic_disease="",
    groups=(),
    note="",
)


def codes(*lines: Line, houses: set[str] | None = None) -> list[set[str]]:
    return [set(row.verdict.codes) for row in judge(lines, AS_OF, houses)]


@pytest.mark.parametrize(
    ("changes", "code", "decision"),
    [
        ({"cid": CidReading(None, CidProblem.CHECKSUM)}, "CID_CHECKSUM", "rejected"),
        ({"cid": CidReading(None, CidProblem.LENGTH)}, "CID_LENGTH", "rejected"),
        ({"cid": CidReading(None, CidProblem.MISSING)}, "CID_MISSING", "review"),
        ({"name": Name("", "", "")}, "NAME_MISSING", "rejected"),
        ({"birth": DayReading(None, None, DayProblem.MISSING)}, "BIRTH_MISSING", "accepted"),
        ({"birth": DayReading(None, None, DayProblem.AMBIGUOUS)}, "DATE_AMBIGUOUS", "review"),
        ({"birth": DayReading(date(2080, 1, 1), Precision.DAY)}, "BIRTH_IN_FUTURE", "review"),
        ({"birth": DayReading(date(1980, 1, 1), Precision.YEAR)}, "BIRTH_YEAR_ONLY", "accepted"),
    ],
)
def test_each_fact_has_its_code_and_decision(
    changes: dict[str, Any], code: str, decision: str
) -> None:
    (row,) = judge([replace(PERSON, **changes)], AS_OF, None)
    assert (row.verdict.codes, row.verdict.decision) == ({code}, decision)


def test_a_birth_in_the_future_is_taken_off_the_row() -> None:
    future = replace(PERSON, birth=DayReading(date(2080, 1, 1), Precision.DAY))
    assert judge([future], AS_OF, None)[0].line.birth.day is None


def test_a_person_in_two_houses_is_asked_for_in_both() -> None:
    elsewhere = replace(PERSON, house_code="00000000616")
    assert codes(PERSON, elsewhere) == [{"PERSON_IN_TWO_HOUSEHOLDS"}] * 2


def test_a_person_listed_again_in_one_house_keeps_the_first_row() -> None:
    assert codes(PERSON, replace(PERSON, order=3)) == [set(), {"DUPLICATE_IN_FILE"}]


def test_one_number_for_two_people_stops_both() -> None:
    other = replace(PERSON, name=Name("นาย", "ย่ง", "คำมี"))
    assert codes(PERSON, other) == [{"CID_CONFLICT"}] * 2


def test_a_person_exists_even_if_the_house_is_unknown() -> None:
    assert codes(PERSON, houses={"00000000616"}) == [{"HOUSE_UNKNOWN"}]
    assert codes(PERSON, houses={PERSON.house_code}) == [set()]


def test_the_survey_names_a_person_by_house_and_number() -> None:
    assert PERSON.survey_id == "00000000615/2"


readings = st.builds(
    DayReading,
    st.one_of(st.none(), st.dates()),
    st.one_of(st.none(), st.sampled_from(Precision)),
    st.one_of(st.none(), st.sampled_from(DayProblem)),
)


@given(st.lists(st.tuples(readings, st.integers(1, 3), st.sampled_from("กข")), max_size=8))
def test_every_person_gets_a_verdict(rows: list[tuple[DayReading, int, str]]) -> None:
    lines = [
        replace(PERSON, birth=birth, cid=cid(number), name=Name("", first, ""))
        for birth, number, first in rows
    ]
    assert all(row.verdict.codes <= LEADS_TO.keys() for row in judge(lines, AS_OF, set()))
