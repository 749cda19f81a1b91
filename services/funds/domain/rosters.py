"""What `members` answers about a line of a sheet: who it is, without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RosterState(StrEnum):
    """How the register row behind a member number stands."""

    ACCEPTED = "accepted"
    PENDING = "pending"  # rejected or under review: what hangs on it waits
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RosterAnswer:
    """The answer for one line (member number and typed name), in the order of the lines.

    `house` identifies the member's house within the fund, if `members` knows one.
    """

    state: RosterState
    name_agrees: bool = True
    died_on: date | None = None
    house: str | None = None


UNKNOWN: RosterAnswer = RosterAnswer(RosterState.UNKNOWN, name_agrees=False)


def member_codes(answer: RosterAnswer) -> set[str]:
    """The codes a line gets because of its member. A stranger has no name to disagree with."""
    if answer.state is RosterState.UNKNOWN:
        return {"MEMBER_UNKNOWN"}
    codes = set() if answer.name_agrees else {"MEMBER_NAME_MISMATCH"}
    return codes | {"MEMBER_PENDING"} if answer.state is RosterState.PENDING else codes
