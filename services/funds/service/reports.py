"""Entrypoints: reports."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import reports


class Reports:
    """A fund's year, a member's passbook, plans beside results."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def get_annual_return(self, request: dict[str, Any]) -> Any:
        order = contract.GetAnnualReturn.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.get_annual_return(work, **order))

    @rpc
    def get_balance_sheet(self, request: dict[str, Any]) -> Any:
        order = contract.GetBalanceSheet.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.get_balance_sheet(work, **order))

    @rpc
    def list_passbook(self, request: dict[str, Any]) -> Any:
        order = contract.ListPassbook.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.list_passbook(work, **order))

    @rpc
    def set_plan(self, request: dict[str, Any]) -> Any:
        order = contract.SetPlan.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.set_plan(work, **order))

    @rpc
    def list_plan_results(self, request: dict[str, Any]) -> Any:
        order = contract.ListPlanResults.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.list_plan_results(work, **order))
