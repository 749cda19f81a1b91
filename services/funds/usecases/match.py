"""Match rounds: opened, counted, awarded, received, claimed back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event
from kernel.values.actors import EVERY_FUND
from kernel.values.errors import Conflict, Refused
from kernel.values.money import Money
from services.funds.domain import book_years, ledger, match_rounds, organisation
from services.funds.domain.match_rounds import Award, Terms
from services.funds.store.funds import Fund
from services.funds.store.match import Round
from services.funds.usecases import money
from services.funds.usecases.funds import fund_of


def open_match_round(
    work: Work,
    *,
    round_id: str,
    rate_satang: Money,
    member_cap_satang: Money,
    fund_ceiling_satang: Money | None,
    budget_satang: Money | None,
    **terms: Any,
) -> dict[str, Any]:
    """Open a round with its terms."""
    work.actor.must_act_for(EVERY_FUND)
    opened = Round(
        round_id,
        Terms(
            rate=rate_satang,
            member_cap=member_cap_satang,
            fund_ceiling=fund_ceiling_satang,
            budget=budget_satang,
            **terms,
        ),
    )
    if work.store.match.known(opened.terms.fiscal_year, opened.terms.round_no):
        raise Conflict("round_exists")
    work.store.match.open(opened, work.actor.actor_id, work.now)
    told = _told(opened)
    work.announce(contract.MATCH_ROUND_OPENED, round_id, told)
    return told


def list_match_rounds(work: Work, *, fiscal_year: int | None) -> dict[str, Any]:
    """The rounds of a year, or of all years."""
    book_years.must_be_buddhist(fiscal_year)
    return {"rounds": [_told(each) for each in work.store.match.listed(fiscal_year)]}


def unidentified_asked(ask: Callable[..., Any], fund_ids: Sequence[str]) -> list[str]:
    """Who of these funds cannot be told apart, asked before the transaction."""
    told: list[str] = ask("members.get_unidentified", fund_ids=list(fund_ids))["person_ids"]
    return told


def count_match_round(
    work: Work, *, round_id: str, fund_ids: Sequence[str], unidentified: Sequence[str]
) -> dict[str, Any]:
    """Write down who counts in these funds, each once."""
    work.actor.must_act_for(EVERY_FUND)
    work.store.act_for(EVERY_FUND)
    counted = work.store.match.get(round_id, for_update=True)
    if counted.terms.cut_off_on > work.today:
        raise Refused("cut_off_in_future", {"cut_off_on": counted.terms.cut_off_on.isoformat()})
    before = work.store.match.counted_before(round_id, fund_ids)
    if before:
        raise Conflict("fund_counted_before", {"funds": len(before)})
    work.store.match.count(counted, sorted(set(fund_ids)), unidentified)
    funds, eligible, awarded = work.store.match.totals(round_id)
    return {"round_id": round_id, "funds": funds, "eligible": eligible, "awarded": awarded}


def list_match_eligible(
    work: Work, *, round_id: str, fund_id: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of who counted in a fund."""
    fund_of(work, fund_id)
    found = work.store.match.eligible(round_id, fund_id, after, limit)
    return {"members": found, "after": found[-1]["membership_id"] if len(found) == limit else None}


def award_match(
    work: Work, *, award_id: str, round_id: str, fund_id: str, amount_satang: Money | None
) -> Award:
    """Award what is due, or a part; two awards at once share one budget."""
    fund = fund_of(work, fund_id)
    organisation.must_go_on(fund.status)
    found = work.store.match.get(round_id, for_update=True)
    if work.store.awards.there_is(round_id, fund_id):
        raise Conflict("fund_awarded_before")
    count = work.store.match.count_of(round_id, fund_id)
    _, _, awarded_before = work.store.match.totals(round_id)
    award = match_rounds.award(
        award_id, round_id, found.terms, count, amount_satang, awarded_before
    )
    work.store.awards.add(award, work.actor.actor_id, work.now)
    entry = ledger.match_awarded(work.new_id("entry"), fund_id, work.today, award_id, award.awarded)
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    _announce(work, contract.MATCH_AWARDED, fund, award, award.awarded)
    return award


def receive_match(
    work: Work, *, award_id: str, fund_id: str, day: dt.date, amount_satang: Money
) -> Award:
    """Post what has come of an award."""
    fund = fund_of(work, fund_id)
    money.must_not_be_ahead(day, work.today)
    award = match_rounds.receive(work.store.awards.get(award_id, fund_id), amount_satang)
    work.store.awards.change(award)
    entry = ledger.match_received(work.new_id("entry"), fund_id, day, award_id, amount_satang)
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    _announce(work, contract.MATCH_RECEIVED, fund, award, amount_satang)
    return award


def claw_back_match(
    work: Work, *, award_id: str, fund_id: str, amount_satang: Money, reason: str
) -> Award:
    """Claim back a part of an award; the fund must have what it pays back."""
    fund = fund_of(work, fund_id)
    award, undue, paid_back = match_rounds.claw_back(
        work.store.awards.get(award_id, fund_id), amount_satang, reason
    )
    work.store.awards.change(award)
    entry = ledger.match_clawed_back(
        work.new_id("entry"), fund_id, work.today, award_id, undue, paid_back
    )
    work.store.ledger.reserve(entry, work.actor.actor_id, work.now)
    _announce(work, contract.MATCH_CLAWED_BACK, fund, award, amount_satang)
    return award


def list_match_awards(
    work: Work, *, fund_id: str, round_id: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of the awards of a fund."""
    fund_of(work, fund_id)
    found = work.store.awards.listed(fund_id, round_id, after, limit)
    return {"awards": found, "after": found[-1].award_id if len(found) == limit else None}


def _told(found: Round) -> dict[str, Any]:
    return {"round_id": found.round_id, **vars(found.terms)}


def _announce(work: Work, event: Event, fund: Fund, award: Award, amount: Money) -> None:
    work.announce(
        event,
        award.award_id,
        {**vars(award), "amount": amount},
        fund_id=fund.fund_id,
        area_code=fund.area_code,
    )
