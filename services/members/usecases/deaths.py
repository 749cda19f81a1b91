"""Deaths: recorded by a registrar, or believed by a fund that approved the claim for one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kernel.chassis.work import Work
from kernel.contracts.envelope import Heard
from kernel.values.errors import Conflict, Forbidden, Invalid
from services.members.domain.persons import Membership, Person, alive_again, ended_by_death
from services.members.usecases.persons import announce_change


def record_death(work: Work, *, person_id: str, died_on: dt.date) -> dict[str, list[Person]]:
    """A person has died: every living membership of the person ends.

    Whoever acts for one fund the person belongs to may say so; of others nothing is told, and what
    began there after the day is left for people to look into.
    """
    person = work.store.persons.get(person_id, for_update=True)
    memberships = work.store.memberships.of_person(person_id, for_update=True)
    own = [each for each in memberships if work.actor.may_act_for(each.fund_id)]
    if memberships and not own:
        raise Forbidden("other_fund")
    if person.died_on is not None and person.died_on != died_on:
        raise Conflict("died_on_another_day")
    if died_on > work.today:
        raise Invalid("day_in_future")
    work.store.persons.died(person_id, died_on)
    for membership in memberships:
        if membership in own or membership.joined_on <= died_on:
            _change(work, membership, ended_by_death(membership, died_on))
    return {"persons": [replace(person, died_on=died_on)]}


def believe_death(work: Work, heard: Heard) -> None:
    """A fund has approved the claim for a death: it is recorded, unless the register has one.

    What began after the day cannot have ended by it, and is left for people to look into.
    """
    person, died_on = _whose(work, heard), heard.data["died_on"]
    if person is None or person.died_on is not None:
        return
    work.store.persons.died(person.person_id, died_on, heard.data["claim_id"])
    for membership in work.store.memberships.of_person(person.person_id, for_update=True):
        if membership.joined_on <= died_on:
            _change(work, membership, ended_by_death(membership, died_on))


def take_death_back(work: Work, heard: Heard) -> None:
    """The claim was withdrawn: the death it told is none, unless a registrar has recorded it."""
    person, died_on = _whose(work, heard), heard.data["died_on"]
    if person is None or person.death_claim_id != heard.data["claim_id"]:
        return
    work.store.persons.died(person.person_id, None)
    for membership in work.store.memberships.of_person(person.person_id, for_update=True):
        _change(work, membership, alive_again(membership, died_on))


def _whose(work: Work, heard: Heard) -> Person | None:
    """The person, locked; the memberships come after, as wherever a death is recorded."""
    membership_id = heard.data["membership_id"]
    known = work.store.memberships.with_persons([membership_id])
    if not known:  # a fund knows only memberships told from here
        return None
    person: Person = work.store.persons.get(known[membership_id][1].person_id, for_update=True)
    return person


def _change(work: Work, membership: Membership, changed: Membership) -> None:
    if changed != membership:
        work.store.memberships.change(changed)
        announce_change(work, changed)
