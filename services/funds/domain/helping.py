"""Help to a person who is no member of the fund: what is asked before any regulation is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kernel.values.errors import Refused
from services.funds.domain import claims
from services.funds.domain.claims import Claim, Membership


@dataclass(frozen=True)
class Person:
    """What the register tells of a person for a day: completed years, and a death."""

    age: int | None = None
    died_on: dt.date | None = None


def submit(
    claim: Claim, person: Person, member: Membership | None, asked_before: bool, today: dt.date
) -> Claim:
    """Take help in, or refuse it: `member` is how the person belonged to the fund on the day."""
    if person.died_on is not None and claim.event_on > person.died_on:
        raise Refused("after_death", {"died_on": person.died_on.isoformat()})
    if member is not None:
        raise Refused("is_member", {"member_no": member.member_no})
    return claims.take_in(claim, asked_before, today)
