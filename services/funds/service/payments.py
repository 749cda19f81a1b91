"""Entrypoints: payments of claims."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import payments


class Payments:
    """Payments of claims: made, voided, receipted."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def pay_claim(self, request: dict[str, Any]) -> Any:
        order = contract.PayClaim.read(request)
        with self.unit_of_work() as work:
            return work.reply(payments.pay_claim(work, **order))

    @rpc
    def void_payment(self, request: dict[str, Any]) -> Any:
        order = contract.VoidPayment.read(request)
        with self.unit_of_work() as work:
            return work.reply(payments.void_payment(work, **order))

    @rpc
    def list_payments(self, request: dict[str, Any]) -> Any:
        order = contract.ListPayments.read(request)
        with self.unit_of_work() as work:
            return work.reply(payments.list_payments(work, **order))

    @rpc
    def get_promptpay_code(self, request: dict[str, Any]) -> Any:
        order = contract.GetPromptpayCode.read(request)
        with self.unit_of_work() as work:
            return work.reply(payments.get_promptpay_code(work, **order))
