"""How members stand: listed, suspended, reinstated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event
from kernel.values.errors import Refused
from kernel.values.money import ZERO
from services.funds.domain import member_standing, regulations
from services.funds.domain.claims import Membership
from services.funds.domain.member_standing import Account, Change, Left
from services.funds.domain.regulations import Arrears
from services.funds.store.funds import Fund
from services.funds.usecases import money
from services.funds.usecases.funds import fund_of


def list_member_standings(work: Work, *, fund_id: str, after: str, limit: int) -> dict[str, Any]:
    """How the members of a fund stand today."""
    fund_of(work, fund_id)
    page = work.store.member_standings.numbered(fund_id, after, limit)
    return {
        "standings": standings_of(work, fund_id, page, work.today),
        "after": page[-1].member_no if len(page) == limit else None,
    }


def suspend_member(
    work: Work, *, fund_id: str, membership_id: str, day: dt.date, reason: str
) -> dict[str, Any]:
    """Let a member's rights rest."""
    fund = fund_of(work, fund_id)
    membership = about_to_change(work, fund_id, membership_id, day)
    (told,) = standings_of(work, fund_id, [membership], day)
    state = member_standing.become(told["state"], "suspended")
    return _changed(work, fund, membership, contract.MEMBER_SUSPENDED, state, day, reason)


def reinstate_member(
    work: Work, *, fund_id: str, membership_id: str, day: dt.date, reason: str
) -> dict[str, Any]:
    """Let a member back."""
    fund = fund_of(work, fund_id)
    membership = about_to_change(work, fund_id, membership_id, day)
    (told,) = standings_of(work, fund_id, [membership], day)
    rules = _rules(work, fund_id, day)
    if rules.back_pay and told["stands"] < ZERO:
        raise Refused("levies_unpaid", {"owed_satang": -told["stands"].satang})
    state = member_standing.reinstate(told["state"], rules, account_of(told))
    return _changed(work, fund, membership, contract.MEMBER_REINSTATED, state, day, reason)


def rights_rest(work: Work, fund_id: str, changes: Sequence[Change], day: dt.date) -> bool:
    """Whether a member's rights rested on a day, after these changes of standing."""
    return bool(changes) and member_standing.rights_rest(changes, _rules(work, fund_id, day), day)


def left(work: Work, membership: Membership | None) -> Left | None:
    """Whether the register says of a member who has left, and since when."""
    if membership is None or membership.status not in member_standing.LEFT:
        return None
    changes = work.store.member_standings.changes([membership.membership_id])
    return member_standing.left(membership.status, changes[membership.membership_id])


def standings_of(
    work: Work, fund_id: str, members: Sequence[Membership], day: dt.date
) -> list[dict[str, Any]]:
    """How these members of a fund stand on a day, by the regulation in force then."""
    store, ids = work.store.member_standings, [each.membership_id for each in members]
    version = regulations.in_force(work.store.regulations.versions(fund_id), day)
    since, paid, changes = store.books_since(fund_id), store.paid(ids), store.changes(ids)
    accounts = work.store.accounts.stand(ids)
    plan = version.rules.plan if version else None
    told = []
    for each in members:
        own = each.membership_id
        state = member_standing.state(each.status, changes[own], day)
        account = None
        if plan is not None and since is not None and state not in member_standing.ENDED:
            first = max(each.joined_on, since)
            account = member_standing.account(plan, first, paid.get(own, ZERO), day)
        told.append(
            {
                "membership_id": own,
                "fund_id": fund_id,
                "member_no": each.member_no,
                "state": state,
                "paid": paid.get(own, ZERO),
                "stands": accounts.get(own, ZERO),
                "due": account.due if account else None,
                "arrears": account.arrears if account else None,
                "unpaid_since": account.unpaid_since if account else None,
                "advised": member_standing.advised(version.rules.arrears, account, day)
                if account and version
                else None,
            }
        )
    return told


def account_of(told: Mapping[str, Any]) -> Account | None:
    """What a member owed and paid, out of a standing; None where no plan tells what is due."""
    if told["due"] is None:
        return None
    return Account(told["due"], told["paid"], told["unpaid_since"])


def _rules(work: Work, fund_id: str, day: dt.date) -> Arrears:
    version = regulations.in_force(work.store.regulations.versions(fund_id), day)
    return version.rules.arrears if version else Arrears()


def about_to_change(work: Work, fund_id: str, membership_id: str, day: dt.date) -> Membership:
    """A member of the fund whose standing is about to change from a day on, locked."""
    money.must_not_be_ahead(day, work.today)
    membership: Membership | None = work.store.memberships.find(membership_id, for_update=True)
    if membership is None or membership.fund_id != fund_id:
        raise Refused("member_unknown")
    return membership


def _changed(
    work: Work,
    fund: Fund,
    membership: Membership,
    event: Event,
    state: str,
    day: dt.date,
    reason: str,
) -> dict[str, Any]:
    if not reason.strip():
        raise Refused("reason_missing")
    work.store.member_standings.add(membership, state, day, reason, work.actor.actor_id)
    announce(work, fund, event, membership.membership_id, state, day)
    return standings_of(work, fund.fund_id, [membership], day)[0]


def announce(
    work: Work, fund: Fund, event: Event, membership_id: str, state: str, day: dt.date
) -> None:
    """Announce that a member stands otherwise from a day on."""
    told = {"fund_id": fund.fund_id, "membership_id": membership_id, "state": state, "day": day}
    work.announce(event, membership_id, told, fund_id=fund.fund_id, area_code=fund.area_code)
