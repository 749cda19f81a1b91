"""Members' accounts: money put in, and the levy for a death taken out of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.values.money import ZERO, total
from services.funds.domain import ledger, levies, member_standing
from services.funds.domain.ledger import Entry
from services.funds.domain.levies import Taken
from services.funds.domain.regulations import Levy
from services.funds.store.accounts import Share
from services.funds.usecases import money, standing
from services.funds.usecases.claims import claim_of
from services.funds.usecases.funds import fund_of
from services.funds.usecases.judging import version_of

_REASON: Final = "levy_shortfall"
Payers = Sequence[Mapping[str, Any]]


def record_deposits(
    work: Work, *, entry_id: str, fund_id: str, day: dt.date, deposits: Sequence[Mapping[str, Any]]
) -> Entry:
    """Post what members put into their accounts: theirs, and no income of the fund."""
    fund_of(work, fund_id)
    money.must_not_be_ahead(day, work.today)
    amounts = {each["membership_id"]: each["amount_satang"] for each in deposits}
    if len(amounts) < len(deposits):
        raise Refused("member_named_twice")
    if min(amounts.values()) <= ZERO:
        raise Refused("amount_not_above_zero")
    if len(work.store.memberships.of_these(fund_id, list(amounts))) < len(amounts):
        raise Refused("member_unknown")
    entry = ledger.deposited(entry_id, fund_id, day, total(amounts.values()))
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    work.store.accounts.put_in(entry, amounts)
    return entry


def ask_payers(ask: Callable[..., Any], order: Mapping[str, Any]) -> Payers:
    """Who lived on the day, asked before the transaction; of a stranger's death nobody."""
    payers: list[Mapping[str, Any]] = []
    asked = {"membership_id": order["membership_id"], "day": order["event_on"].isoformat()}
    after: str | None = ""
    while after is not None:
        try:
            page = ask("members.list_levy_payers", **asked, after=after)
        except NotFound:
            return []
        payers += page["payers"]
        after = page["after"]
    return payers


def take_levy(
    work: Work,
    *,
    levy_id: str,
    claim_id: str,
    membership_id: str,
    event_on: dt.date,
    day: dt.date,
    payers: Payers,
    accepted_count: int | None = None,
) -> Taken:
    """Take the levy of a death out of the accounts of those who lived on its day, once."""
    claim = claim_of(work, claim_id, for_update=True)
    money.must_not_be_ahead(day, work.today)
    levy = levies.rule(claim, version_of(work, claim), membership_id, event_on)
    if work.store.accounts.levy_taken(claim_id):
        raise Conflict("levy_taken_before")
    work.store.accounts.hold(claim.fund_id)
    chosen = [
        each["membership_id"] for each in payers if each["for_household"] or levy.each == "member"
    ]
    shares = work.store.accounts.shares(chosen, levy)
    levies.must_be_counted(claim, len(shares), accepted_count)
    short, taken = _short(shares, levy), total(each.taken for each in shares)
    if not taken:
        raise Refused("nothing_to_take")
    entry = ledger.levied(work.new_id("entry"), claim.fund_id, day, levy_id, taken)
    told = levies.taken(levy_id, claim_id, entry, levy, len(shares), len(short))
    work.store.ledger.post([entry], work.actor.actor_id, work.now)
    work.store.accounts.take(told, entry, shares)
    if levy.shortfall == "suspended":
        _suspend(work, claim.fund_id, short, day)
    return told


def _short(shares: Sequence[Share], levy: Levy) -> list[str]:
    """Whose account had too little in it."""
    return [each.membership_id for each in shares if each.stands < ZERO or each.taken < levy.rate]


def _suspend(work: Work, fund_id: str, membership_ids: Sequence[str], day: dt.date) -> None:
    """Let the rights of those rest who owe, and are not suspended or gone already."""
    fund = fund_of(work, fund_id)
    members = work.store.memberships.of_these(fund_id, membership_ids)
    changes = work.store.member_standings.changes(membership_ids)
    rest = [
        each
        for each in membership_ids
        if "suspended"
        in member_standing.MAY_BECOME[
            member_standing.state(members[each].status, changes[each], day)
        ]
    ]
    if not rest:
        return
    work.store.member_standings.add_many(
        fund_id, rest, "suspended", day, _REASON, work.actor.actor_id
    )
    for each in rest:
        standing.announce(work, fund, contract.MEMBER_SUSPENDED, each, "suspended", day)
