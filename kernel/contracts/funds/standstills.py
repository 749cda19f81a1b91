"""A fund's standstill: it has stopped, and may go on again."""

from __future__ import annotations

from typing import Final

from kernel.contracts.envelope import Event, Message
from kernel.contracts.fields import Day, Id
from kernel.contracts.funds.common import FUND_EXAMPLE, SERVICE


class Standstill(Message):
    """Which fund has stopped or goes on again, and since when."""

    standstill_id = Id("standstill", required=True)
    fund_id = Id("fund", required=True)
    day = Day(required=True)
    example = {
        "standstill_id": "standstill_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "fund_id": FUND_EXAMPLE,
        "day": "2025-09-30",
    }


def _standstill(name: str) -> Event:
    """Of the standstill, not of the fund: who hears only whether a fund goes on misses nothing else
    that becomes of it, and begins with a fund that was opened long before."""
    return Event(SERVICE, name, "standstill", Standstill, heard_by=frozenset({"members"}))


FUND_STOPPED: Final = _standstill("fund_stopped")
FUND_RESUMED: Final = _standstill("fund_resumed")
