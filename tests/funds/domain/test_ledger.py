"""The ledger: entries balance when they are made, and corrections undo them exactly."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.values.money import ZERO, Money, total
from services.funds.domain import ledger
from services.funds.domain.ledger import Entry, Posting

DAY = dt.date(2025, 9, 30)
amounts = st.integers(1, 10**12).map(Money)


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    postings = (Posting("cash", Money(100)), Posting("income.member", Money(-99)))
    with pytest.raises(AssertionError):
        Entry("entry_1", "fund_1", DAY, "contributions", "x", postings)


def test_a_posting_of_nothing_cannot_be_made() -> None:
    with pytest.raises(AssertionError):
        Entry("entry_1", "fund_1", DAY, "contributions", "x", (Posting("cash", ZERO),))


@given(amounts, st.integers(0, 10**9).map(Money))
def test_a_collection_comes_in_as_cash(savings: Money, fees: Money) -> None:
    entry = ledger.contributions("entry_1", "fund_1", DAY, "collection_1", savings, fees)
    stands = ledger.balances([entry])
    assert stands[ledger.CASH] == savings + fees
    assert total(stands.values()) == ZERO


@given(amounts)
def test_reserved_and_paid_leaves_nothing_reserved(amount: Money) -> None:
    entries = [
        ledger.reserve("entry_1", "fund_1", DAY, "claim_1", amount),
        ledger.pay_reserved("entry_2", "fund_1", DAY, "claim_1", "hospital", amount),
    ]
    assert ledger.balances(entries) == {"cash": -amount, "welfare.hospital": amount}


@given(amounts, amounts)
def test_a_reversal_undoes_an_entry_exactly(savings: Money, fees: Money) -> None:
    entry = ledger.contributions("entry_1", "fund_1", DAY, "collection_1", savings, fees)
    correction = ledger.reversal("entry_2", DAY, entry)
    assert ledger.balances([entry, correction]) == {}
    assert correction.reverses == entry.entry_id


@given(st.lists(st.tuples(st.sampled_from(["in", "reserve", "pay"]), amounts), max_size=30))
def test_any_entries_together_balance(moves: list[tuple[str, Money]]) -> None:
    made = {
        "in": lambda amount: ledger.contributions("entry_1", "fund_1", DAY, "c", amount, ZERO),
        "reserve": lambda amount: ledger.reserve("entry_1", "fund_1", DAY, "c", amount),
        "pay": lambda amount: ledger.pay_reserved("entry_1", "fund_1", DAY, "c", "death", amount),
    }
    entries = [made[move](amount) for move, amount in moves]
    assert total(ledger.balances(entries).values()) == ZERO
