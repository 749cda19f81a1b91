"""What becomes of one row of a register: where it stands, what is decided, and the codes why.

A code names a fact about the row (`CID_CHECKSUM`); each service's domain says in a table what a
code leads to. The row gets the gravest decision of its codes, and keeps all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Decision(StrEnum):
    """What an import does with a row."""

    ACCEPTED = "accepted"  # loaded as it stands after normalising; its codes are warnings
    NO_PAYMENT = "no_payment"  # a contribution line without money
    REVIEW = "review"  # readable, but a person must decide
    REJECTED = "rejected"  # must not be loaded as a new record


_GRAVITY: Final = tuple(Decision)


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where a row stands. `sheet` as the workbook spells it, empty for CSV; `row` from 1.

    Blank rows count. In a CSV file `row` is the record number, record 1 being the first.
    """

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on the row at `place`, and the codes it rests on."""

    place: Place
    decision: Decision
    codes: frozenset[str]


def weigh(place: Place, codes: Iterable[str], leads_to: Mapping[str, Decision]) -> Verdict:
    """The verdict of a row: the gravest decision its codes lead to, `accepted` without any."""
    found = frozenset(codes)
    decisions = (leads_to[code] for code in found)
    return Verdict(place, max(decisions, key=_GRAVITY.index, default=Decision.ACCEPTED), found)
