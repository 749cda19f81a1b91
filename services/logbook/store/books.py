"""The whole book of a house, read in one trip with the record that it was told of."""

from __future__ import annotations

from sqlalchemy import Connection

from kernel.chassis.trips import in_one_trip
from services.logbook.domain.households import Assessment, Household
from services.logbook.store import assessments, disclosures, households, residents
from services.logbook.store.assessments import AssessmentStore
from services.logbook.store.disclosures import Disclosure
from services.logbook.store.households import HouseholdStore


class BookStore:
    """Named reads of whole books."""

    def __init__(
        self, connection: Connection, households: HouseholdStore, assessments: AssessmentStore
    ) -> None:
        self._connection = connection
        self._households, self._assessments = households, assessments

    def tell(self, disclosure: Disclosure) -> tuple[Household, list[Assessment]]:
        """A household and its assessments, the telling of it recorded, with which its unit of work
        ends: one trip. `NotFound("household_unknown")`, and then nothing is recorded.
        """
        key = {"household_id": disclosure.household_id}
        found, its_residents, its_assessments, _ = in_one_trip(
            self._connection,
            (households.OF_ONE, key),
            (residents.OF_ONE, key),
            (assessments.OF_ONE, key),
            (disclosures.RECORD, disclosure.row),
            commit=True,
        )
        household = self._households.made(found, its_residents)
        return household, self._assessments.made(its_assessments)
