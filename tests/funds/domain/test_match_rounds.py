"""What a match round gives, against figures read in news and worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kernel.values.errors import Refused
from kernel.values.money import ZERO, Money
from services.funds.domain import match_rounds
from services.funds.domain.match_rounds import Award, Count, Terms

TERMS = Terms(
    fiscal_year=2565,
    round_no=1,
    cut_off_on=dt.date(2022, 6, 30),
    paid_from="2021-10",
    paid_to="2022-06",
    member_days_min=180,
    members_min=100,
    rate=Money(14_100),
    member_cap=Money(36_500),
)
SURAT = Count("fund_surat", 395, Money(395 * 36_500))


def awarded(satang: int = 100_000) -> Award:
    return Award("award", "round", "fund", 10, Money(satang), Money(satang))


def test_395_members_at_141_baht_are_55_695_baht() -> None:
    """T50542: one fund of Surat Thani, 395 members, 55,695 baht: not 365 a member."""
    assert match_rounds.due(TERMS, SURAT) == Money(5_569_500)


@pytest.mark.parametrize(
    ("terms", "paid", "given"),
    [
        ({"rate": Money(36_500)}, 395 * 36_500, 395 * 36_500),
        ({"rate": Money(36_500)}, 1_000_000, 1_000_000),  # never more than the members paid
        ({"fund_ceiling": Money(4_000_000)}, 395 * 36_500, 4_000_000),
    ],
)
def test_the_least_limit_decides(terms: dict[str, Money], paid: int, given: int) -> None:
    count = replace(SURAT, paid=Money(paid))
    assert match_rounds.due(replace(TERMS, **terms), count) == Money(given)


def test_a_fund_too_small_gets_nothing() -> None:
    with pytest.raises(Refused, match="too_few_members"):
        match_rounds.due(TERMS, replace(SURAT, eligible=99))


def test_a_part_may_be_awarded_and_never_more_than_is_due_or_left() -> None:
    def award(satang: int | None, before: int = 0, budget: int | None = None) -> Award:
        terms = replace(TERMS, budget=None if budget is None else Money(budget))
        amount = None if satang is None else Money(satang)
        return match_rounds.award("award", "round", terms, SURAT, amount, Money(before))

    assert award(None).awarded == Money(5_569_500)
    assert award(3_000_000).awarded == Money(3_000_000)
    assert award(1_000, before=9_000, budget=10_000).awarded == Money(1_000)
    for satang, before, budget, code in (
        (5_569_501, 0, None, "award_above_due"),
        (1_001, 9_000, 10_000, "round_budget_spent"),
        (0, 0, None, "amount_not_above_zero"),
    ):
        with pytest.raises(Refused, match=code):
            award(satang, before, budget)


def test_an_award_comes_in_parts() -> None:
    half = match_rounds.receive(awarded(), Money(40_000))
    assert (half.state, half.open) == ("partly_received", Money(60_000))
    whole = match_rounds.receive(half, Money(60_000))
    assert (whole.state, whole.open) == ("received", ZERO)
    with pytest.raises(Refused, match="more_than_awarded"):
        match_rounds.receive(whole, Money(1))


def test_what_has_not_come_is_claimed_back_first() -> None:
    half = match_rounds.receive(awarded(), Money(40_000))
    clawed, undue, paid_back = match_rounds.claw_back(half, Money(70_000), "เกินสิทธิ")
    assert (undue, paid_back) == (Money(60_000), Money(10_000))
    assert (clawed.open, clawed.kept, clawed.state) == (ZERO, Money(30_000), "received")
    last, undue, paid_back = match_rounds.claw_back(clawed, Money(30_000), "เกินสิทธิ")
    assert (undue, paid_back, last.state) == (ZERO, Money(30_000), "clawed_back")
    with pytest.raises(Refused, match="more_than_awarded"):
        match_rounds.claw_back(last, Money(1), "เกินสิทธิ")
    with pytest.raises(Refused, match="reason_missing"):
        match_rounds.claw_back(half, Money(1), " ")


def test_terms_that_give_nothing_are_no_terms() -> None:
    for change in ({"rate": ZERO}, {"member_cap": ZERO}, {"budget": ZERO}):
        with pytest.raises(Refused, match="amount_not_above_zero"):
            replace(TERMS, **change)
    with pytest.raises(Refused, match="period_ends_before_it_begins"):
        replace(TERMS, paid_to="2021-09")
