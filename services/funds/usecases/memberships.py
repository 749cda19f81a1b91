"""The copy of memberships: kept by events, filled anew from the owner's snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts.envelope import Heard
from services.funds.domain.claims import Membership


def keep_memberships(work: Work, heard: Sequence[Heard]) -> None:
    """Memberships began or changed, one perhaps several times: as it stands last."""
    last = {each.partition_key: _membership(each.data) for each in heard}
    work.store.memberships.keep(last.values())


def keep_register(work: Work, heard: Heard) -> None:
    """A register brought memberships."""
    work.store.memberships.keep(_membership(fact) for fact in heard.data["memberships"])


def rebuild_page(work: Work, facts: Sequence[Mapping[str, Any]]) -> None:
    """Take one page of the owner's snapshot; events already heard are not heard again."""
    due = work.catch_up({fact["membership_id"]: fact["sequence"] for fact in facts})
    work.store.memberships.keep(_membership(fact) for fact in facts if fact["membership_id"] in due)


def count_memberships(work: Work) -> dict[str, int]:
    """How many memberships the copy holds."""
    return {"memberships": work.store.memberships.count()}


def _membership(fact: Mapping[str, Any]) -> Membership:
    return Membership(
        membership_id=fact["membership_id"],
        fund_id=fact["fund_id"],
        person_id=fact["person_id"],
        member_no=fact["member_no"],
        joined_on=fact["joined_on"],
        status=fact["status"],
        died_on=fact["died_on"],
    )
