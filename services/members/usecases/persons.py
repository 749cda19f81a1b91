"""Persons: registered or found, read under a purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import members as contract
from kernel.values import citizen_id, sex, thai_names
from kernel.values.errors import Invalid, NotFound
from kernel.values.thai_calendar import completed_years
from services.members.domain.matching import Likeness, compare
from services.members.domain.persons import Membership, Person
from services.members.store.readings import Reading
from services.members.usecases.telling import fact_of


def register_persons(work: Work, *, persons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Register persons, or find those known: one id number is one person."""
    asked = [person_of(person) for person in persons]
    registered = find_or_add(work, asked)
    return {"person_ids": [person.person_id for person in registered]}


def find_or_add(work: Work, asked: Sequence[Person]) -> list[Person]:
    """Each person as the register knows one, or newly kept, in the order asked.

    A number that the register has under somebody else's name is not believed twice: the later
    person is kept without it.
    """
    known = work.store.persons.by_cid(person.cid for person in asked if person.cid)
    found: list[Person] = []
    fresh: dict[str, Person] = {}
    for person in asked:
        before = known.get(person.cid) if person.cid else None
        if before is None:
            found.append(person)
        elif compare(before.identity, person.identity) is Likeness.DIFFERENT:
            found.append(replace(person, cid=None))
        else:
            found.append(before)
            continue
        fresh[person.person_id] = found[-1]
        if person.cid and before is None:
            known[person.cid] = person
    work.store.persons.add(fresh.values(), work.now)
    return found


def register_person(work: Work, *, person: Mapping[str, Any]) -> Person:
    """Register one person, or find who is known by the id number."""
    (registered,) = find_or_add(work, [person_of(person)])
    return registered


def get_person_on_day(work: Work, *, person_id: str, day: dt.date) -> dict[str, Any]:
    """Age on a day and the day of death, for the check of a claim; the reading is recorded."""
    found = work.store.persons.tell([person_id], reading(work, "claim_review", "ages"))
    if not found:
        raise NotFound("person_unknown")
    born = found[0].birth_on
    return {"age": completed_years(born, day) if born else None, "died_on": found[0].died_on}


def get_persons(
    work: Work, *, person_ids: Sequence[str], purpose: str, subject: str
) -> dict[str, list[Person]]:
    """Names for a purpose; the reading is recorded."""
    return {"persons": work.store.persons.tell(person_ids, reading(work, purpose, subject))}


def announce_change(work: Work, membership: Membership) -> None:
    work.announce(
        contract.MEMBERSHIP_CHANGED,
        membership.membership_id,
        fact_of(membership),
        fund_id=membership.fund_id,
    )


def reading(work: Work, purpose: str, subject: str) -> Reading:
    """Who reads, and why; of whom is known when it is recorded."""
    return Reading(
        reading_id=work.new_id("reading"),
        caller=work.caller,
        actor_id=work.actor.actor_id,
        purpose=purpose,
        subject=subject,
        call_id=work.call_id,
        read_at=work.now,
    )


def person_of(asked: Mapping[str, Any]) -> Person:
    """A person as a request names one; `Invalid("cid_checksum")` for a number that cannot be."""
    cid = asked["cid"]
    if cid and not citizen_id.is_valid(cid):
        raise Invalid("cid_checksum")
    name = thai_names.assemble(asked["title"], asked["first"], asked["last"])
    told = sex.Sex(asked["sex"]) if asked.get("sex") else None
    return Person(asked["person_id"], name, cid, asked["birth_on"], told_sex=told)
