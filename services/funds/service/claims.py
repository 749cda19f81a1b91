"""Entrypoints: claims."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import claims, helping


class Claims:
    """Claims: submitted, checked, decided, withdrawn."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

    @rpc
    def submit_claim(self, request: dict[str, Any]) -> Any:
        order = contract.SubmitClaim.read(request)
        asked = claims.ask_members(self.ask, order)
        try:
            return self._submit(order, asked)
        except claims.AgeNeededError:
            return self._submit(order, claims.ask_age(self.ask, order, asked))

    def _submit(self, order: dict[str, Any], asked: claims.Asked) -> Any:
        with self.unit_of_work() as work:
            return work.reply(claims.submit_claim(work, **order, asked=asked))

    @rpc
    def submit_help(self, request: dict[str, Any]) -> Any:
        order = contract.SubmitHelp.read(request)
        person = helping.ask_members(self.ask, order)
        with self.unit_of_work() as work:
            return work.reply(helping.submit_help(work, **order, person=person))

    @rpc
    def hand_in_documents(self, request: dict[str, Any]) -> Any:
        order = contract.HandInDocuments.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.hand_in_documents(work, **order))

    @rpc
    def extend_claim(self, request: dict[str, Any]) -> Any:
        order = contract.ExtendClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.extend_claim(work, **order))

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
    def withdraw_claim(self, request: dict[str, Any]) -> Any:
        order = contract.WithdrawClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims.withdraw_claim(work, **order))

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
