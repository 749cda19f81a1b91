"""The ledger: entries that sum to zero, made from values and never edited.

Debits stand above zero, credits below. What is reserved for a claim lies on an account of its own,
so what a fund can still promise is its cash, and nothing else: reserve, then post or return.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kernel.values.money import ZERO, Money, total

CASH: Final = "cash"
RESERVED: Final = "reserved"
OPENING: Final = "equity.opening"
SURPLUS: Final = "equity.surplus"
MEMBER: Final = "income.member"
ENTRY_FEE: Final = "income.entry_fee"
CARBON_WASTE: Final = "income.carbon_waste"
WASTE_BANK: Final = "waste_bank"
MATCH_DUE: Final = "match_due"
MEMBER_ACCOUNTS: Final = "member_accounts"
LEVY: Final = "income.levy"
ADMINISTRATION: Final = "expense.administration"
ASSETS: Final = (CASH, RESERVED, WASTE_BANK, MATCH_DUE)


def welfare(kind: str) -> str:
    """The expense account of a benefit."""
    return f"welfare.{kind}"


def income(source: str) -> str:
    """The income account of a source."""
    return f"income.{source}"


def expense(purpose: str) -> str:
    """The expense account of a purpose that is no benefit."""
    return f"expense.{purpose}"


def is_income(account: str) -> bool:
    return account.startswith("income.")


def is_expense(account: str) -> bool:
    return account.startswith(("welfare.", "expense."))


@dataclass(frozen=True)
class Posting:
    """One side of an entry."""

    account: str
    amount: Money


@dataclass(frozen=True)
class Entry:
    """An entry: why (`kind`, `subject`), on which day, and its postings, which sum to zero.

    Of one read from the books, `made_by` and `made_at` say who made it and when.
    """

    entry_id: str
    fund_id: str
    day: dt.date
    kind: str
    subject: str
    postings: tuple[Posting, ...]
    reverses: str | None = None
    made_by: str = ""
    made_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        balance = total(posting.amount for posting in self.postings)
        assert balance == ZERO, f"an entry must balance, this one is off by {balance}"
        assert all(posting.amount for posting in self.postings), "a posting moves something"


def entry(
    entry_id: str,
    fund_id: str,
    day: dt.date,
    kind: str,
    subject: str,
    moves: Mapping[str, Money],
) -> Entry:
    """An entry from what it moves on each account; what moves nothing is left out."""
    postings = tuple(Posting(account, amount) for account, amount in moves.items() if amount)
    return Entry(entry_id, fund_id, day, kind, subject, postings)


def opening_balance(entry_id: str, fund_id: str, day: dt.date, amount: Money) -> Entry:
    """What a fund had when its books were opened here."""
    return entry(entry_id, fund_id, day, "opening", fund_id, {CASH: amount, OPENING: -amount})


def contributions(
    entry_id: str, fund_id: str, day: dt.date, collection_id: str, savings: Money, fees: Money
) -> Entry:
    """One collection: members' savings and entry fees come in as cash, never to be refunded."""
    moves = {CASH: savings + fees, MEMBER: -savings, ENTRY_FEE: -fees}
    return entry(entry_id, fund_id, day, "contributions", collection_id, moves)


def contributions_in_waste(
    entry_id: str, fund_id: str, day: dt.date, collection_id: str, savings: Money, fees: Money
) -> Entry:
    """Members paid with waste: a source of its own, owed by the waste bank until it pays."""
    whole = savings + fees
    moves = {WASTE_BANK: whole, CARBON_WASTE: -whole}
    return entry(entry_id, fund_id, day, "contributions", collection_id, moves)


def deposited(entry_id: str, fund_id: str, day: dt.date, amount: Money) -> Entry:
    """Members put money into their accounts: the fund holds it, and it is theirs."""
    moves = {CASH: amount, MEMBER_ACCOUNTS: -amount}
    return entry(entry_id, fund_id, day, "deposits", entry_id, moves)


def levied(entry_id: str, fund_id: str, day: dt.date, levy_id: str, taken: Money) -> Entry:
    """A levy taken out of the members' accounts, owed shares with it: the fund's income."""
    moves = {MEMBER_ACCOUNTS: taken, LEVY: -taken}
    return entry(entry_id, fund_id, day, "levy", levy_id, moves)


