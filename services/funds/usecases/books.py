"""The books: other income and expense, corrections by two people, closing a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event
from kernel.values.errors import Conflict
from kernel.values.money import ZERO, Money, total
from services.funds.domain import (
    admin_cap,
    book_years,
    closings,
    corrections,
    ledger,
    regulations,
    statements,
)
from services.funds.domain.closings import Closing
from services.funds.domain.corrections import Reversal
from services.funds.domain.ledger import Entry, Posting
from services.funds.store.books import ClosedYear
from services.funds.store.funds import Fund
from services.funds.usecases import money
from services.funds.usecases.funds import fund_of


def record_income(
    work: Work, *, entry_id: str, fund_id: str, day: dt.date, source: str, amount_satang: Money
) -> Entry:
    """Post money from elsewhere than the members."""
    fund = fund_of(work, fund_id)
    money.must_be_above_zero(amount_satang)
    money.must_not_be_ahead(day, work.today)
    entry = ledger.received(entry_id, fund_id, day, source, amount_satang)
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    _announce_money(work, contract.INCOME_RECORDED, fund, entry, amount_satang)
    return entry


def record_expense(
    work: Work, *, entry_id: str, fund_id: str, day: dt.date, purpose: str, amount_satang: Money
) -> Entry:
    """Post money spent on something that is no benefit; never what is promised to a member, nor
    more on administration than the regulation's share of the year's income."""
    fund = fund_of(work, fund_id)
    money.must_be_above_zero(amount_satang)
    money.must_not_be_ahead(day, work.today)
    if purpose == "administration":
        _must_be_within_cap(work, fund, day, amount_satang)
    entry = ledger.spent(entry_id, fund_id, day, purpose, amount_satang)
    work.store.ledger.reserve(entry, work.actor.actor_id, work.now)
    _announce_money(work, contract.EXPENSE_RECORDED, fund, entry, amount_satang)
    return entry


def _must_be_within_cap(work: Work, fund: Fund, day: dt.date, amount: Money) -> None:
    """Held against the version of the day and its year, as the annual return reckons them.

    Until the year has brought more, the one before it is the measure: bills come before income.
    """
    version = regulations.in_force(work.store.regulations.versions(fund.fund_id), day)
    if version is None or version.rules.admin_cap_percent is None:
        return
    work.store.funds.lock(fund.fund_id)  # two that spend at once would each see the whole share
    year = book_years.at(fund.book_year, day)
    told, before = (
        statements.of_year((), work.store.reports.moved(fund.fund_id, each.from_day, each.to_day))
        for each in (year, book_years.of(fund.book_year, year.year - 1))
    )
    income = max(told.income_sum, before.income_sum)
    admin_cap.must_hold(version.rules, income, told.admin_sum, amount)


def ask_reversal(
    work: Work, *, reversal_id: str, fund_id: str, entry_id: str, reason: str
) -> Reversal:
    """Ask for an entry to be turned round; the first of two people."""
    fund_of(work, fund_id)
    wrong = work.store.ledger.get(entry_id)
    if work.store.books.reversal_asked(entry_id):
        raise Conflict("reversal_asked_before")
    asked = corrections.ask(reversal_id, wrong, reason, work.actor.actor_id)
    work.store.books.add_reversal(asked, work.now)
    return asked


def reverse_entry(work: Work, *, reversal_id: str, fund_id: str) -> Reversal:
    """Turn the entry round, on its own day while that is open; the second of two people."""
    fund = fund_of(work, fund_id)
    asked = work.store.books.reversal(reversal_id)
    wrong = work.store.ledger.get(asked.entry_id)
    correction = ledger.reversal(work.new_id("entry"), money.correction_day(work, wrong), wrong)
    done = corrections.carry_out(asked, work.actor.actor_id, correction.entry_id)
    work.store.ledger.reserve(correction, work.actor.actor_id, work.now)
    if corrections.takes_from_the_waste_bank(correction):
        corrections.must_be_unpaid(work.store.ledger.stands(fund_id, ledger.WASTE_BANK))
    work.store.books.change_reversal(done)
    if wrong.kind == "contributions":  # its lines leave the members' passbooks with it
        work.store.collections.replaced(wrong.subject)
    if wrong.kind in ("deposits", "levy"):
        work.store.accounts.turn_round(wrong, correction)
        work.store.accounts.undo_levy(wrong.entry_id)
    work.announce(
        contract.ENTRY_REVERSED,
        wrong.entry_id,
        {
            "fund_id": fund_id,
            "entry_id": wrong.entry_id,
            "correction_id": correction.entry_id,
            "kind": wrong.kind,
            "subject": wrong.subject,
            "day": correction.day,
        },
        fund_id=fund_id,
        area_code=fund.area_code,
    )
    return done


def decline_reversal(work: Work, *, reversal_id: str, fund_id: str) -> Reversal:
    """Leave the entry as it is."""
    fund_of(work, fund_id)
    declined = corrections.decline(work.store.books.reversal(reversal_id), work.actor.actor_id)
    work.store.books.change_reversal(declined)
    return declined


def list_reversals(work: Work, *, fund_id: str, after: str, limit: int) -> dict[str, Any]:
    """A page of the reversals of a fund."""
    fund_of(work, fund_id)
    found = work.store.books.reversals(fund_id, after, limit)
    return {"reversals": found, "after": found[-1].reversal_id if len(found) == limit else None}


def close_year(
    work: Work, *, fund_id: str, year: int, groups: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Close a year as asked, and tell what the next one begins with. `groups` are its members by
    sex, age and village for each way of counting years: those of the fund's own are kept."""
    fund = fund_of(work, fund_id)
    # Whoever posts holds this row until the commit: none is under way while the year is closed.
    work.store.funds.lock(fund_id)
    days = book_years.of(fund.book_year, year)
    book_years.may_close(days, work.store.books.closed_until(fund_id), work.today)
    asked = _asked(work, fund_id, year)
    before, moved, _ = work.store.ledger.balances(fund_id, days.from_day, days.to_day)
    stands = _together(before, moved)
    closing = ledger.closing(work.new_id("entry"), fund_id, days.to_day, year, stands)
    if closing.postings:
        work.store.ledger.post([closing], work.actor.actor_id, work.now)
    income = -total(each.amount for each in stands if ledger.is_income(each.account))
    expense = total(each.amount for each in stands if ledger.is_expense(each.account))
    opening = _together(stands, closing.postings)
    closed = ClosedYear(
        fund_id=fund_id,
        year=year,
        from_day=days.from_day,
        to_day=days.to_day,
        entry_id=closing.entry_id if closing.postings else None,
        result=income - expense,
        frozen={
            "income": income.satang,
            "expense": expense.satang,
            "opening": {each.account: each.amount.satang for each in opening},
            "members": work.store.reports.members(fund_id, days.from_day, days.to_day),
            "groups": (groups or {}).get(fund.book_year),
        },
        closed_by=work.actor.actor_id,
        asked_by=asked.asked_by,
    )
    work.store.books.close(closed, work.now)
    reply = _told(closed)
    work.announce(contract.YEAR_CLOSED, fund_id, reply, fund_id=fund_id, area_code=fund.area_code)
    return reply


