"""Money that comes in, and the accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money, total
from services.funds.domain import ledger, member_standing
from services.funds.domain.ledger import Entry
from services.funds.store.collections import Collection, ContributionLine
from services.funds.store.funds import Fund
from services.funds.usecases import dues
from services.funds.usecases.funds import fund_of


def record_opening_balance(
    work: Work, *, entry_id: str, fund_id: str, day: dt.date, amount_satang: Money
) -> Entry:
    """Post what a fund had when its books were opened here, once."""
    fund_of(work, fund_id)
    must_be_above_zero(amount_satang)
    must_not_be_ahead(day, work.today)
    work.store.funds.lock(fund_id)
    if work.store.ledger.opened(fund_id):
        raise Conflict("books_already_opened")
    entry = ledger.opening_balance(entry_id, fund_id, day, amount_satang)
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    return entry


def record_contributions(
    work: Work,
    *,
    collection_id: str,
    fund_id: str,
    day: dt.date,
    payments: Sequence[dict[str, Any]],
    paid_in: str,
    branch_id: str | None,
) -> Entry:
    """Record a day's payments: lines for the members' passbooks, one entry for the ledger."""
    fund = fund_of(work, fund_id)
    must_not_be_ahead(day, work.today)
    if branch_id is not None and not work.store.organisation.has_branch(fund_id, branch_id):
        raise Refused("branch_unknown")
    asked = [payment["membership_id"] for payment in payments]
    members = work.store.memberships.of_these(fund_id, asked)
    changes = work.store.member_standings.changes(asked)
    lines = []
    for place, payment in enumerate(payments, start=1):
        membership = members.get(payment["membership_id"])
        if membership is None:
            raise Refused("member_unknown", {"line": place})
        left = member_standing.left(membership.status, changes[membership.membership_id])
        if left is not None and left.by(day):
            raise Refused("membership_ended", {"line": place, **left.told})
        amount, fee = payment["amount_satang"], payment["entry_fee_satang"] or ZERO
        if amount < ZERO or fee < ZERO or not (amount or fee):
            raise Refused("amount_not_above_zero", {"line": place})
        lines.append(ContributionLine(place, membership.membership_id, amount, fee))
    dues.must_be_as_planned(work, fund_id, day, lines, members)
    period = f"{day:%Y-%m}"
    collection = Collection(collection_id, fund_id, period, paid_in=paid_in, branch_id=branch_id)
    return post_collection(work, fund, collection, day, lines)


def post_collection(
    work: Work, fund: Fund, told: Collection, day: dt.date, lines: Sequence[ContributionLine]
) -> Entry:
    """Keep a collection and post its entry; announces `contributions_recorded`."""
    savings, fees = total(line.amount for line in lines), total(line.entry_fee for line in lines)
    collection_id, period = told.collection_id, told.period
    post = ledger.contributions_in_waste if told.paid_in == "waste" else ledger.contributions
    entry = post(work.new_id("entry"), fund.fund_id, day, collection_id, savings, fees)
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    posted = entry.entry_id if entry.postings else None
    work.store.collections.add(replace(told, entry_id=posted), lines, work.now)
    work.announce(
        contract.CONTRIBUTIONS_RECORDED,
        collection_id,
        {
            "fund_id": fund.fund_id,
            "collection_id": collection_id,
            "period": period,
            "payments": sum(1 for line in lines if line.amount or line.entry_fee),
            "amount_satang": savings,
            "entry_fee_satang": fees,
        },
        fund_id=fund.fund_id,
        area_code=fund.area_code,
    )
    return entry


def settle_waste_bank(
    work: Work, *, entry_id: str, fund_id: str, day: dt.date, amount_satang: Money
) -> Entry:
    """Post what the waste bank hands over; never more than it owes."""
    fund_of(work, fund_id)
    must_be_above_zero(amount_satang)
    must_not_be_ahead(day, work.today)
    entry = ledger.waste_settled(entry_id, fund_id, day, amount_satang)
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    if work.store.ledger.stands(fund_id, ledger.WASTE_BANK) < ZERO:
        raise Refused("more_than_waste_bank_owes")
    return entry


def get_statement(
    work: Work, *, fund_id: str, from_day: dt.date, to_day: dt.date
) -> dict[str, Any]:
    """A fund's accounts over a period, from the postings alone."""
    fund_of(work, fund_id)
    if to_day < from_day:
        raise Refused("period_ends_before_it_begins")
    opening, moved, imbalance = work.store.ledger.balances(fund_id, from_day, to_day)
    stands = {posting.account: posting.amount for posting in opening}
    for posting in moved:
        stands[posting.account] = stands.get(posting.account, ZERO) + posting.amount
    closing = [ledger.Posting(account, stands[account]) for account in sorted(stands)]
    return {
        "fund_id": fund_id,
        "from_day": from_day,
        "to_day": to_day,
        "opening": opening,
        "moved": moved,
        "closing": [posting for posting in closing if posting.amount],
        "imbalance": imbalance,
    }


def list_entries(work: Work, *, fund_id: str, limit: int, **asked: Any) -> dict[str, Any]:
    """A page of a fund's entries; `asked` are the request's other fields."""
    fund_of(work, fund_id)
    entries = work.store.ledger.listed(fund_id, limit=limit, **asked)
    return {"entries": entries, "after": entries[-1].entry_id if len(entries) == limit else None}


def reverse(work: Work, entry_id: str) -> Entry:
    """Post the correction of an entry of the fund this work acts for."""
    wrong = work.store.ledger.get(entry_id)
    correction = ledger.reversal(work.new_id("entry"), correction_day(work, wrong), wrong)
    work.store.ledger.post([correction], work.actor.actor_id, work.now)
    return correction


def correction_day(work: Work, wrong: Entry) -> dt.date:
    """The day of the wrong entry, so that its year comes right; today, where that is closed."""
    closed_until = work.store.books.closed_until(wrong.fund_id)
    return work.today if closed_until and wrong.day <= closed_until else wrong.day


def must_be_above_zero(amount: Money) -> None:
    if amount <= ZERO:
        raise Refused("amount_not_above_zero")


def must_not_be_ahead(day: dt.date, today: dt.date) -> None:
    if day > today:
        raise Refused("day_in_future", {"day": day.isoformat()})
