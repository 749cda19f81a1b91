"""Joining a fund: one person enters who applies, another what the committee resolved.

applied -> approved -> enrolled, or declined at any step before (domain.md 1.2).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from kernel.values.errors import Conflict, Refused

WAITING: Final = ("applied", "approved")


@dataclass(frozen=True)
class Application:
    """Somebody's wish to join a fund. `reason` is of who was declined, `membership_id` of who was
    enrolled."""

    application_id: str
    fund_id: str
    person_id: str
    applied_on: dt.date
    village: str
    asked_by: str
    state: str = "applied"
    decided_by: str = ""
    resolution_no: str = ""
    resolved_on: dt.date | None = None
    reason: str = ""
    membership_id: str | None = None


def approve(
    application: Application, resolution_no: str, resolved_on: dt.date, actor_id: str
) -> Application:
    """The committee takes the applicant in: said by another than who entered the application."""
    _must_be(application, "applied")
    if not actor_id or actor_id == application.asked_by:
        raise Refused("approver_is_asker")
    if not resolution_no.strip():
        raise Refused("resolution_missing")
    if resolved_on < application.applied_on:
        raise Refused(
            "resolved_before_applying", {"applied_on": application.applied_on.isoformat()}
        )
    return replace(
        application,
        state="approved",
        decided_by=actor_id,
        resolution_no=resolution_no,
        resolved_on=resolved_on,
    )


def decline(application: Application, reason: str, actor_id: str) -> Application:
    """The applicant is not taken in; who entered the application may take it back alone."""
    _must_be(application, *WAITING)
    if not reason.strip():
        raise Refused("reason_missing")
    return replace(application, state="declined", decided_by=actor_id, reason=reason)


def enrol(application: Application, membership_id: str, joined_on: dt.date) -> Application:
    """An approved applicant becomes a member, from no day before the application."""
    _must_be(application, "approved")
    if joined_on < application.applied_on:
        raise Refused("joins_before_applying", {"applied_on": application.applied_on.isoformat()})
    return replace(application, state="enrolled", membership_id=membership_id)


def _must_be(application: Application, *states: str) -> None:
    if application.state not in states:
        raise Conflict("application_moved_on", {"state": application.state})
