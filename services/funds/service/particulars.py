"""Entrypoints: a fund's bank account and areas."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import particulars


class Particulars:
    """Another account, other areas: asked for by one, approved by another."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def ask_account_change(self, request: dict[str, Any]) -> Any:
        order = contract.AskAccountChange.read(request)
        with self.unit_of_work() as work:
            return work.reply(particulars.ask_account_change(work, **order))

    @rpc
    def ask_area_change(self, request: dict[str, Any]) -> Any:
        order = contract.AskAreaChange.read(request)
        with self.unit_of_work() as work:
            return work.reply(particulars.ask_area_change(work, **order))

    @rpc
    def approve_fund_change(self, request: dict[str, Any]) -> Any:
        order = contract.ApproveFundChange.read(request)
        with self.unit_of_work() as work:
            return work.reply(particulars.approve_fund_change(work, **order))

    @rpc
    def decline_fund_change(self, request: dict[str, Any]) -> Any:
        order = contract.DeclineFundChange.read(request)
        with self.unit_of_work() as work:
            return work.reply(particulars.decline_fund_change(work, **order))

    @rpc
    def list_fund_changes(self, request: dict[str, Any]) -> Any:
        order = contract.ListFundChanges.read(request)
        with self.unit_of_work() as work:
            return work.reply(particulars.list_fund_changes(work, **order))
