"""Entrypoints: the books."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import books, closings, member_returns


class Books:
    """Other income and expense, corrections by two people, closing a year."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

    @rpc
    def record_income(self, request: dict[str, Any]) -> Any:
        order = contract.RecordIncome.read(request)
        with self.unit_of_work() as work:
            return work.reply(books.record_income(work, **order))

    @rpc
    def record_expense(self, request: dict[str, Any]) -> Any:
        order = contract.RecordExpense.read(request)
        with self.unit_of_work() as work:
            return work.reply(books.record_expense(work, **order))

    @rpc
    def ask_reversal(self, request: dict[str, Any]) -> Any:
        order = contract.AskReversal.read(request)
        with self.unit_of_work() as work:
            return work.reply(books.ask_reversal(work, **order))

    @rpc
    def reverse_entry(self, request: dict[str, Any]) -> Any:
        order = contract.ReverseEntry.read(request)
        with self.unit_of_work() as work:
            return work.reply(books.reverse_entry(work, **order))

    @rpc
    def decline_reversal(self, request: dict[str, Any]) -> Any:
        order = contract.DeclineReversal.read(request)
        with self.unit_of_work() as work:
            return work.reply(books.decline_reversal(work, **order))

    @rpc
    def list_reversals(self, request: dict[str, Any]) -> Any:
        order = contract.ListReversals.read(request)
        with self.unit_of_work() as work:
            return work.reply(books.list_reversals(work, **order))

    @rpc
    def ask_closing(self, request: dict[str, Any]) -> Any:
        order = contract.AskClosing.read(request)
        with self.unit_of_work() as work:
            return work.reply(closings.ask_closing(work, **order))

    @rpc
    def decline_closing(self, request: dict[str, Any]) -> Any:
        order = contract.DeclineClosing.read(request)
        with self.unit_of_work() as work:
            return work.reply(closings.decline_closing(work, **order))

    @rpc
    def record_audit(self, request: dict[str, Any]) -> Any:
        order = contract.RecordAudit.read(request)
        with self.unit_of_work() as work:
            return work.reply(closings.record_audit(work, **order))

    @rpc
    def close_year(self, request: dict[str, Any]) -> Any:
        order = contract.CloseYear.read(request)
        groups = member_returns.ask_for_closing(self.ask, **order)
        with self.unit_of_work() as work:
            return work.reply(books.close_year(work, **order, groups=groups))

    @rpc
    def list_closed_years(self, request: dict[str, Any]) -> Any:
        order = contract.ListClosedYears.read(request)
        with self.unit_of_work() as work:
            return work.reply(books.list_closed_years(work, **order))
