"""The entrypoints of `funds`: read, use case, write."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, on, rpc
from kernel.chassis.operations import Operated
from kernel.chassis.taking_in import Imports, TakesImports
from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts import members
from kernel.contracts.envelope import Heard
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import claims, funds, memberships, money, regulations


class FundsService(Operated, TakesImports):
    """Community welfare funds."""

    name = contract.SERVICE
    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    imports = Imports(tables.imports)
    ask = Ask()

    @rpc
    def open_fund(self, request: dict[str, Any]) -> Any:
        order = contract.OpenFund.read(request)
        with self.unit_of_work() as work:
            return work.reply(funds.open_fund(work, **order))

    @rpc
    def get_fund(self, request: dict[str, Any]) -> Any:
        order = contract.GetFund.read(request)
        with self.unit_of_work() as work:
            return work.reply(funds.get_fund(work, **order))

    @rpc
    def list_funds(self, request: dict[str, Any]) -> Any:
        order = contract.ListFunds.read(request)
        with self.unit_of_work() as work:
            return work.reply(funds.list_funds(work, **order))

    @rpc
    def adopt_regulation(self, request: dict[str, Any]) -> Any:
        order = contract.AdoptRegulation.read(request)
        with self.unit_of_work() as work:
            return work.reply(regulations.adopt_regulation(work, **order))

    @rpc
    def record_opening_balance(self, request: dict[str, Any]) -> Any:
        order = contract.RecordOpeningBalance.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.record_opening_balance(work, **order))

    @rpc
    def record_contributions(self, request: dict[str, Any]) -> Any:
        order = contract.RecordContributions.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.record_contributions(work, **order))

    @rpc
    def get_statement(self, request: dict[str, Any]) -> Any:
        order = contract.GetStatement.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.get_statement(work, **order))

    @rpc
    def list_entries(self, request: dict[str, Any]) -> Any:
        order = contract.ListEntries.read(request)
        with self.unit_of_work() as work:
            return work.reply(money.list_entries(work, **order))

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

    @rpc
    def rebuild_memberships(self, request: dict[str, Any]) -> Any:
        contract.RebuildMemberships.read(request)
        after: str | None = ""
        while after is not None:
            page = members.MembershipFacts.read(self.ask("members.list_memberships", after=after))
            with self.unit_of_work() as work:
                memberships.rebuild_page(work, page["memberships"])
            after = page["after"]
        with self.unit_of_work() as work:
            return work.reply(memberships.count_memberships(work))

    @on(members.MEMBER_ENROLLED)
    def keep_new_membership(self, work: Work, heard: Heard) -> None:
        memberships.keep_membership(work, heard)

    @on(members.MEMBERSHIP_CHANGED)
    def keep_changed_membership(self, work: Work, heard: Heard) -> None:
        memberships.keep_membership(work, heard)

    @on(members.MEMBERSHIPS_RECORDED)
    def keep_memberships(self, work: Work, heard: Heard) -> None:
        memberships.keep_memberships(work, heard)


SERVICE = FundsService
