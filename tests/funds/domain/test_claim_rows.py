"""Claims of the past are recorded and flagged before any regulation is asked."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.money import Money
from kernel.values.thai_calendar import DayProblem, DayReading, Precision
from kernel.values.verdicts import Place
from services.funds.domain.claim_rows import (
    LEADS_TO,
    ClaimKind,
    Line,
    deaths_unknown_to_members,
    judge,
)
from services.funds.domain.rosters import UNKNOWN, RosterAnswer, RosterState

KNOWN = RosterAnswer(RosterState.ACCEPTED)


def day(year: int, month: int, of_month: int) -> DayReading:
    return DayReading(date(year, month, of_month), Precision.DAY)


STAY = Line(
    place=Place("คำขอปี 2568", 4),
    claim_no="001/2568",
    filed=day(2025, 4, 20),
    member_no="1250",
    name="สุนี คำมี",
    kind=ClaimKind.HOSPITAL,
    event=day(2025, 4, 10),
    nights=3,
    nights_unreadable=False,
    detail="รพ.สต.",
    damage_percent=None,
    requested=Money(45000),
    paid=Money(45000),
    amount_unreadable=False,
    paid_on=None,
    note="",
)


def claim(number: int, **changes: Any) -> Line:
    place = Place("คำขอปี 2568", number + 3)
    return replace(STAY, place=place, claim_no=f"{number:03d}/2568", **changes)


def told(*pairs: tuple[Line, RosterAnswer]) -> list[tuple[str, set[str]]]:
    rows = judge([line for line, _ in pairs], [answer for _, answer in pairs])
    return [(row.verdict.decision.value, set(row.verdict.codes)) for row in rows]


def test_a_plain_claim_is_accepted() -> None:
    assert told((STAY, KNOWN)) == [("accepted", set())]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (UNKNOWN, "MEMBER_UNKNOWN"),
        (RosterAnswer(RosterState.PENDING), "MEMBER_PENDING"),
        (RosterAnswer(RosterState.ACCEPTED, name_agrees=False), "MEMBER_NAME_MISMATCH"),
    ],
)
def test_a_claim_that_is_nobodys_waits(answer: RosterAnswer, code: str) -> None:
    assert told((STAY, answer)) == [("review", {code})]


def test_the_same_event_is_claimed_once() -> None:
    found = told((claim(1), KNOWN), (claim(2), KNOWN), (claim(3, event=day(2025, 4, 13)), KNOWN))
    assert found == [("accepted", set()), ("accepted", {"DUPLICATE_CLAIM"}), ("accepted", set())]


def test_a_night_is_claimed_once() -> None:
    """Three nights from the 10th are the 10th to the 12th."""
    for event, nights in ((day(2025, 4, 12), 1), (day(2025, 4, 8), 3)):
        again = claim(2, event=event, nights=nights)
        assert told((claim(1), KNOWN), (again, KNOWN))[1] == ("accepted", {"DUPLICATE_CLAIM"})
    before = claim(2, event=day(2025, 4, 8), nights=2)
    assert told((claim(1), KNOWN), (before, KNOWN))[1] == ("accepted", set())


def test_a_repetition_names_the_claim_it_repeats() -> None:
    rows = judge([claim(1), claim(2)], [KNOWN, KNOWN])
    assert [row.repeats for row in rows] == [None, rows[0].line.place]


@pytest.mark.parametrize("change", [{"member_no": "9"}, {"kind": ClaimKind.EDUCATION}])
def test_another_member_or_kind_is_another_event(change: dict[str, Any]) -> None:
    assert told((claim(1), KNOWN), (claim(2, **change), KNOWN))[1] == ("accepted", set())


def test_one_dies_once() -> None:
    deaths = [claim(number, kind=ClaimKind.DEATH, event=day(2025, 4, number)) for number in (1, 2)]
    assert told(*((death, KNOWN) for death in deaths))[1] == ("accepted", {"DUPLICATE_CLAIM"})


FLOOD = {"kind": ClaimKind.DISASTER, "nights": None, "damage_percent": 60}
AT_HOME = replace(KNOWN, house="120 1")


def test_a_house_is_helped_once_after_a_disaster_whoever_of_it_asks() -> None:
    found = told(
        (claim(1, **FLOOD), AT_HOME),
        (claim(2, member_no="2", **FLOOD), AT_HOME),
        (claim(3, member_no="3", **FLOOD), replace(KNOWN, house="121 1")),
        (claim(4, member_no="4", **FLOOD), KNOWN),
    )
    codes = [codes for _, codes in found]
    assert codes == [set(), {"HOUSE_ALREADY_HELPED"}, set(), set()]


def test_the_same_member_has_the_same_house_even_if_nobody_knows_it() -> None:
    found = told((claim(1, **FLOOD), KNOWN), (claim(2, **FLOOD), AT_HOME))
    assert found[1] == ("accepted", {"HOUSE_ALREADY_HELPED"})


def test_the_next_disaster_is_another_event() -> None:
    later = claim(2, event=day(2025, 8, 9), **FLOOD)
    assert told((claim(1, **FLOOD), AT_HOME), (later, AT_HOME))[1] == ("accepted", set())


def test_nothing_is_due_for_what_happened_after_death() -> None:
    died = replace(KNOWN, died_on=date(2025, 4, 9))
    assert told((STAY, died)) == [("accepted", {"AFTER_DEATH"})]
    assert told((STAY, replace(KNOWN, died_on=date(2025, 4, 10)))) == [("accepted", set())]


def test_a_death_claim_tells_of_a_death_the_register_does_not_know() -> None:
    death = claim(1, kind=ClaimKind.DEATH, event=day(2025, 4, 1))
    answers = [KNOWN, KNOWN]
    rows = judge([death, claim(2)], answers)
    assert [set(row.verdict.codes) for row in rows] == [set(), {"AFTER_DEATH"}]
    assert deaths_unknown_to_members(rows, answers) == (("1250", date(2025, 4, 1)),)
    known = [replace(KNOWN, died_on=date(2025, 4, 1))] * 2
    assert deaths_unknown_to_members(judge([death, claim(2)], known), known) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": None}, "KIND_UNKNOWN"),
        ({"event": DayReading(None, None, DayProblem.MISSING)}, "EVENT_DATE_MISSING"),
        ({"event": DayReading(None, None, DayProblem.IMPOSSIBLE)}, "DATE_IMPOSSIBLE"),
        ({"event": DayReading(date(2025, 1, 1), Precision.YEAR)}, "DATE_YEAR_ONLY"),
        (
            {"event": DayReading(date(2025, 1, 1), Precision.DAY, DayProblem.COMMON_ERA)},
            "DATE_CE_TYPED",
        ),
        ({"filed": DayReading(None, None, DayProblem.IMPOSSIBLE)}, "DATE_IMPOSSIBLE"),
        ({"nights_unreadable": True}, "NIGHTS_TEXT"),
        ({"amount_unreadable": True}, "AMOUNT_TEXT"),
        ({"claim_no": ""}, "CLAIM_NO_MISSING"),
    ],
)
def test_what_cannot_be_read_is_for_a_person(changes: dict[str, Any], code: str) -> None:
    assert told((replace(STAY, **changes), KNOWN)) == [("review", {code})]


def test_a_claim_number_is_used_once() -> None:
    found = told((claim(1), KNOWN), (replace(claim(1), member_no="2"), KNOWN))
    assert found[1] == ("review", {"CLAIM_NO_REPEATED"})


readings = st.builds(
    DayReading,
    st.one_of(st.none(), st.dates()),
    st.one_of(st.none(), st.sampled_from(Precision)),
    st.one_of(st.none(), st.sampled_from(DayProblem)),
)
lines = st.builds(
    replace,
    st.just(STAY),
    claim_no=st.sampled_from(["", "1", "2"]),
    member_no=st.sampled_from(["1", "2"]),
    kind=st.one_of(st.none(), st.sampled_from(ClaimKind)),
    event=readings,
    filed=readings,
)
answers = st.builds(
    RosterAnswer,
    st.sampled_from(RosterState),
    st.booleans(),
    st.one_of(st.none(), st.dates()),
    st.sampled_from([None, "1", "2"]),
)


@given(st.lists(st.tuples(lines, answers), max_size=8))
def test_every_claim_gets_a_verdict(pairs: list[tuple[Line, RosterAnswer]]) -> None:
    rows = judge([line for line, _ in pairs], [answer for _, answer in pairs])
    assert [row.line for row in rows] == [line for line, _ in pairs]
    assert all(row.verdict.codes <= LEADS_TO.keys() for row in rows)
