"""Entrypoints: what comes in, and the accounts."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import money


class Money:
    """Money that comes in, and the accounts."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def record_opening_balance(self, request: dict[str, Any]) -> Any:
        order = contract.RecordOpeningBalance.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.record_opening_balance(work, **order))

    @rpc
    def record_contributions(self, request: dict[str, Any]) -> Any:
        order = contract.RecordContributions.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.record_contributions(work, **order))

    @rpc
    def get_statement(self, request: dict[str, Any]) -> Any:
        order = contract.GetStatement.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.get_statement(work, **order))

    @rpc
    def list_entries(self, request: dict[str, Any]) -> Any:
        order = contract.ListEntries.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.list_entries(work, **order))

    @rpc
    def settle_waste_bank(self, request: dict[str, Any]) -> Any:
        order = contract.SettleWasteBank.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.settle_waste_bank(work, **order))
