"""Entrypoints: reports."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import activities, member_returns, reports


class Reports:
    """A fund's year, a member's passbook, plans beside results."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

    @rpc
    def record_activity(self, request: dict[str, Any]) -> Any:
        order = contract.RecordActivity.read(request)
        with self.unit_of_work() as work:
            return work.reply(activities.record_activity(work, **order))

    @rpc
    def get_annual_return(self, request: dict[str, Any]) -> Any:
        order = contract.GetAnnualReturn.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.get_annual_return(work, **order))

    @rpc
    def get_member_return(self, request: dict[str, Any]) -> Any:
        order = contract.GetMemberReturn.read(request)
        fund_id, year = order["fund_id"], order["year"]
        with self.unit_of_work() as work:
            days = member_returns.year_asked(work, fund_id=fund_id, year=year)
        told = member_returns.ask_groups(self.ask, fund_id, days)
        with self.unit_of_work() as work:
            return work.reply(member_returns.get_member_return(work, **order, told=told))

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
    def get_plan_result(self, request: dict[str, Any]) -> Any:
        order = contract.GetPlanResult.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.get_plan_result(work, **order))

    @rpc
    def list_plan_results(self, request: dict[str, Any]) -> Any:
        order = contract.ListPlanResults.read(request)
        with self.unit_of_work() as work:
            return work.reply(reports.list_plan_results(work, **order))
