"""What a house row of a survey is worth."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values import citizen_id
from kernel.values.citizen_id import CidProblem, CidReading
from kernel.values.money import Money
from kernel.values.thai_calendar import DayReading
from kernel.values.thai_names import Name
from kernel.values.verdicts import Place
from services.logbook.domain.households import Point
from services.logbook.domain.survey_houses import LEADS_TO, HouseRow, Line, judge
from services.logbook.domain.survey_persons import Line as PersonLine


def cid(number: int) -> CidReading:
    """A generated number: office 0000 does not exist."""
    first = f"30000{number:07d}"
    return CidReading(first + str(citizen_id.check_digit(first)))


NO_CID = CidReading(None, CidProblem.MISSING)
CODE = "00000000615"
HOUSE = Line(
    place=Place("", 2),
    house_code=CODE,
    house_no="64/3",
    moo=6,
    tambon="วังทอง",
    lat=16.92,
    lon=100.51,
    head=Name("นาย", "อธิกุล", "พานิช"),
    head_cid=cid(1),
    declared_persons=1,
    tenure="เจ้าของ",
    income_month=Money(300000),
    expense_month=None,
    debt=None,
    debt_source="",
    needs="",
    help_received="",
)
HEAD = PersonLine(
    place=Place("", 2),
    house_code=CODE,
    order=1,
    cid=cid(1),
    name=Name("นาย", "อธิกุล", "พานิช"),
    relation="หัวหน้าครัวเรือน",
    sex=None,
    birth=DayReading(None),
    disability="",
    chronic_disease="",
    groups=(),
    note="",
)
NEIGHBOURS = [
    replace(HOUSE, house_code=f"{number:011d}", lat=16.9 + number / 1000, head=Name("", "", ""))
    for number in range(1, 10)
]


def row(persons: list[PersonLine] | None = None, **changes: Any) -> HouseRow:
    return judge([*NEIGHBOURS, replace(HOUSE, **changes)], persons)[-1]


@pytest.mark.parametrize(
    ("changes", "code", "decision"),
    [
        ({"lat": None}, "GPS_MISSING", "accepted"),
        ({"lat": 0.0, "lon": 0.0}, "GPS_ZERO", "accepted"),
        ({"lat": 100.51, "lon": 16.92}, "GPS_SWAPPED", "accepted"),
        ({"lat": 13.7563, "lon": 100.5018}, "GPS_OUTSIDE_AREA", "review"),
        ({"lat": 51.5, "lon": 0.1}, "GPS_OUTSIDE_AREA", "review"),
        ({"income_month": None}, "INCOME_MISSING", "accepted"),
        ({"income_month": Money(-500000)}, "INCOME_NEGATIVE", "review"),
        ({"house_code": "615"}, "HOUSE_CODE_INVALID", "review"),
    ],
)
def test_each_fact_has_its_code_and_decision(
    changes: dict[str, Any], code: str, decision: str
) -> None:
    judged = row(**changes)
    assert (judged.verdict.codes, judged.verdict.decision) == ({code}, decision)


def test_swapped_coordinates_are_put_right() -> None:
    assert row(lat=100.51, lon=16.92).point == Point(16.92, 100.51)


def test_coordinates_and_incomes_that_are_none_are_not_kept() -> None:
    assert row(lat=13.7563, lon=100.5018).point is None
    assert row(income_month=Money(-1)).income_month is None


def test_a_survey_with_few_houses_has_no_middle_to_be_far_from() -> None:
    (alone,) = judge([replace(HOUSE, lat=13.7563, lon=100.5018)], None)
    assert alone.verdict.codes == frozenset()


def test_a_survey_of_two_tambon_has_two_middles() -> None:
    far = [replace(house, tambon="บ้านอื่น", lat=13.75) for house in NEIGHBOURS]
    assert all(
        not row.verdict.codes & {"GPS_OUTSIDE_AREA"} for row in judge([*NEIGHBOURS, *far], None)
    )


def test_a_house_stands_once() -> None:
    rows = judge([HOUSE, replace(HOUSE, place=Place("", 3))], None)
    assert [set(row.verdict.codes) for row in rows] == [set(), {"DUPLICATE_HOUSE"}]


@pytest.mark.parametrize(
    "person",
    [HEAD, replace(HEAD, cid=NO_CID), replace(HEAD, name=Name("นาง", "อีกคน", "พานิช"))],
)
def test_the_head_is_listed_by_number_or_by_name(person: PersonLine) -> None:
    assert row([person]).verdict.codes == frozenset()


def test_a_head_who_is_not_listed_is_for_a_person() -> None:
    judged = row([replace(HEAD, cid=cid(2))])
    assert (judged.verdict.codes, judged.verdict.decision) == ({"HEAD_NOT_LISTED"}, "review")


def test_the_number_of_persons_is_compared_with_the_list() -> None:
    judged = row([HEAD, replace(HEAD, order=2, cid=NO_CID)])
    assert (judged.verdict.codes, judged.listed_persons) == ({"PERSON_COUNT_DIFFERS"}, 2)


def test_without_a_list_of_persons_nobody_is_counted() -> None:
    assert row(None, declared_persons=9).listed_persons is None
    assert row(None, declared_persons=9).verdict.codes == frozenset()


degrees = st.one_of(st.none(), st.floats(-180, 180))


@given(st.lists(st.tuples(degrees, degrees, st.integers(-5, 5)), max_size=12))
def test_every_house_gets_a_verdict(places: list[tuple[float | None, float | None, int]]) -> None:
    lines = [
        replace(HOUSE, lat=lat, lon=lon, income_month=Money(income)) for lat, lon, income in places
    ]
    for judged in judge(lines, [HEAD]):
        assert judged.verdict.codes <= LEADS_TO.keys()
