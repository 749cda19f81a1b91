"""Entrypoints: the national summary."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import summary


class Summary:
    """Funds, members, people helped and money, by area."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def get_national_summary(self, request: dict[str, Any]) -> Any:
        order = contract.GetNationalSummary.read(request)
        with self.unit_of_work() as work:
            return work.reply(summary.get_national_summary(work, **order))

    @rpc
    def prove_summary(self, request: dict[str, Any]) -> Any:
        contract.ProveSummary.read(request)
        with self.unit_of_work() as work:
            return work.reply(summary.prove_summary(work))

    @rpc
    def rebuild_summary(self, request: dict[str, Any]) -> Any:
        contract.RebuildSummary.read(request)
        with self.unit_of_work() as work:
            return work.reply(summary.rebuild_summary(work))
