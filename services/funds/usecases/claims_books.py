"""Claims books: confirmed or declined by another than who brought them, and looked through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.values.errors import Refused
from kernel.values.money import ZERO
from services.funds.domain import claims_books, ledger
from services.funds.domain.claim_rows import Known, Recorded
from services.funds.domain.claims import Claim
from services.funds.domain.claims_books import ClaimsBook
from services.funds.usecases.funds import fund_of

_TOLD_MAX = 20


def confirm_claims_book(work: Work, *, fund_id: str, import_id: str) -> ClaimsBook:
    """Let a book count: its claims are the fund's, and what was paid is posted as it was paid.

    What came between is not paid twice: `Refused("claims_book_overlaps")` with the numbers of the
    claims whose number or event the fund has by now.
    """
    fund_of(work, fund_id)
    store = work.store
    book = store.claims_books.get(import_id, for_update=True)
    book = claims_books.confirm(book, work.actor.actor_id)
    claims = store.claims_books.claims(import_id)
    store.claims_books.hold_members([claim.whose for claim in claims])
    _must_be_new(work, fund_id, claims)
    store.claims_books.take_in(import_id)
    _post(work, claims)
    if store.ledger.cash(fund_id) < ZERO:
        raise Refused("fund_balance_too_low")
    store.claims_books.change(book)
    return book


def decline_claims_book(work: Work, *, fund_id: str, import_id: str, reason: str) -> ClaimsBook:
    """Leave a book out; its import is refused, so that a corrected book may be brought."""
    fund_of(work, fund_id)
    book = work.store.claims_books.get(import_id, for_update=True)
    book = claims_books.decline(book, work.actor.actor_id, reason)
    work.store.claims_books.change(book)
    why = Refused("claims_book_declined", {"reason": reason})
    failure = {"kind": type(why).__name__, "code": why.code, "details": why.details}
    work.store.imports.refuse(import_id, failure, work.now)
    return book


def list_claims_books(work: Work, *, fund_id: str, after: str, limit: int) -> dict[str, Any]:
    """A page of a fund's claims books."""
    fund_of(work, fund_id)
    found = work.store.claims_books.listed(fund_id, after, limit)
    return {"books": found, "after": found[-1].import_id if len(found) == limit else None}


def list_book_claims(
    work: Work, *, fund_id: str, import_id: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of the claims a book brought, as they were read."""
    fund_of(work, fund_id)
    work.store.claims_books.get(import_id)
    found = work.store.claims_books.claims(import_id, after, limit)
    return {"claims": found, "after": found[-1].claim_id if len(found) == limit else None}


def known(
    work: Work, fund_id: str, as_of: dt.date, numbers: Sequence[str], membership_ids: Sequence[str]
) -> Known:
    """What the fund has of these numbers and of these members."""
    store = work.store.claims_books
    return Known(
        as_of=as_of,
        today=work.today,
        numbers=store.numbers_taken(fund_id, numbers),
        recorded=store.recorded(membership_ids),
    )


def _must_be_new(work: Work, fund_id: str, claims: Sequence[Claim]) -> None:
    numbers = [claim.claim_no for claim in claims]
    has = known(work, fund_id, work.today, numbers, [claim.whose for claim in claims])
    met = [
        claim.claim_no
        for claim in claims
        if claim.claim_no in has.numbers
        or any(_as_recorded(claim).meets(each) for each in has.recorded.get(claim.whose, ()))
    ]
    if met:
        details = {"claims": met[:_TOLD_MAX], "count": len(met)}
        raise Refused("claims_book_overlaps", details)


def _as_recorded(claim: Claim) -> Recorded:
    return Recorded(claim.whose, claim.kind, claim.event_on, claim.nights)


def _post(work: Work, claims: Sequence[Claim]) -> None:
    """What was paid, on the day it was paid; confirmed by who decides, so posted by them."""
    entries = [
        ledger.pay_history(
            work.new_id("entry"),
            claim.fund_id,
            claim.paid_on or claim.filed_on,
            claim.claim_id,
            claim.kind,
            claim.paid,
        )
        for claim in claims
        if claim.paid
    ]
    work.store.ledger.post(entries, work.actor.actor_id, work.now)
