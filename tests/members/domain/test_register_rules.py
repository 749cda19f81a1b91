"""Which codes a row of a member book gets, and what they lead to."""

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
from kernel.values.verdicts import Decision, Place
from services.members.domain.register import LEADS_TO, RegisterRow, judge
from services.members.domain.register_lines import Line, Standing, Status

AS_OF = date(2025, 9, 30)


def cid(number: int) -> CidReading:
    """A generated number: office 0000 does not exist."""
    first = f"30000{number:07d}"
    return CidReading(first + str(citizen_id.check_digit(first)))


def known(year: int, month: int = 1, day: int = 1) -> DayReading:
    return DayReading(date(year, month, day), Precision.DAY)


FINE = Line(
    place=Place("ทะเบียน", 5),
    member_no="1",
    cid=cid(1),
    name=Name("นาง", "สุนี", "คำมี"),
    sex=None,
    birth=known(1980),
    joined=known(2015),
    house_no="1",
    moo=1,
    community="",
    phone=None,
    phone_typed=False,
    standing=Standing(Status.ACTIVE),
    beneficiary=None,
    note="",
)


def row(**changes: Any) -> RegisterRow:
    (judged,) = judge([replace(FINE, **changes)], AS_OF)
    return judged


def codes(**changes: Any) -> frozenset[str]:
    return row(**changes).verdict.codes


def test_a_complete_row_is_accepted_without_a_word() -> None:
    assert (row().verdict.decision, codes()) == (Decision.ACCEPTED, frozenset())


@pytest.mark.parametrize(
    ("changes", "code", "decision"),
    [
        ({"cid": CidReading(None, CidProblem.CHECKSUM)}, "CID_CHECKSUM", "rejected"),
        ({"cid": CidReading(None, CidProblem.LENGTH)}, "CID_LENGTH", "rejected"),
        ({"cid": CidReading(None, CidProblem.MISSING)}, "CID_MISSING", "review"),
        ({"name": Name("", "", "")}, "NAME_MISSING", "rejected"),
        ({"name": Name("นาย", "ย่ง", "")}, "NO_SURNAME", "accepted"),
        ({"birth": DayReading(None, None, DayProblem.IMPOSSIBLE)}, "DATE_IMPOSSIBLE", "review"),
        ({"birth": DayReading(None, None, DayProblem.AMBIGUOUS)}, "DATE_AMBIGUOUS", "review"),
        ({"birth": DayReading(None, None, DayProblem.MISSING)}, "BIRTH_MISSING", "accepted"),
        ({"birth": known(2092)}, "BIRTH_IN_FUTURE", "review"),
        (
            {"birth": DayReading(date(1980, 1, 1), Precision.YEAR)},
            "BIRTH_YEAR_ONLY",
            "accepted",
        ),
        (
            {"birth": DayReading(date(1980, 1, 1), Precision.DAY, DayProblem.COMMON_ERA)},
            "DATE_CE_TYPED",
            "review",
        ),
        ({"joined": DayReading(None, None, DayProblem.MISSING)}, "JOIN_DATE_MISSING", "review"),
        ({"joined": DayReading(None, None, DayProblem.IMPOSSIBLE)}, "DATE_IMPOSSIBLE", "review"),
        ({"joined": DayReading(date(2015, 1, 1), Precision.YEAR)}, "DATE_YEAR_ONLY", "review"),
        ({"joined": known(1979)}, "JOIN_BEFORE_BIRTH", "review"),
        ({"joined": known(2026)}, "JOIN_IN_FUTURE", "review"),
        ({"phone_typed": True}, "PHONE_INVALID", "accepted"),
        ({"member_no": ""}, "MEMBER_NO_MISSING", "review"),
    ],
)
def test_each_fact_has_its_code_and_decision(
    changes: dict[str, Any], code: str, decision: str
) -> None:
    judged = row(**changes)
    assert (judged.verdict.codes, judged.verdict.decision) == ({code}, decision)


@pytest.mark.parametrize("where", ["note", "cid"])
def test_a_missing_number_with_a_reason_is_accepted(where: str) -> None:
    why = "รอพิสูจน์สัญชาติ"
    missing = CidReading(None, CidProblem.MISSING, why if where == "cid" else "")
    judged = row(cid=missing, note=why if where == "note" else "")
    assert judged.verdict.codes == {"CID_MISSING_EXPLAINED"}
    assert judged.verdict.decision is Decision.ACCEPTED


def test_a_child_keeps_its_title_until_the_fifteenth_birthday() -> None:
    boy = Name("เด็กชาย", "ก", "ข")
    assert codes(name=boy, birth=known(2010, 10, 1), joined=known(2020)) == frozenset()
    fifteen = codes(name=boy, birth=known(2010, 9, 30), joined=known(2020))
    assert fifteen == {"TITLE_AGE_MISMATCH"}


