"""What is told of a membership: to a reader, and to everybody who hears the events."""

from __future__ import annotations

from typing import Any

from services.members.domain.persons import Membership, Person, ToldMember


def member_of(membership: Membership, person: Person) -> dict[str, Any]:
    """A member as a reader may see one."""
    return ToldMember(
        membership_id=membership.membership_id,
        person_id=person.person_id,
        fund_id=membership.fund_id,
        member_no=membership.member_no,
        title=person.title,
        first=person.first,
        last=person.last,
        cid_masked=person.cid_masked,
        birth_on=person.birth_on,
        joined_on=membership.joined_on,
        status=membership.status,
        died_on=membership.died_on,
        left_on=membership.left_on,
    )._asdict()


def fact_of(membership: Membership) -> dict[str, Any]:
    """A membership as it is announced: no name, no number of a person, no house."""
    return {
        "membership_id": membership.membership_id,
        "fund_id": membership.fund_id,
        "person_id": membership.person_id,
        "member_no": membership.member_no,
        "joined_on": membership.joined_on,
        "status": membership.status,
        "died_on": membership.died_on,
    }
