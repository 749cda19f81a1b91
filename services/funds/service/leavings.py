"""Entrypoints: leaving a fund."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import leavings


class Leavings:
    """How members leave but by death: asked for, decided by another, listed."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def resign_member(self, request: dict[str, Any]) -> Any:
        order = contract.ResignMember.read(request)
        with self.unit_of_work() as work:
            return work.reply(leavings.resign_member(work, **order))

    @rpc
    def remove_member(self, request: dict[str, Any]) -> Any:
        order = contract.RemoveMember.read(request)
        with self.unit_of_work() as work:
            return work.reply(leavings.remove_member(work, **order))

    @rpc
    def move_member_out(self, request: dict[str, Any]) -> Any:
        order = contract.MoveMemberOut.read(request)
        with self.unit_of_work() as work:
            return work.reply(leavings.move_member_out(work, **order))

    @rpc
    def approve_leaving(self, request: dict[str, Any]) -> Any:
        order = contract.ApproveLeaving.read(request)
        with self.unit_of_work() as work:
            return work.reply(leavings.approve_leaving(work, **order))

    @rpc
    def decline_leaving(self, request: dict[str, Any]) -> Any:
        order = contract.DeclineLeaving.read(request)
        with self.unit_of_work() as work:
            return work.reply(leavings.decline_leaving(work, **order))

    @rpc
    def list_leavings(self, request: dict[str, Any]) -> Any:
        order = contract.ListLeavings.read(request)
        with self.unit_of_work() as work:
            return work.reply(leavings.list_leavings(work, **order))
