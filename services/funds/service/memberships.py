"""Entrypoints: the copy of memberships."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, on, on_many, rpc
from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.contracts import members
from kernel.contracts.envelope import Heard
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import memberships


class Memberships:
    """The copy of memberships: kept by events, rebuilt when asked."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

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

    @on_many(members.MEMBER_ENROLLED)
    @on_many(members.MEMBERSHIP_CHANGED)
    def keep_memberships(self, work: Work, heard: Sequence[Heard]) -> None:
        memberships.keep_memberships(work, heard)

    @on(members.MEMBERSHIPS_RECORDED)
    def keep_register(self, work: Work, heard: Heard) -> None:
        memberships.keep_register(work, heard)
