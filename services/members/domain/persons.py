"""Persons and memberships as they are kept, and what may be told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from kernel.values import sex
from kernel.values.citizen_id import masked
from kernel.values.errors import Conflict, Refused
from kernel.values.sex import Sex
from kernel.values.thai_names import Name
from services.members.domain.matching import Identity

LEFT: Final = ("resigned", "removed", "moved_out")


@dataclass(frozen=True)
class Person:
    """A person: one id number is one person; without a number, a person all the same.

    `death_claim_id` is the claim that told the death, where no registrar has recorded it.
    """

    person_id: str
    name: Name
    cid: str | None = None
    birth_on: dt.date | None = None
    birth_precision: str = "day"
    phone: str | None = None
    died_on: dt.date | None = None
    death_claim_id: str | None = None
    told_sex: Sex | None = None

    @property
    def sex(self) -> Sex | None:
        """As somebody told, else as the title tells."""
        return self.told_sex or sex.of_title(self.title)

    @property
    def cid_masked(self) -> str:
        return masked(self.cid) if self.cid else ""

    @property
    def identity(self) -> Identity:
        return Identity(self.name, self.birth_on)

    @property
    def title(self) -> str:
        return self.name.title

    @property
    def first(self) -> str:
        return self.name.first

    @property
    def last(self) -> str:
        return self.name.last


@dataclass(frozen=True)
class Membership:
    """A person's membership of one fund. `house` is sealed at rest, as is the beneficiary.

    `village` is where the member lives within the fund's area: the number of a moo, or the name of
    a community; too coarse to find anybody by, and so it stands open.

    `left_on` is the first day after it had ended otherwise than by death, where that is known.
    """

    membership_id: str
    fund_id: str
    person_id: str
    member_no: str
    joined_on: dt.date
    status: str = "active"
    died_on: dt.date | None = None
    left_on: dt.date | None = None
    house: str = ""
    beneficiary: str = ""
    village: str = ""


class ToldMember(NamedTuple):
    """A member as a reader may see one: no house, no telephone, the id number masked."""

    membership_id: str
    person_id: str
    fund_id: str
    member_no: str
    title: str
    first: str
    last: str
    cid_masked: str
    birth_on: dt.date | None
    joined_on: dt.date
    status: str
    died_on: dt.date | None
    left_on: dt.date | None


def must_not_belong(memberships: Iterable[Membership], fund_id: str) -> None:
    """`Conflict("already_member")` where one of a person's memberships of a fund has not ended: two
    would have every benefit twice."""
    for each in memberships:
        if each.fund_id == fund_id and each.status not in (*LEFT, "deceased"):
            raise Conflict("already_member", {"member_no": each.member_no})


def ended_by_death(membership: Membership, died_on: dt.date) -> Membership:
    """The membership of somebody who died; `Refused` for a day before it began.

    Who had left by then died no member, and one whose day of leaving nobody knows is believed so.
    """
    left_on = membership.left_on
    if membership.status in LEFT and (left_on is None or left_on <= died_on):
        return membership
    if died_on < membership.joined_on:
        raise Refused("died_before_joining")
    return replace(membership, status="deceased", died_on=died_on, left_on=None)


def alive_again(membership: Membership, died_on: dt.date) -> Membership:
    """The membership where the death it ended by was none."""
    if membership.status != "deceased" or membership.died_on != died_on:
        return membership
    return replace(membership, status="active", died_on=None)


def ended_by_leaving(membership: Membership, way: str, day: dt.date) -> Membership:
    """The membership of somebody who left on a day; an earlier end stands, a death above all."""
    died_on = membership.died_on
    if membership.status in LEFT or (died_on is not None and died_on < day):
        return membership
    return replace(membership, status=way, died_on=None, left_on=day)