def list_closed_years(work: Work, *, fund_id: str) -> dict[str, Any]:
    """The closed years of a fund, and the closings that wait for another."""
    fund_of(work, fund_id)
    years = [_told(each) for each in work.store.books.years(fund_id)]
    return {"years": years, "asked": work.store.closings.waiting(fund_id)}


def _asked(work: Work, fund_id: str, year: int) -> Closing:
    """The closing of a year that another has asked for, done now."""
    done = closings.carry_out(work.store.closings.asked(fund_id, year), work.actor.actor_id)
    work.store.closings.change(done)
    return done


def _together(*lists: Sequence[Posting]) -> list[Posting]:
    sums: dict[str, Money] = {}
    for posting in (each for some in lists for each in some):
        sums[posting.account] = sums.get(posting.account, ZERO) + posting.amount
    return [Posting(account, amount) for account, amount in sorted(sums.items()) if amount]


def _told(closed: ClosedYear) -> dict[str, Any]:
    frozen = closed.frozen
    return {
        **vars(closed),
        "income": Money(frozen["income"]),
        "expense": Money(frozen["expense"]),
        "opening": [
            Posting(account, Money(satang)) for account, satang in frozen["opening"].items()
        ],
    }


def _announce_money(work: Work, event: Event, fund: Fund, entry: Entry, amount: Money) -> None:
    work.announce(
        event,
        entry.entry_id,
        {
            "fund_id": fund.fund_id,
            "entry_id": entry.entry_id,
            "day": entry.day,
            "subject": entry.subject,
            "amount_satang": amount,
        },
        fund_id=fund.fund_id,
        area_code=fund.area_code,
    )
