"""A version of a regulation: proposed by one, approved by another, and what was decided stays.

While a fund takes up its history here, one person may adopt what was in force before; from its
first claim or closed year on, a version changes what people get, and takes two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kernel.values.errors import Conflict, Refused


@dataclass(frozen=True)
class Proposal:
    """A version somebody proposes, from asked to approved or declined."""

    regulation_id: str
    fund_id: str
    version: int
    in_force_from: dt.date
    text: str
    rules: Mapping[str, Any]
    findings: tuple[str, ...]
    findings_answered: Mapping[str, str]
    asked_by: str
    state: str = "asked"
    decided_by: str = ""


@dataclass(frozen=True)
class Past:
    """What a fund has behind it here: its versions by number, whether anybody claimed, the latest
    event a claim was decided for, and the last day of the books that are closed."""

    versions: tuple[int, ...] = ()
    claimed: bool = False
    decided_until: dt.date | None = None
    closed_until: dt.date | None = None


def adopt_alone(number: int, past: Past) -> None:
    """Adopt what was in force before the fund came here; `Refused("regulation_needs_another")`
    once it decides claims or has closed a year here."""
    if past.claimed or past.closed_until is not None:
        raise Refused("regulation_needs_another")
    _must_be_new(number, past.versions)


def propose(proposal: Proposal, past: Past) -> Proposal:
    """Propose a version; `Refused` where it would reach back behind what is decided or closed."""
    _may_follow(proposal, past)
    return proposal


def approve(proposal: Proposal, past: Past, actor_id: str) -> Proposal:
    """Adopt it: by another than who proposed, and as the fund stands now."""
    _must_be_open(proposal)
    if not actor_id or actor_id == proposal.asked_by:
        raise Refused("approver_is_asker")
    _may_follow(proposal, past)
    return replace(proposal, state="approved", decided_by=actor_id)


def decline(proposal: Proposal, actor_id: str) -> Proposal:
    """Leave the regulation as it is; who proposed may take it back alone."""
    _must_be_open(proposal)
    return replace(proposal, state="declined", decided_by=actor_id)


def _may_follow(proposal: Proposal, past: Past) -> None:
    _must_be_new(proposal.version, past.versions)
    if not past.versions:  # a first version takes nothing away from what another one gave
        return
    day = proposal.in_force_from
    if past.decided_until is not None and day <= past.decided_until:
        told = {"decided_until": past.decided_until.isoformat()}
        raise Refused("regulation_before_decided", told)
    if past.closed_until is not None and day <= past.closed_until:
        told = {"day": day.isoformat(), "closed_until": past.closed_until.isoformat()}
        raise Refused("regulation_in_closed_year", told)


def _must_be_new(number: int, numbers: Iterable[int]) -> None:
    if number in numbers:
        raise Conflict("version_exists", {"version": number})


def _must_be_open(proposal: Proposal) -> None:
    if proposal.state != "asked":
        raise Conflict("proposal_moved_on", {"state": proposal.state})
