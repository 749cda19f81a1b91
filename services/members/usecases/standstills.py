"""Funds that have stopped: heard of, and nobody is taken in."""

from __future__ import annotations

from kernel.chassis.work import Work
from kernel.contracts.envelope import Heard
from services.members.domain.standstills import must_go_on


def stop_enrolling(work: Work, heard: Heard) -> None:
    """A fund has stopped."""
    work.store.standstills.begin(heard.data["fund_id"], heard.data["day"])


def enrol_again(work: Work, heard: Heard) -> None:
    """A fund goes on again."""
    work.store.standstills.end(heard.data["fund_id"])


def must_take_in(work: Work, fund_id: str) -> None:
    """`Refused("fund_stopped")` where nobody is taken in."""
    must_go_on(work.store.standstills.since(fund_id))
