"""Help to a person who is no member: submitted here, then decided and paid as any claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Conflict
from kernel.values.money import Money
from services.funds.domain import helping
from services.funds.domain.claims import Claim
from services.funds.domain.events import NONMEMBER
from services.funds.domain.helping import Person
from services.funds.usecases import standing
from services.funds.usecases.claims import announce, warn_of_others
from services.funds.usecases.funds import fund_of


def ask_members(ask: Callable[..., Any], order: Mapping[str, Any]) -> Person:
    """What the register tells of the person, asked before the transaction."""
    day = order["event_on"].isoformat()
    told = ask("members.get_person_on_day", person_id=order["person_id"], day=day)
    died_on = told["died_on"]
    return Person(told["age"], dt.date.fromisoformat(died_on) if died_on else None)


def submit_help(
    work: Work,
    *,
    fund_id: str,
    claim_no: str,
    person_id: str,
    requested_satang: Money,
    documents: Sequence[str],
    attested: Sequence[str],
    person: Person,
    **told: Any,
) -> Claim:
    """Take a claim of help in; what no regulation could give is refused at once.

    `told` are the claim's other fields by the request's names.
    """
    fund = fund_of(work, fund_id)
    claim = Claim(
        fund_id=fund_id,
        claim_no=claim_no,
        membership_id=None,
        person_id=person_id,
        kind=NONMEMBER,
        requested=requested_satang,
        submitted_by=work.actor.actor_id,
        age=person.age,
        documents=frozenset(documents),
        attested=frozenset(attested),
        **told,
    )
    store = work.store
    if store.claims.number_taken(fund_id, claim_no):
        raise Conflict("claim_no_taken", {"claim_no": claim_no})
    store.help.hold(person_id)
    memberships = store.memberships.of_person(person_id)
    member = standing.belonged(work, fund_id, memberships, claim.event_on)
    claim = helping.submit(claim, person, member, store.help.asked_before(claim), work.today)
    store.claims.add(claim)
    announce(work, contract.CLAIM_SUBMITTED, claim, claim.requested, fund)
    return warn_of_others(work, claim, store.help.same_event(claim))
