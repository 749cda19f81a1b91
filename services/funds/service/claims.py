"""Entrypoints: claims."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import claims


class Claims:
    """Claims: submitted, checked, decided, paid."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

    @rpc
    def submit_claim(self, request: dict[str, Any]) -> Any:
        order = contract.SubmitClaim.read(request)
        age = claims.age_asked(self.ask, order)
        with self.unit_of_work() as work:
            return work.reply(claims.submit_claim(work, **order, age=age))

    @rpc
    def check_claim(self, request: dict[str, Any]) -> Any:
        order = contract.CheckClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.check_claim(work, **order))

    @rpc
    def approve_claim(self, request: dict[str, Any]) -> Any:
        order = contract.ApproveClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.approve_claim(work, **order))

    @rpc
    def reject_claim(self, request: dict[str, Any]) -> Any:
        order = contract.RejectClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.reject_claim(work, **order))

    @rpc
    def pay_claim(self, request: dict[str, Any]) -> Any:
        order = contract.PayClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.pay_claim(work, **order))

    @rpc
    def get_claim(self, request: dict[str, Any]) -> Any:
        order = contract.GetClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.get_claim(work, **order))

    @rpc
    def list_claims(self, request: dict[str, Any]) -> Any:
        order = contract.ListClaims.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.list_claims(work, **order))
