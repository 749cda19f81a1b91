"""Joining: applied for, resolved about, enrolled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kernel.chassis.work import Work
from kernel.values.errors import Conflict, Refused
from services.members.domain import applications
from services.members.domain.applications import Application
from services.members.domain.persons import Membership, Person, must_not_belong
from services.members.usecases import memberships, persons, standstills
from services.members.usecases.telling import member_of


def apply_for_membership(
    work: Work,
    *,
    application_id: str,
    fund_id: str,
    person: Mapping[str, Any],
    applied_on: dt.date,
    village: str,
) -> Application:
    """Enter somebody who wants to join a fund; who belongs to it already cannot."""
    work.actor.must_act_for(fund_id)
    _must_not_be_ahead(applied_on, work.today)
    (known,) = persons.find_or_add(work, [persons.person_of(person)])
    # Locked, so that two clerks who enter one person at once meet here.
    work.store.persons.get(known.person_id, for_update=True)
    must_not_belong(work.store.memberships.of_person(known.person_id), fund_id)
    if work.store.applications.waits(fund_id, known.person_id):
        raise Conflict("application_waits")
    application = Application(
        application_id, fund_id, known.person_id, applied_on, village, work.actor.actor_id
    )
    work.store.applications.add(application, work.now)
    return application


def approve_application(
    work: Work, *, application_id: str, fund_id: str, resolution_no: str, resolved_on: dt.date
) -> Application:
    """Enter the committee's resolution to take somebody in."""
    work.actor.must_act_for(fund_id)
    standstills.must_take_in(work, fund_id)
    _must_not_be_ahead(resolved_on, work.today)
    asked = work.store.applications.get(fund_id, application_id)
    actor_id = work.actor.actor_id
    return _changed(work, applications.approve(asked, resolution_no, resolved_on, actor_id))


def decline_application(
    work: Work, *, application_id: str, fund_id: str, reason: str
) -> Application:
    """Do not take somebody in."""
    work.actor.must_act_for(fund_id)
    asked = work.store.applications.get(fund_id, application_id)
    return _changed(work, applications.decline(asked, reason, work.actor.actor_id))


def enrol_applicant(
    work: Work,
    *,
    application_id: str,
    fund_id: str,
    membership_id: str,
    member_no: str,
    joined_on: dt.date,
) -> dict[str, Any]:
    """Enter an approved applicant into the register."""
    work.actor.must_act_for(fund_id)
    asked = work.store.applications.get(fund_id, application_id)
    enrolled = applications.enrol(asked, membership_id, joined_on)
    person = work.store.persons.get(asked.person_id, for_update=True)
    membership = Membership(
        membership_id, fund_id, person.person_id, member_no, joined_on, village=asked.village
    )
    memberships.begin(work, membership)
    _changed(work, enrolled)
    return member_of(membership, person)


def list_applications(
    work: Work, *, fund_id: str, state: str | None, purpose: str, after: str, limit: int
) -> dict[str, Any]:
    """A page of a fund's applications with names; the reading is recorded."""
    work.actor.must_act_for(fund_id)
    found = work.store.applications.listed(fund_id, state, after, limit)
    ids = [each.person_id for each in found]
    told = work.store.persons.tell(ids, persons.reading(work, purpose, f"fund/{fund_id}"))
    names = {person.person_id: person for person in told}
    return {
        "applications": [_applicant(each, names[each.person_id]) for each in found],
        "after": found[-1].application_id if len(found) == limit else None,
    }


def _applicant(application: Application, person: Person) -> dict[str, Any]:
    return {
        **vars(application),
        "title": person.title,
        "first": person.first,
        "last": person.last,
        "cid_masked": person.cid_masked,
    }


def _changed(work: Work, application: Application) -> Application:
    work.store.applications.change(application)
    return application


def _must_not_be_ahead(day: dt.date, today: dt.date) -> None:
    if day > today:
        raise Refused("day_in_future", {"day": day.isoformat()})
