"""Entrypoints: a fund as an organisation."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import organisation


class Organisation:
    """Branches, offices, certification, status, local governments."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def open_branch(self, request: dict[str, Any]) -> Any:
        order = contract.OpenBranch.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.open_branch(work, **order))

    @rpc
    def list_branches(self, request: dict[str, Any]) -> Any:
        order = contract.ListBranches.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.list_branches(work, **order))

    @rpc
    def appoint_officer(self, request: dict[str, Any]) -> Any:
        order = contract.AppointOfficer.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.appoint_officer(work, **order))

    @rpc
    def end_term(self, request: dict[str, Any]) -> Any:
        order = contract.EndTerm.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.end_term(work, **order))

    @rpc
    def list_officers(self, request: dict[str, Any]) -> Any:
        order = contract.ListOfficers.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.list_officers(work, **order))

    @rpc
    def certify_fund(self, request: dict[str, Any]) -> Any:
        order = contract.CertifyFund.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.certify_fund(work, **order))

    @rpc
    def change_fund_status(self, request: dict[str, Any]) -> Any:
        order = contract.ChangeFundStatus.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.change_fund_status(work, **order))

    @rpc
    def register_local_government(self, request: dict[str, Any]) -> Any:
        order = contract.RegisterLocalGovernment.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.register_local_government(work, **order))

    @rpc
    def list_local_governments(self, request: dict[str, Any]) -> Any:
        order = contract.ListLocalGovernments.read(request)
        with self.unit_of_work() as work:
            return work.reply(organisation.list_local_governments(work, **order))
