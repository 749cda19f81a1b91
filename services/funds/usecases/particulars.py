"""Another bank account, other areas of a fund: asked for by one, approved by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kernel import areas
from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, Refused
from services.funds.domain import particulars
from services.funds.domain.particulars import ACCOUNT, AREAS, FundChange, Particulars
from services.funds.store.funds import Fund
from services.funds.usecases.funds import fund_of


def ask_account_change(
    work: Work,
    *,
    change_id: str,
    fund_id: str,
    bank: str,
    account_no: str,
    from_day: dt.date,
    reason: str,
) -> FundChange:
    """Ask for another bank account; `Refused` for one of another fund."""
    now = _now(fund_of(work, fund_id))
    _must_be_free(work, account_no, now)
    after = replace(now, bank=bank, account_no=account_no)
    return _ask(work, change_id, fund_id, ACCOUNT, (now, after), from_day, reason)


def ask_area_change(
    work: Work,
    *,
    change_id: str,
    fund_id: str,
    area_codes: Sequence[str],
    area_note: str,
    from_day: dt.date,
    reason: str,
) -> FundChange:
    """Ask for other areas; `Refused` for one that is not in the register."""
    now = _now(fund_of(work, fund_id))
    unknown = [code for code in area_codes if areas.name_of(code) is None]
    if unknown:
        raise Refused("area_unknown", {"area_codes": unknown})
    after = replace(now, area_codes=tuple(area_codes), area_note=area_note)
    return _ask(work, change_id, fund_id, AREAS, (now, after), from_day, reason)


def approve_fund_change(work: Work, *, change_id: str, fund_id: str) -> FundChange:
    """Let a change hold from now on; what held before stays beside it."""
    fund_of(work, fund_id)
    work.store.funds.lock(fund_id)
    now = _now(work.store.funds.get(fund_id))
    asked: FundChange = work.store.particulars.get(fund_id, change_id)
    approved = particulars.approve(asked, now, work.actor.actor_id)
    if approved.what == ACCOUNT:
        _must_be_free(work, approved.after.account_no, now)
    work.store.particulars.decide(approved, work.now)
    work.store.funds.change(fund_id, approved.after)
    told = {
        "fund_id": fund_id,
        "what": approved.what,
        "from_day": approved.from_day,
        "area_codes": approved.after.area_codes,
    }
    area_code = approved.after.area_codes[0] if approved.after.area_codes else ""
    work.announce(contract.FUND_CHANGED, fund_id, told, fund_id=fund_id, area_code=area_code)
    return approved


def decline_fund_change(work: Work, *, change_id: str, fund_id: str) -> FundChange:
    """Leave the fund as it is."""
    fund_of(work, fund_id)
    asked: FundChange = work.store.particulars.get(fund_id, change_id)
    declined = particulars.decline(asked, work.actor.actor_id)
    work.store.particulars.decide(declined, work.now)
    return declined


def list_fund_changes(work: Work, *, fund_id: str, after: str, limit: int) -> dict[str, Any]:
    """A page of a fund's changes, oldest first."""
    fund_of(work, fund_id)
    found = work.store.particulars.listed(fund_id, after, limit)
    return {"changes": found, "after": found[-1].change_id if len(found) == limit else None}


def _ask(
    work: Work,
    change_id: str,
    fund_id: str,
    what: str,
    ends: tuple[Particulars, Particulars],
    from_day: dt.date,
    reason: str,
) -> FundChange:
    change = FundChange(
        change_id, fund_id, what, from_day, reason, *ends, asked_by=work.actor.actor_id
    )
    asked = particulars.ask(change, work.today)
    work.store.funds.lock(fund_id)  # two that ask at once would not see one another
    if work.store.particulars.is_asked(fund_id, what):
        raise Conflict("change_asked_before")
    work.store.particulars.add(asked, work.now)
    return asked


def _must_be_free(work: Work, account_no: str, now: Particulars) -> None:
    another = particulars.digits(account_no) != particulars.digits(now.account_no)
    if another and work.store.funds.known_accounts([account_no]):
        raise Refused("account_of_another_fund")


def _now(fund: Fund) -> Particulars:
    return Particulars(fund.bank, fund.account_no, fund.area_codes, fund.area_note)
