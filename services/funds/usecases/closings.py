"""Asking for a year to be closed, and what an auditor says of a closed one."""

from __future__ import annotations

import datetime as dt

from kernel.chassis.work import Work
from kernel.values.errors import Conflict, Refused
from services.funds.domain import book_years, closings
from services.funds.domain.closings import Audit, Closing
from services.funds.usecases import money
from services.funds.usecases.funds import fund_of


def ask_closing(work: Work, *, closing_id: str, fund_id: str, year: int) -> Closing:
    """Ask for a year to be closed; the first of two people."""
    fund = fund_of(work, fund_id)
    work.store.funds.lock(fund_id)  # two that ask at once would not see one another
    days = book_years.of(fund.book_year, year)
    book_years.may_close(days, work.store.books.closed_until(fund_id), work.today)
    if work.store.closings.asked(fund_id, year) is not None:
        raise Conflict("closing_asked_before")
    asked = Closing(closing_id, fund_id, year, work.actor.actor_id)
    work.store.closings.add(asked, work.now)
    return asked


def decline_closing(work: Work, *, closing_id: str, fund_id: str) -> Closing:
    """Leave the year open."""
    fund_of(work, fund_id)
    asked: Closing = work.store.closings.get(fund_id, closing_id)
    declined = closings.decline(asked, work.actor.actor_id)
    work.store.closings.change(declined)
    return declined


def record_audit(
    work: Work,
    *,
    audit_id: str,
    fund_id: str,
    year: int,
    officer_id: str,
    opinion: str,
    remarks: str,
    day: dt.date,
) -> Audit:
    """Keep an auditor's opinion of a closed year."""
    fund_of(work, fund_id)
    money.must_not_be_ahead(day, work.today)
    work.store.funds.lock(fund_id)
    closed = {each.year: each for each in work.store.books.years(fund_id)}.get(year)
    if closed is None:
        raise Refused("year_not_closed")
    days = book_years.BookYear(year, closed.from_day, closed.to_day)
    given = closings.audit(
        Audit(audit_id, fund_id, year, officer_id, opinion, remarks, day, work.actor.actor_id),
        days,
        work.store.organisation.officers(fund_id),
        {closed.asked_by, closed.closed_by, *work.store.closings.posted_by(fund_id, days)},
    )
    if officer_id in {each.officer_id for each in work.store.closings.audits(fund_id, year)}:
        raise Conflict("audited_before")
    work.store.closings.add_audit(given, work.now)
    return given
