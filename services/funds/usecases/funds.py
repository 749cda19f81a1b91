"""Opening funds, and asking for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from kernel import areas
from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, NotFound, Refused
from services.funds.store.funds import Fund


def open_fund(
    work: Work,
    *,
    fund_id: str,
    name: str,
    level: str,
    area_codes: Sequence[str],
    established_on: dt.date | None,
    certification: str,
    account_no: str,
    book_year: str,
    area_note: str,
    bank: str,
    government_ids: Sequence[str],
) -> Fund:
    """Open a fund; `Refused` for an area that is not in the register or an account known before."""
    unknown = [code for code in area_codes if areas.name_of(code) is None]
    if unknown:
        raise Refused("area_unknown", {"area_codes": unknown})
    if government_ids and work.store.organisation.unknown_governments(government_ids):
        raise Refused("government_unknown")
    if account_no and work.store.funds.known_accounts([account_no]):
        raise Refused("account_of_another_fund")
    fund = Fund(
        fund_id=fund_id,
        name=name,
        level=level,
        area_codes=tuple(area_codes),
        certification=certification,
        established_on=established_on,
        account_no=account_no,
        book_year=book_year,
        area_note=area_note,
        bank=bank,
        government_ids=tuple(government_ids),
    )
    _must_be_new(work, fund_id)
    work.store.funds.add(fund, work.now)
    announce_opened(work, fund)
    return fund


def announce_opened(work: Work, fund: Fund) -> None:
    work.announce(
        contract.FUND_OPENED,
        fund.fund_id,
        fund,
        fund_id=fund.fund_id,
        area_code=fund.area_code,
    )


def get_fund(work: Work, *, fund_id: str) -> Fund:
    """One fund, with its members counted."""
    work.actor.must_act_for(fund_id)
    fund: Fund = work.store.funds.get(fund_id, counted=True)
    return fund


def list_funds(work: Work, *, area_code: str, after: str, limit: int) -> dict[str, Any]:
    """A page of the funds of an area."""
    funds = work.store.funds.listed(area_code, after, limit)
    return {"funds": funds, "after": funds[-1].fund_id if len(funds) == limit else None}


def fund_of(work: Work, fund_id: str) -> Fund:
    """The fund the actor acts for, its books shown to this transaction; `Forbidden` for others."""
    work.actor.must_act_for(fund_id)
    work.store.act_for(fund_id)
    fund: Fund = work.store.funds.get(fund_id)
    return fund


def _must_be_new(work: Work, fund_id: str) -> None:
    try:
        work.store.funds.get(fund_id)
    except NotFound:
        return
    raise Conflict("fund_exists")
