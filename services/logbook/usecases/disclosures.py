"""Telling of a household: what its purpose allows, on record before the reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts.members.common import BULK_MAX
from services.logbook.domain import disclosure
from services.logbook.domain.purposes import PURPOSES
from services.logbook.store.disclosures import Disclosure


def get_household(work: Work, *, household_id: str, purpose: str) -> dict[str, Any]:
    """What a purpose may know of a household; records that it was told.

    The record stays if the reply is lost, or never made because `members` has no names to give:
    rather one telling too many on record than one too few.
    """
    allows = disclosure.allowed(purpose, work.caller, work.actor.roles, lets=work.lets)
    recorded = Disclosure(
        disclosure_id=work.new_id("disclosure"),
        household_id=household_id,
        caller=work.caller,
        actor_id=work.actor.actor_id,
        purpose=purpose,
        basis=allows.basis,
        fields_told=allows.told,
        call_id=work.call_id,
        told_at=work.now,
    )
    told = work.store.books.told(recorded, partial(disclosure.tell, purpose=allows))
    return {
        "household_id": household_id,
        "purpose": purpose,
        "disclosure_id": recorded.disclosure_id,
        **told,
    }


def name_persons(ask: Callable[..., Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Join the names that the purpose allows, asked of `members` outside any transaction.

    Raises what `members` says, `Unavailable` if it does not answer: then nothing is told. Somebody
    `members` does not know is told without a name.
    """
    persons = told.get("persons", [])
    if not (persons and PURPOSES[told["purpose"]].tells_names):
        return dict(told)
    names: dict[str, str] = {}
    for first in range(0, len(persons), BULK_MAX):
        asked = [person["person_id"] for person in persons[first : first + BULK_MAX]]
        known = ask(
            "members.get_persons",
            person_ids=asked,
            purpose=told["purpose"],
            subject=f"household/{told['household_id']}",
        )["persons"]
        names.update({each["person_id"]: _name(each) for each in known})
    named = [
        {**person, "name": names[person["person_id"]]} if person["person_id"] in names else person
        for person in persons
    ]
    return {**told, "persons": named}


def get_disclosures(work: Work, *, household_id: str) -> dict[str, Any]:
    """Who was told of a household, and what."""
    work.store.households.get(household_id)
    return {"disclosures": work.store.disclosures.of(household_id)}


def _name(person: Mapping[str, str]) -> str:
    """As Thai names are written: the title joined to the first name."""
    return f"{person['title']}{person['first']} {person['last']}".strip()
