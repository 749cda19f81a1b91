"""Asking `members` who stands on a sheet, and waiting until the copy of memberships knows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kernel.chassis.imports import Desk
from kernel.contracts.members.common import BULK_MAX
from kernel.values.errors import Unavailable
from services.funds.domain.rosters import RosterAnswer, RosterState


class NamedLine(Protocol):
    """A line that names somebody: by number, and by name as it was typed."""

    @property
    def member_no(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Matched:
    """A roster's answer, and the membership behind it where there is one."""

    answer: RosterAnswer
    membership_id: str | None


def match(desk: Desk, fund_id: str, lines: Sequence[NamedLine]) -> list[Matched]:
    """Who the people on a sheet are, one for each line; asked before any transaction."""
    matched: list[Matched] = []
    for first in range(0, len(lines), BULK_MAX):
        batch = lines[first : first + BULK_MAX]
        asked = [{"member_no": line.member_no[:50], "name": line.name[:200]} for line in batch]
        told = desk.ask("members.match_roster", fund_id=fund_id, lines=asked)
        matched += [
            Matched(
                RosterAnswer(
                    RosterState(each["state"]),
                    each["name_agrees"],
                    dt.date.fromisoformat(each["died_on"]) if each["died_on"] else None,
                    each["house"],
                ),
                each["membership_id"],
            )
            for each in told["matches"]
        ]
    return matched


def wait_for_memberships(desk: Desk, matched: Sequence[Matched]) -> None:
    """Return when every membership named has been heard of; their events may be on their way."""
    needed = sorted({each.membership_id for each in matched if each.membership_id})

    def all_heard() -> bool:
        with desk.work() as work:
            return bool(work.store.memberships.missing(needed) == 0)

    if needed and not desk.wait_until(all_heard):
        raise Unavailable("memberships_not_heard_of")
