"""What a line of a collection sheet is worth, and whether its totals are right."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.money import ZERO, Money
from kernel.values.thai_calendar import Month
from kernel.values.verdicts import Decision, Place
from services.funds.domain.contribution_rows import (
    FILE_CODES,
    LEADS_TO,
    Line,
    PrintedTotal,
    judge,
    summarise,
)
from services.funds.domain.rosters import UNKNOWN, RosterAnswer, RosterState

OCTOBER = Month(2024, 10)
BAHT_30 = Money(3000)
KNOWN = RosterAnswer(RosterState.ACCEPTED)
PENDING = RosterAnswer(RosterState.PENDING)

PAID = Line(
    place=Place("รวม", 4),
    member_no="1001",
    name="สุนี คำมี",
    amount=BAHT_30,
    amount_unreadable=False,
    amount_is_number=True,
    entry_fee=ZERO,
    entry_fee_unreadable=False,
    opening_arrears=ZERO,
    due=BAHT_30,
    closing_arrears=ZERO,
    plan_days=30,
    paid_on=None,
    paid_on_unreadable=False,
    note="",
)
NOTHING: dict[str, Any] = {"amount": None}
TEXT: dict[str, Any] = {"amount": None, "amount_unreadable": True, "amount_is_number": False}


def verdict(answer: RosterAnswer = KNOWN, **changes: Any) -> tuple[str, set[str]]:
    (row,) = judge([replace(PAID, **changes)], [answer], OCTOBER)
    return row.verdict.decision.value, set(row.verdict.codes)


def test_money_of_a_known_member_is_accepted() -> None:
    assert verdict() == ("accepted", set())


@pytest.mark.parametrize("answer", [KNOWN, PENDING, UNKNOWN])
@pytest.mark.parametrize("amount", [None, ZERO])
def test_a_line_without_money_asks_nobody_anything(
    answer: RosterAnswer, amount: Money | None
) -> None:
    assert verdict(answer, amount=amount) == ("no_payment", set())


def test_an_entry_fee_is_money_although_the_savings_are_empty() -> None:
    assert verdict(entry_fee=Money(2000), **NOTHING) == ("accepted", set())
    assert verdict(PENDING, entry_fee=Money(2000), **NOTHING) == ("review", {"MEMBER_PENDING"})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (UNKNOWN, "MEMBER_UNKNOWN"),
        (PENDING, "MEMBER_PENDING"),
        (RosterAnswer(RosterState.ACCEPTED, name_agrees=False), "MEMBER_NAME_MISMATCH"),
        (RosterAnswer(RosterState.ACCEPTED, died_on=date(2024, 9, 30)), "PAID_AFTER_DEATH"),
    ],
)
def test_money_that_is_not_plainly_a_members_waits(answer: RosterAnswer, code: str) -> None:
    assert verdict(answer) == ("review", {code})


def test_a_payment_in_the_month_of_death_is_judged_by_its_day() -> None:
    died = RosterAnswer(RosterState.ACCEPTED, died_on=date(2024, 10, 15))
    assert verdict(died) == ("accepted", set())
    assert verdict(died, paid_on=date(2024, 10, 15)) == ("accepted", set())
    assert verdict(died, paid_on=date(2024, 10, 16)) == ("review", {"PAID_AFTER_DEATH"})


def test_a_negative_amount_needs_a_reason() -> None:
    assert verdict(amount=-BAHT_30) == ("review", {"NEGATIVE_UNEXPLAINED"})
    assert verdict(amount=-BAHT_30, note="แก้ยอด") == ("accepted", {"NEGATIVE_CORRECTION"})


def test_an_explained_correction_of_a_pending_member_waits_with_both_codes() -> None:
    told = verdict(PENDING, amount=-BAHT_30, note="แก้ยอด")
    assert told == ("review", {"NEGATIVE_CORRECTION", "MEMBER_PENDING"})


def test_words_instead_of_money_are_for_a_person() -> None:
    assert verdict(**TEXT) == ("review", {"AMOUNT_TEXT"})
    assert verdict(entry_fee_unreadable=True) == ("review", {"ENTRY_FEE_TEXT"})


def test_a_day_that_cannot_be_read_stops_no_money() -> None:
    assert verdict(paid_on_unreadable=True) == ("accepted", {"DATE_IMPOSSIBLE"})


def test_a_member_stands_once_on_a_sheet() -> None:
    other_sheet = replace(PAID, place=Place("ม.2", 4))
    rows = judge([PAID, PAID, other_sheet], [KNOWN] * 3, OCTOBER)
    assert [set(row.verdict.codes) for row in rows] == [set(), {"LINE_REPEATED"}, set()]


def file_codes(*totals: tuple[str, int | None]) -> frozenset[str]:
    """A sheet with 30 baht as a number and 40 baht as text, and these totals printed."""
    lines = [PAID, replace(PAID, member_no="2", amount=Money(4000), amount_is_number=False)]
    rows = judge(lines, [KNOWN] * 2, OCTOBER)
    printed = [
        PrintedTotal(Place(sheet, 9), None if satang is None else Money(satang), is_formula=True)
        for sheet, satang in totals
    ]
    return summarise(rows, printed).codes


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        (7000, set()),
        (3000, {"TOTAL_SKIPS_TEXT_CELLS"}),
        (6000, {"TOTAL_MISMATCH"}),
        (None, {"TOTAL_MISMATCH"}),
    ],
)
def test_a_printed_total_is_compared_with_what_was_collected(
    printed: int | None, codes: set[str]
) -> None:
    assert file_codes(("รวม", printed)) == codes


def test_the_graver_total_speaks_for_the_file_and_sheets_do_not_make_up_for_each_other() -> None:
    assert file_codes(("รวม", 3000), ("ม.2", 500)) == {"TOTAL_MISMATCH"}
    assert file_codes(("รวม", 8000), ("ม.2", -1000)) == {"TOTAL_MISMATCH"}
    assert file_codes() == frozenset()


def test_entry_fees_are_in_no_other_figure() -> None:
    lines = [
        replace(PAID, entry_fee=Money(2000)),
        replace(PAID, member_no="2", entry_fee=Money(1000), **NOTHING),
        replace(PAID, member_no="3", entry_fee=Money(500)),
    ]
    rows = judge(lines, [KNOWN, KNOWN, PENDING], OCTOBER)
    summary = summarise(rows, [])
    assert summary.accepted == BAHT_30
    assert summary.accepted_entry_fees == Money(3000)
    assert summary.in_review == BAHT_30
    assert summary.readable == Money(6000)
    assert summary.printed is None


amounts = st.one_of(st.none(), st.integers(-10000, 10000).map(Money))
lines = st.builds(
    replace,
    st.just(PAID),
    member_no=st.sampled_from(["1", "2", ""]),
    amount=amounts,
    amount_unreadable=st.booleans(),
    entry_fee=st.integers(0, 5000).map(Money),
    entry_fee_unreadable=st.booleans(),
    note=st.sampled_from(["", "แก้ยอด"]),
)
answers = st.builds(
    RosterAnswer,
    st.sampled_from(RosterState),
    st.booleans(),
    st.one_of(st.none(), st.dates()),
)


@given(st.lists(st.tuples(lines, answers), max_size=8))
def test_every_satang_is_accepted_or_waits(pairs: list[tuple[Line, RosterAnswer]]) -> None:
    rows = judge([line for line, _ in pairs], [answer for _, answer in pairs], OCTOBER)
    summary = summarise(rows, [])
    assert summary.accepted + summary.in_review == summary.readable
    assert summary.codes <= set(FILE_CODES)
    for row in rows:
        assert row.verdict.codes <= LEADS_TO.keys()
        assert (row.verdict.decision is Decision.NO_PAYMENT) == (not row.line.is_payment)
