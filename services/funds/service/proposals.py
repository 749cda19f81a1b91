"""Entrypoints: versions of a regulation that are proposed."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import proposals


class Proposals:
    """Another version of a regulation: proposed by one, approved by another."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def propose_regulation(self, request: dict[str, Any]) -> Any:
        order = contract.ProposeRegulation.read(request)
        with self.unit_of_work() as work:
            return work.reply(proposals.propose_regulation(work, **order))

    @rpc
    def approve_regulation(self, request: dict[str, Any]) -> Any:
        order = contract.ApproveRegulation.read(request)
        with self.unit_of_work() as work:
            return work.reply(proposals.approve_regulation(work, **order))

    @rpc
    def decline_regulation(self, request: dict[str, Any]) -> Any:
        order = contract.DeclineRegulation.read(request)
        with self.unit_of_work() as work:
            return work.reply(proposals.decline_regulation(work, **order))

    @rpc
    def get_regulation_proposal(self, request: dict[str, Any]) -> Any:
        order = contract.GetRegulationProposal.read(request)
        with self.unit_of_work() as work:
            return work.reply(proposals.get_regulation_proposal(work, **order))

    @rpc
    def list_regulation_proposals(self, request: dict[str, Any]) -> Any:
        order = contract.ListRegulationProposals.read(request)
        with self.unit_of_work() as work:
            return work.reply(proposals.list_regulation_proposals(work, **order))
