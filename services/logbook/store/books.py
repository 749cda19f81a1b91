"""The book of a house, read for a purpose in one trip with the record that it was told of.

What a purpose does not tell is neither read nor opened for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from sqlalchemy import Connection

from kernel.chassis.trips import Statement, while_kept
from services.logbook.domain.households import Assessment, Household
from services.logbook.domain.purposes import PURPOSES, Purpose
from services.logbook.store import assessments, disclosures, households, residents
from services.logbook.store.assessments import AssessmentStore
from services.logbook.store.disclosures import Disclosure
from services.logbook.store.households import HouseholdStore

Told = TypeVar("Told")


def _read_for(purpose: Purpose) -> dict[str, Statement]:
    """What is read of a book for a purpose, by part."""
    parts = {"book": households.of_one(purpose.fields)}
    if purpose.persons or "persons_count" in purpose.fields:
        parts["residents"] = residents.of_one(purpose.persons)
    if purpose.assessments:
        parts["assessments"] = assessments.OF_ONE
    return parts


_READ_FOR: Final[Mapping[str, Mapping[str, Statement]]] = {
    name: _read_for(purpose) for name, purpose in PURPOSES.items()
}


class BookStore:
    """Named reads of books."""

    def __init__(
        self, connection: Connection, households: HouseholdStore, assessments: AssessmentStore
    ) -> None:
        self._connection = connection
        self._households, self._assessments = households, assessments

    def told(
        self, disclosure: Disclosure, tell: Callable[[Household, list[Assessment]], Told]
    ) -> Told:
        """What `tell` makes of a household and its assessments, as far as the purpose goes, while
        the database records that they are told of, with which the unit of work ends: one trip.
        `NotFound("household_unknown")`, and then nothing is recorded.
        """
        key = {"household_id": disclosure.household_id}
        parts = _READ_FOR[disclosure.purpose]
        asked = [(statement, key) for statement in parts.values()]
        with while_kept(self._connection, (disclosures.RECORD, disclosure.row), *asked) as found:
            rows = dict(zip(parts, found, strict=True))
            household = self._households.made(rows["book"], rows.get("residents", ()))
            return tell(household, self._assessments.made(rows.get("assessments", ())))
