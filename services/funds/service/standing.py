"""Entrypoints: how members stand."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import standing


class Standing:
    """How members stand: listed, suspended, reinstated."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def list_member_standings(self, request: dict[str, Any]) -> Any:
        order = contract.ListMemberStandings.read(request)
        with self.unit_of_work() as work:
            return work.reply(standing.list_member_standings(work, **order))

    @rpc
    def choose_plan(self, request: dict[str, Any]) -> Any:
        order = contract.ChoosePlan.read(request)
        with self.unit_of_work() as work:
            return work.reply(standing.choose_plan(work, **order))

    @rpc
    def suspend_member(self, request: dict[str, Any]) -> Any:
        order = contract.SuspendMember.read(request)
        with self.unit_of_work() as work:
            return work.reply(standing.suspend_member(work, **order))

    @rpc
    def reinstate_member(self, request: dict[str, Any]) -> Any:
        order = contract.ReinstateMember.read(request)
        with self.unit_of_work() as work:
            return work.reply(standing.reinstate_member(work, **order))
