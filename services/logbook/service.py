"""The entrypoints of `logbook`: read, use case, write."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.chassis.operations import Operated
from kernel.chassis.taking_in import Imports, TakesImports
from kernel.contracts import logbook as contract
from services.logbook import tables
from services.logbook.store import LogbookStore
from services.logbook.usecases import assessments, disclosures, households


class LogbookService(Operated, TakesImports):
    """The family's book."""

    name = contract.SERVICE
    unit_of_work = UnitOfWork(LogbookStore, tables.chassis)
    imports = Imports(tables.imports)
    ask = Ask()

    @rpc
    def register_household(self, request: dict[str, Any]) -> Any:
        order = contract.RegisterHousehold.read(request)
        with self.unit_of_work() as work:
            return work.reply(households.register_household(work, **order))

    @rpc
    def record_assessment(self, request: dict[str, Any]) -> Any:
        order = contract.RecordAssessment.read(request)
        with self.unit_of_work() as work:
            return work.reply(assessments.record_assessment(work, **order))

    @rpc
    def get_household(self, request: dict[str, Any]) -> Any:
        order = contract.GetHousehold.read(request)
        with self.unit_of_work() as work:
            told = disclosures.get_household(work, **order)
        # Committed: the telling is on record before another service is asked, and before the reply.
        return contract.Household.write(disclosures.name_persons(self.ask, told))

    @rpc
    def find_household(self, request: dict[str, Any]) -> Any:
        order = contract.FindHousehold.read(request)
        with self.unit_of_work() as work:
            return work.reply(households.find_household(work, **order))

    @rpc
    def list_households(self, request: dict[str, Any]) -> Any:
        order = contract.ListHouseholds.read(request)
        with self.unit_of_work() as work:
            return work.reply(households.list_households(work, **order))

    @rpc
    def get_disclosures(self, request: dict[str, Any]) -> Any:
        order = contract.GetDisclosures.read(request)
        with self.unit_of_work() as work:
            return work.reply(disclosures.get_disclosures(work, **order))


SERVICE = LogbookService
