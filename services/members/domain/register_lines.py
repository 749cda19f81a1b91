"""A row of a member book as read: normal forms, nothing judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kernel.values.citizen_id import CidReading
from kernel.values.sex import Sex
from kernel.values.thai_calendar import DayReading
from kernel.values.thai_names import Name
from kernel.values.verdicts import Place


class Status(StrEnum):
    """What a book says of a membership. (Arrears and suspension are the money's affair: funds.)"""

    ACTIVE = "active"
    RESIGNED = "resigned"
    REMOVED = "removed"
    MOVED_OUT = "moved_out"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, and for the dead the day of death as far as it can be read."""

    status: Status
    died: DayReading | None = None


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Who receives the death benefit; a number only if it is valid."""

    name: Name
    relation: str
    cid: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a book as read: normal forms, nothing judged. Blank texts are empty."""

    place: Place
    member_no: str
    cid: CidReading
    name: Name
    sex: Sex | None
    birth: DayReading
    joined: DayReading
    house_no: str
    moo: int | None
    community: str
    phone: str | None
    phone_typed: bool
    standing: Standing
    beneficiary: Beneficiary | None
    note: str
