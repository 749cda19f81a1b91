"""What `logbook` reads and writes, by noun: named queries that speak the domain's values."""

from __future__ import annotations

from sqlalchemy import Connection

from kernel.chassis.imports import ImportStore
from kernel.chassis.sealing import Sealing
from kernel.chassis.work import Store
from services.logbook import tables
from services.logbook.store.assessments import AssessmentStore
from services.logbook.store.books import BookStore
from services.logbook.store.disclosures import DisclosureStore
from services.logbook.store.households import HouseholdStore
from services.logbook.store.residents import ResidentStore


class LogbookStore(Store):
    """One transaction's view of the service's tables."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        super().__init__(connection, sealing)
        self.residents = ResidentStore(connection, sealing)
        self.households = HouseholdStore(connection, sealing, self.residents)
        self.assessments = AssessmentStore(connection, sealing)
        self.disclosures = DisclosureStore(connection)
        self.books = BookStore(connection, self.households, self.assessments)
        self.imports = ImportStore(connection, tables.imports)


STORE = LogbookStore