def test_a_dead_child_does_not_grow_older() -> None:
    boy = Name("เด็กชาย", "ก", "ข")
    died = Standing(Status.DECEASED, known(2020, 5, 5))
    assert codes(name=boy, birth=known(2008), joined=known(2010), standing=died) == frozenset()


def test_a_dead_member_is_accepted_with_the_day() -> None:
    judged = row(standing=Standing(Status.DECEASED, known(2024, 11, 7)))
    assert judged.verdict.decision is Decision.ACCEPTED
    assert judged.died_on == date(2024, 11, 7)


@pytest.mark.parametrize("died", [known(2026), DayReading(None, None, DayProblem.IMPOSSIBLE)])
def test_a_day_of_death_that_cannot_be_is_for_a_person(died: DayReading) -> None:
    assert codes(standing=Standing(Status.DECEASED, died)) == {"DATE_IMPOSSIBLE"}


def test_a_birth_in_the_future_is_taken_off_the_row() -> None:
    assert row(birth=known(2092)).line.birth.day is None


def test_joining_in_the_year_of_birth_proves_nothing_where_only_the_year_is_known() -> None:
    born = DayReading(date(2015, 1, 1), Precision.YEAR)
    assert "JOIN_BEFORE_BIRTH" not in codes(birth=born, joined=known(2015))
    assert "JOIN_BEFORE_BIRTH" in codes(birth=born, joined=known(2014, 12, 31))


def judged_together(*lines: Line) -> list[set[str]]:
    return [set(one.verdict.codes) for one in judge(lines, AS_OF)]


def test_the_same_person_twice_keeps_the_first_row() -> None:
    again = replace(FINE, member_no="2", name=Name("น.ส.", "สุนี", "คำมี"))
    assert judged_together(FINE, again) == [set(), {"DUPLICATE_IN_FILE"}]


def test_another_surname_and_the_same_birth_date_asks_a_person() -> None:
    married = replace(FINE, member_no="2", name=Name("นาง", "สุนี", "ใจดี"))
    assert judged_together(FINE, married) == [set(), {"DUPLICATE_CID_NAME_DIFFERS"}]


def test_one_number_for_two_people_stops_both() -> None:
    other = replace(FINE, member_no="2", name=Name("นาย", "สมชาย", "ใจดี"), birth=known(1970))
    assert judged_together(FINE, other) == [{"CID_CONFLICT"}, {"CID_CONFLICT"}]


def test_a_row_without_a_name_conflicts_with_nobody() -> None:
    nameless = replace(FINE, member_no="2", name=Name("", "", ""))
    assert judged_together(FINE, nameless) == [set(), {"NAME_MISSING"}]


def test_a_member_number_belongs_to_one_person() -> None:
    other = replace(FINE, cid=cid(2), name=Name("นาย", "สมชาย", "ใจดี"))
    assert judged_together(FINE, other) == [set(), {"MEMBER_NO_REPEATED"}]


readings = st.builds(
    DayReading,
    st.one_of(st.none(), st.dates()),
    st.one_of(st.none(), st.sampled_from(Precision)),
    st.one_of(st.none(), st.sampled_from(DayProblem)),
)
names = st.builds(
    Name, st.sampled_from(["นาย", "เด็กหญิง", ""]), *[st.sampled_from(["ก", "ข", ""])] * 2
)
cids = st.one_of(
    st.integers(1, 3).map(cid),
    st.sampled_from(CidProblem).map(lambda problem: CidReading(None, problem)),
)
lines = st.builds(
    Line,
    place=st.builds(Place, st.just("ก"), st.integers(1, 99)),
    member_no=st.sampled_from(["", "1", "2"]),
    cid=cids,
    name=names,
    sex=st.none(),
    birth=readings,
    joined=readings,
    house_no=st.just(""),
    moo=st.none(),
    community=st.just(""),
    phone=st.none(),
    phone_typed=st.booleans(),
    standing=st.builds(Standing, st.sampled_from(Status), st.one_of(st.none(), readings)),
    beneficiary=st.none(),
    note=st.just(""),
)


@given(st.lists(lines, max_size=6), st.dates())
def test_every_book_gets_a_verdict_for_every_row(book: list[Line], as_of: date) -> None:
    rows = judge(book, as_of)
    assert [one.line.place for one in rows] == [line.place for line in book]
    for one in rows:
        assert one.verdict.codes <= LEADS_TO.keys()
        assert one.line.birth.day is None or one.line.birth.day <= as_of
