"""How members stand: listed, suspended, reinstated; and the plans they pay by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Event
from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO
from services.funds.domain import dues, member_standing, regulations
from services.funds.domain.claims import Membership
from services.funds.domain.dues import Chosen
from services.funds.domain.member_standing import Account, Change, Left, Savings
from services.funds.domain.regulations import Arrears, Rules
from services.funds.store.funds import Fund
from services.funds.usecases import money
from services.funds.usecases.funds import fund_of

_NOT_KNOWN: Final[dict[str, Any]] = dict.fromkeys(("due", "arrears", "unpaid_since", "advised"))


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


def choose_plan(
    work: Work, *, fund_id: str, membership_id: str, period_days: int | None, from_day: dt.date
) -> dict[str, Any]:
    """Let a member pay for so many days at once, or by the month, from a day on."""
    fund_of(work, fund_id)
    membership = about_to_change(work, fund_id, membership_id, from_day)
    (told,) = standings_of(work, fund_id, [membership], from_day)
    if told["state"] in member_standing.ENDED:
        raise Conflict("standing_moved_on", {"state": told["state"]})
    version = regulations.in_force(work.store.regulations.versions(fund_id), from_day)
    before = work.store.member_standings.chosen([membership_id])[membership_id]
    chosen = dues.choose(
        Chosen(from_day, period_days),
        version.rules.plan if version else None,
        before,
        membership.joined_on,
        told["arrears"],
    )
    work.store.member_standings.choose_plan(membership, chosen, work.actor.actor_id, work.now)
    return standings_of(work, fund_id, [membership], work.today)[0]


def rights_rest(work: Work, fund_id: str, changes: Sequence[Change], day: dt.date) -> bool:
    """Whether a member's rights rested on a day, after these changes of standing."""
    return bool(changes) and member_standing.rights_rest(changes, _rules(work, fund_id, day), day)


def left(work: Work, membership: Membership | None) -> Left | None:
    """Whether the register says of a member who has left, and since when."""
    if membership is None or membership.status not in member_standing.LEFT:
        return None
    changes = work.store.member_standings.changes([membership.membership_id])
    return member_standing.left(membership.status, changes[membership.membership_id])


def belonged(
    work: Work, fund_id: str, memberships: Sequence[Membership], day: dt.date
) -> Membership | None:
    """How somebody of these memberships belonged to a fund on a day; None if in no way."""
    for membership in memberships:
        if membership.fund_id == fund_id and membership.joined_on <= day:
            gone = left(work, membership)
            if gone is None or not gone.by(day):
                return membership
    return None


def standings_of(
    work: Work, fund_id: str, members: Sequence[Membership], day: dt.date
) -> list[dict[str, Any]]:
    """How these members of a fund stand on a day, by the regulation in force then."""
    store, ids = work.store.member_standings, [each.membership_id for each in members]
    version = regulations.in_force(work.store.regulations.versions(fund_id), day)
    saved, changes = store.savings(fund_id, ids, day), store.changes(ids)
    accounts, plans = work.store.accounts.stand(ids), store.chosen(ids)
    rules = version.rules if version else Rules()
    told = []
    for each in members:
        own = each.membership_id
        state = member_standing.state(each.status, changes[own], day)
        chosen = dues.at(plans[own], day)
        savings = saved.get(own, Savings(day))
        known = own in saved and state not in member_standing.ENDED
        about = (savings, each.joined_on, changes[own], day, chosen)
        told.append(
            {
                "membership_id": own,
                "fund_id": fund_id,
                "member_no": each.member_no,
                "state": state,
                "paid": savings.paid_here,
                "stands": accounts.get(own, ZERO),
                **(_owed(rules, *about) if known else _NOT_KNOWN),
                **_planned(rules, chosen, day),
            }
        )
    return told


def _owed(
    rules: Rules,
    savings: Savings,
    joined_on: dt.date,
    changes: Sequence[Change],
    day: dt.date,
    chosen: Chosen | None,
) -> dict[str, Any]:
    """What a member owes, and what the rules say of it; where no plan tells what is due, what the
    month's sheet carried over, as the check of a claim takes it."""
    plan, about = rules.plan, (savings, joined_on, changes, day, chosen)
    if plan is None or not plan.daily:
        owed = member_standing.owed(plan, *about)
        return _NOT_KNOWN | {"arrears": owed.carried if owed else None}
    account = member_standing.reckon(plan, *about)
    return {
        "due": account.due,
        "arrears": account.arrears,
        "unpaid_since": account.unpaid_since,
        "advised": member_standing.advised(rules.arrears, account, day),
    }


def _planned(rules: Rules, chosen: Chosen | None, day: dt.date) -> dict[str, Any]:
    """The plan a member chose, and by when how much is to be paid for the period under way."""
    if chosen is None:
        return dict.fromkeys(("plan_from", "period_days", "next_due_on", "next_due"))
    return {
        "plan_from": chosen.from_day,
        "period_days": chosen.period_days,
        "next_due_on": chosen.due_on(day),
        "next_due": chosen.costs(rules.plan, day) if rules.plan else None,
    }


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
