"""Entrypoints: members' accounts and levies."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import levies


class Levies:
    """Members' accounts: put in, and taken from for a death."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

    @rpc
    def record_deposits(self, request: dict[str, Any]) -> Any:
        order = contract.RecordDeposits.read(request)
        with self.unit_of_work() as work:
            return work.reply(levies.record_deposits(work, **order))

    @rpc
    def take_levy(self, request: dict[str, Any]) -> Any:
        order = contract.TakeLevy.read(request)
        payers = levies.ask_payers(self.ask, order)
        with self.unit_of_work() as work:
            return work.reply(levies.take_levy(work, **order, payers=payers))
