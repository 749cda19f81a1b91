"""Entrypoints: claims books."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import claims_books


class ClaimsBooks:
    """Claims books: looked through, confirmed, declined."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)

    @rpc
    def confirm_claims_book(self, request: dict[str, Any]) -> Any:
        order = contract.ConfirmClaimsBook.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims_books.confirm_claims_book(work, **order))

    @rpc
    def decline_claims_book(self, request: dict[str, Any]) -> Any:
        order = contract.DeclineClaimsBook.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims_books.decline_claims_book(work, **order))

    @rpc
    def list_claims_books(self, request: dict[str, Any]) -> Any:
        order = contract.ListClaimsBooks.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims_books.list_claims_books(work, **order))

    @rpc
    def list_book_claims(self, request: dict[str, Any]) -> Any:
        order = contract.ListBookClaims.read(request)
        with self.unit_of_work() as work:
            return work.reply(claims_books.list_book_claims(work, **order))
