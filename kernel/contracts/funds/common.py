"""Words and ids the messages of `funds` share."""

from __future__ import annotations

from typing import Final

from kernel.contracts.envelope import Event, Message
from kernel.contracts.refusals import codes

SERVICE: Final = "funds"
PAGE_MAX: Final = 500

CLERKS: Final = frozenset({"clerk", "ministry"})
COMMITTEE: Final = frozenset({"committee"})
TREASURER: Final = frozenset({"treasurer"})
READERS: Final = frozenset({"clerk", "committee", "treasurer", "auditor", "ministry"})

OF_A_FUND: Final = codes("fund_unknown other_fund")
OF_A_CLAIM: Final = codes("claim_unknown other_fund")

COMMAND_EXAMPLE: Final = "command_01K6BZQ5G0ABCDEFGHJKMNPQRS"
FUND_EXAMPLE: Final = "fund_01K6BZQ5G0ABCDEFGHJKMNPQRS"
MEMBERSHIP_EXAMPLE: Final = "membership_01K6BZQ5G0ABCDEFGHJKMNPQRS"


def announced(name: str, about: str, data: type[Message]) -> Event:
    """An event of this service; partners may hear them all."""
    return Event(SERVICE, name, about, data, partners_may_hear=True)
