"""Entrypoints: funds."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import funds


class Funds:
    """Funds: opened, asked for."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def open_fund(self, request: dict[str, Any]) -> Any:
        order = contract.OpenFund.read(request)
        with self.unit_of_work() as work:
            return work.reply(funds.open_fund(work, **order))

    @rpc
    def get_fund(self, request: dict[str, Any]) -> Any:
        order = contract.GetFund.read(request)
        with self.unit_of_work() as work:
            return work.reply(funds.get_fund(work, **order))

    @rpc
    def list_funds(self, request: dict[str, Any]) -> Any:
        order = contract.ListFunds.read(request)
        with self.unit_of_work() as work:
            return work.reply(funds.list_funds(work, **order))