def waste_settled(entry_id: str, fund_id: str, day: dt.date, amount: Money) -> Entry:
    """The waste bank has paid."""
    moves = {CASH: amount, WASTE_BANK: -amount}
    return entry(entry_id, fund_id, day, "waste_settled", fund_id, moves)


def received(entry_id: str, fund_id: str, day: dt.date, source: str, amount: Money) -> Entry:
    """Money that came in from a source other than the members."""
    return entry(entry_id, fund_id, day, "income", source, {CASH: amount, income(source): -amount})


def spent(entry_id: str, fund_id: str, day: dt.date, purpose: str, amount: Money) -> Entry:
    """Money spent on something that is no benefit: administration above all."""
    moves = {expense(purpose): amount, CASH: -amount}
    return entry(entry_id, fund_id, day, "expense", purpose, moves)


def match_awarded(entry_id: str, fund_id: str, day: dt.date, award_id: str, amount: Money) -> Entry:
    """The State has promised its baht: income, and due."""
    moves = {MATCH_DUE: amount, income("central"): -amount}
    return entry(entry_id, fund_id, day, "match_awarded", award_id, moves)


def match_received(
    entry_id: str, fund_id: str, day: dt.date, award_id: str, amount: Money
) -> Entry:
    """What was due has come, all of it or a part."""
    moves = {CASH: amount, MATCH_DUE: -amount}
    return entry(entry_id, fund_id, day, "match_received", award_id, moves)


def match_clawed_back(
    entry_id: str, fund_id: str, day: dt.date, award_id: str, undue: Money, paid_back: Money
) -> Entry:
    """The State claims back: what has not come is no longer due, the rest is paid back."""
    moves = {income("central"): undue + paid_back, MATCH_DUE: -undue, CASH: -paid_back}
    return entry(entry_id, fund_id, day, "match_clawed_back", award_id, moves)


def closing(
    entry_id: str, fund_id: str, day: dt.date, year: int, stands: Iterable[Posting]
) -> Entry:
    """A year's income and expense go over into the fund's own equity; every other account stays.

    `stands` is what stands on each account at the end of the year.
    """
    moves = {
        each.account: -each.amount
        for each in stands
        if is_income(each.account) or is_expense(each.account)
    }
    moves[SURPLUS] = -total(moves.values())
    return entry(entry_id, fund_id, day, "closing", str(year), moves)


def reserve(entry_id: str, fund_id: str, day: dt.date, claim_id: str, amount: Money) -> Entry:
    """Put aside what was approved: it can be promised to nobody else."""
    moves = {RESERVED: amount, CASH: -amount}
    return entry(entry_id, fund_id, day, "claim_approved", claim_id, moves)


def release(entry_id: str, fund_id: str, day: dt.date, claim_id: str, amount: Money) -> Entry:
    """Return what was put aside for a claim that is withdrawn."""
    moves = {CASH: amount, RESERVED: -amount}
    return entry(entry_id, fund_id, day, "claim_withdrawn", claim_id, moves)


def pay_reserved(
    entry_id: str, fund_id: str, day: dt.date, claim_id: str, kind: str, amount: Money
) -> Entry:
    """Pay out what was reserved."""
    moves = {welfare(kind): amount, RESERVED: -amount}
    return entry(entry_id, fund_id, day, "claim_paid", claim_id, moves)


def pay_history(
    entry_id: str, fund_id: str, day: dt.date, claim_id: str, kind: str, amount: Money
) -> Entry:
    """A payment made before the books were kept here: it was never reserved."""
    moves = {welfare(kind): amount, CASH: -amount}
    return entry(entry_id, fund_id, day, "claim_paid", claim_id, moves)


def reversal(entry_id: str, day: dt.date, wrong: Entry) -> Entry:
    """The correction of an entry: the same with every sign turned. Nothing is edited."""
    postings = tuple(Posting(each.account, -each.amount) for each in wrong.postings)
    return Entry(entry_id, wrong.fund_id, day, "reversal", wrong.subject, postings, wrong.entry_id)


def balances(entries: Iterable[Entry]) -> dict[str, Money]:
    """What stands on each account after these entries; accounts at zero are left out."""
    sums: Counter[str] = Counter()
    for each in entries:
        for posting in each.postings:
            sums[posting.account] += posting.amount.satang
    return {account: Money(satang) for account, satang in sorted(sums.items()) if satang}
