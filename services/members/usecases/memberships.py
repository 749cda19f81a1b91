"""Memberships: enrolled, found, listed, matched with a fund's sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import members as contract
from kernel.contracts.envelope import Heard
from kernel.values.citizen_id import masked
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.values.thai_calendar import completed_years
from services.members.domain.matching import name_agrees
from services.members.domain.persons import (
    Membership,
    ToldMember,
    ended_by_leaving,
    must_not_belong,
)
from services.members.usecases import persons, standstills
from services.members.usecases.telling import fact_of, member_of


def enrol_member(
    work: Work,
    *,
    membership_id: str,
    fund_id: str,
    member_no: str,
    person: Mapping[str, Any],
    joined_on: dt.date,
    village: str = "",
) -> dict[str, Any]:
    """Enrol one person in a fund; who has applied there is enrolled by the application."""
    work.actor.must_act_for(fund_id)
    (known,) = persons.find_or_add(work, [persons.person_of(person)])
    # Locked, so that two clerks who enrol one person at once meet here.
    work.store.persons.get(known.person_id, for_update=True)
    if work.store.applications.waits(fund_id, known.person_id):
        raise Conflict("application_waits")
    membership = Membership(
        membership_id, fund_id, known.person_id, member_no, joined_on, village=village
    )
    begin(work, membership)
    return member_of(membership, known)


def begin(work: Work, membership: Membership) -> None:
    """Begin the membership of a person who is held, and announce it."""
    fund_id, member_no = membership.fund_id, membership.member_no
    standstills.must_take_in(work, fund_id)
    if membership.joined_on > work.today:
        raise Refused("joins_in_future")
    if work.store.memberships.numbers_taken(fund_id, [member_no]):
        raise Conflict("member_no_taken", {"member_no": member_no})
    must_not_belong(work.store.memberships.of_person(membership.person_id), fund_id)
    work.store.memberships.add([membership])
    fact = fact_of(membership)
    work.announce(contract.MEMBER_ENROLLED, membership.membership_id, fact, fund_id=fund_id)


def end_membership(work: Work, heard: Heard) -> None:
    """A fund has let a member go: the membership ends, if nothing ended it before."""
    told = heard.data
    membership = work.store.memberships.find(told["membership_id"])
    if membership is None:  # a fund knows only memberships told from here
        return
    ended = ended_by_leaving(membership, told["way"], told["day"])
    if ended != membership:
        work.store.memberships.change(ended)
        persons.announce_change(work, ended)


def match_roster(
    work: Work, *, fund_id: str, lines: Sequence[Mapping[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    """Who the people on a fund's sheet are: the number first, then the name must agree."""
    numbers = sorted({line["member_no"] for line in lines})
    accepted = work.store.rosters.accepted(fund_id, numbers)
    waiting = [number for number in numbers if number not in accepted]
    pending = work.store.rosters.pending(fund_id, waiting)
    matches = []
    for line in lines:
        number = line["member_no"]
        entry = accepted.get(number) or pending.get(number)
        state = "accepted" if number in accepted else "pending" if entry else "unknown"
        matches.append(
            {
                "membership_id": entry.membership_id if entry else None,
                "state": state,
                "name_agrees": entry is not None and name_agrees(line["name"], entry.name),
                "died_on": entry.died_on if entry else None,
                "house": entry.house if entry else None,
            }
        )
    return {"matches": matches}


def list_memberships(work: Work, *, after: str, limit: int) -> dict[str, Any]:
    """A page of the snapshot of all memberships, with their sequences."""
    facts = work.store.memberships.snapshot(after, limit)
    last = facts[-1]["membership_id"] if len(facts) == limit else None
    return {"memberships": facts, "after": last}


def get_member(work: Work, *, membership_id: str, purpose: str) -> dict[str, Any]:
    """One member, for a purpose; the reading is recorded."""
    return _read(work, work.store.memberships.get(membership_id), purpose)


def get_beneficiary(work: Work, *, membership_id: str, purpose: str) -> dict[str, Any]:
    """Whom a member named, for a purpose; the reading is recorded as one of the member."""
    membership = work.store.memberships.get(membership_id)
    work.actor.must_act_for(membership.fund_id)
    subject = f"beneficiary/{membership_id}"
    work.store.readings.record(persons.reading(work, purpose, subject), [membership.person_id])
    named = work.store.beneficiaries.of_membership(membership_id)
    if named is None:
        raise NotFound("beneficiary_not_named")
    return {
        "membership_id": membership_id,
        "title": named.name.title,
        "first": named.name.first,
        "last": named.name.last,
        "relation": named.relation,
        "cid_masked": masked(named.cid) if named.cid else "",
    }


