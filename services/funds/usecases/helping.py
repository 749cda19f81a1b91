"""Help to a person who is no member: submitted here, then decided and paid as any claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from kernel.chassis.work import Work
from services.funds.domain import helping
from services.funds.domain.claims import Claim
from services.funds.domain.events import NONMEMBER
from services.funds.domain.helping import Person
from services.funds.usecases import standing, submitting
from services.funds.usecases.funds import fund_of


def ask_members(ask: Callable[..., Any], order: Mapping[str, Any]) -> Person:
    """What the register tells of the person, asked before the transaction."""
    day = order["event_on"].isoformat()
    told = ask("members.get_person_on_day", person_id=order["person_id"], day=day)
    died_on = told["died_on"]
    return Person(told["age"], dt.date.fromisoformat(died_on) if died_on else None)


def submit_help(work: Work, *, fund_id: str, person_id: str, person: Person, **order: Any) -> Claim:
    """Take a claim of help in; what no regulation could give is refused at once.

    `order` are the request's other fields.
    """
    fund, store = fund_of(work, fund_id), work.store
    claim = submitting.begin(
        work,
        fund_id=fund_id,
        membership_id=None,
        person_id=person_id,
        kind=NONMEMBER,
        age=person.age,
        **order,
    )
    store.help.hold(person_id)
    memberships = store.memberships.of_person(person_id)
    member = standing.belonged(work, fund_id, memberships, claim.event_on)
    claim = helping.submit(claim, person, member, store.help.asked_before(claim), work.today)
    return submitting.keep(work, claim, fund, store.help.same_event(claim))
