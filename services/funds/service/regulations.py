"""Entrypoints: regulations."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import regulations


class Regulations:
    """Regulations: adopted."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def adopt_regulation(self, request: dict[str, Any]) -> Any:
        order = contract.AdoptRegulation.read(request)
        with self.unit_of_work() as work:
            return work.reply(regulations.adopt_regulation(work, **order))

    @rpc
    def check_regulation(self, request: dict[str, Any]) -> Any:
        order = contract.CheckRegulation.read(request)
        return contract.Findings.write(regulations.check_regulation(**order))

    @rpc
    def get_regulation(self, request: dict[str, Any]) -> Any:
        order = contract.GetRegulation.read(request)
        with self.unit_of_work() as work:
            return work.reply(regulations.get_regulation(work, **order))

    @rpc
    def what_if(self, request: dict[str, Any]) -> Any:
        order = contract.WhatIf.read(request)
        with self.unit_of_work() as work:
            return work.reply(regulations.what_if(work, **order))
