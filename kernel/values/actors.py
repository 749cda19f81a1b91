"""Who acts: the person or partner behind a call, as a signed token told it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.values.errors import Forbidden

EVERY_FUND: Final = "*"


@dataclass(frozen=True)
class Actor:
    """An actor: an id that names nobody by itself, roles, and the funds it acts for.

    `fund_ids` holds `EVERY_FUND` for the ministry's people, whose scope is the nation.
    """

    actor_id: str
    roles: frozenset[str] = frozenset()
    fund_ids: frozenset[str] = frozenset()

    def may_act_for(self, fund_id: str) -> bool:
        return EVERY_FUND in self.fund_ids or fund_id in self.fund_ids

    def must_act_for(self, fund_id: str) -> None:
        """`Forbidden("other_fund")` unless the actor acts for this fund."""
        if not self.may_act_for(fund_id):
            raise Forbidden("other_fund")


NOBODY: Final = Actor("")
"""A call behind which no person stands: one service asks another."""