def get_members(
    work: Work, *, membership_ids: Sequence[str], purpose: str
) -> dict[str, list[ToldMember]]:
    """Many members in the order asked, for a purpose; the reading is recorded, of all at once.
    Nothing is told, nor an id number opened, where one is of a fund the actor may not act for."""
    found = work.store.told.found(membership_ids)
    for fund_id in {row.fund_id for row in found}:
        work.actor.must_act_for(fund_id)
    reading = persons.reading(work, purpose, "members")
    return {"members": work.store.told.told(found, reading)}


def find_member(work: Work, *, fund_id: str, member_no: str, purpose: str) -> dict[str, Any]:
    """The member with a number of a fund's register; the reading is recorded."""
    work.actor.must_act_for(fund_id)
    return _read(work, work.store.memberships.numbered(fund_id, member_no), purpose)


def list_members(
    work: Work, *, fund_id: str, purpose: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of a fund's members; the reading is recorded."""
    work.actor.must_act_for(fund_id)
    memberships = work.store.memberships.listed(fund_id, after, limit)
    ids = [membership.person_id for membership in memberships]
    told = work.store.persons.tell(ids, persons.reading(work, purpose, f"fund/{fund_id}"))
    known = {person.person_id: person for person in told}
    return {
        "members": [member_of(each, known[each.person_id]) for each in memberships],
        "after": memberships[-1].member_no if len(memberships) == limit else None,
    }


def get_ages(work: Work, *, asked: Sequence[Mapping[str, Any]]) -> dict[str, list[int | None]]:
    """Completed years on a day, for the check of a claim; nothing nearer to a birth date."""
    known = work.store.memberships.with_persons([each["membership_id"] for each in asked])
    if not known.keys() >= {each["membership_id"] for each in asked}:
        raise NotFound("membership_unknown")
    read_of = sorted({person.person_id for _, person in known.values()})
    work.store.readings.record(persons.reading(work, "claim_review", "ages"), read_of)
    ages = []
    for each in asked:
        _, person = known[each["membership_id"]]
        born = person.birth_on
        ages.append(completed_years(born, each["day"]) if born else None)
    return {"ages": ages}


def get_living(work: Work, *, membership_id: str, day: dt.date) -> dict[str, int]:
    """Counts of who else belonged on a day: nobody is read, so nothing is recorded."""
    membership = work.store.memberships.get(membership_id)
    members, households = work.store.living.counts(membership, day)
    return {"members": members, "households": households}


def get_house(work: Work, *, membership_id: str) -> dict[str, str | None]:
    """A house by what tells it from others: nobody is read, so nothing is recorded."""
    membership = work.store.memberships.get(membership_id)
    return {"house": work.store.living.house(membership.membership_id)}


def list_levy_payers(
    work: Work, *, membership_id: str, day: dt.date, after: str, limit: int
) -> dict[str, Any]:
    """A page of who pays the levy for a death: ids, nobody is read, so nothing is recorded."""
    membership = work.store.memberships.get(membership_id)
    payers = work.store.living.payers(membership, day, after, limit)
    last = payers[-1]["membership_id"] if len(payers) == limit else None
    return {"payers": payers, "after": last}


def get_age_structures(work: Work, *, fund_ids: Sequence[str]) -> dict[str, Any]:
    """Counts by age and length of membership: nobody is read, so nothing is recorded."""
    found = work.store.memberships.age_structures(fund_ids, work.today)
    structures = []
    for fund_id in fund_ids:
        rows = found.get(fund_id, [])
        ages, years_in, counts = zip(*rows, strict=True) if rows else ((), (), ())
        structures.append(
            {"fund_id": fund_id, "ages": ages, "years_in": years_in, "counts": counts}
        )
    return {"structures": structures}


def get_member_groups(
    work: Work, *, fund_id: str, from_day: dt.date, to_day: dt.date
) -> dict[str, Any]:
    """Counts by sex, age and village: nobody is read, so nothing is recorded."""
    rows = work.store.groups.of_fund(fund_id, from_day, to_day)
    names = ("sexes", "ages", "villages", "counts", "joined", "died", "left")
    lists = zip(*rows, strict=True) if rows else [()] * len(names)
    return {"fund_id": fund_id, **dict(zip(names, lists, strict=True))}


def _read(work: Work, membership: Membership, purpose: str) -> dict[str, Any]:
    work.actor.must_act_for(membership.fund_id)
    subject = f"membership/{membership.membership_id}"
    reading = persons.reading(work, purpose, subject)
    (person,) = work.store.persons.tell([membership.person_id], reading)
    return member_of(membership, person)


def get_unidentified(work: Work, *, fund_ids: Sequence[str]) -> dict[str, list[str]]:
    """Ids of active members without a number: nobody is named, so nothing is recorded."""
    return {"person_ids": work.store.memberships.unidentified(fund_ids)}
