"""Who runs a fund, and how far its certification is (domain.md 1.1, 1.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kernel.values.errors import Conflict, Refused

ROLES: Final = (
    *("chair", "vice_chair", "secretary", "treasurer", "bookkeeper", "registrar"),
    *("member", "auditor", "branch", "adviser"),
)
# One at a time in a fund; and who, while holding one, may not hold the other.
SINGLE: Final = frozenset({"chair", "secretary", "treasurer", "bookkeeper", "registrar"})
APART: Final = (
    frozenset({"bookkeeper", "treasurer"}),
    *(frozenset({"auditor", role}) for role in ROLES if role not in ("auditor", "adviser")),
)
STATUSES: Final = ("active", "must_strengthen", "stopped")
_NEXT_STEP: Final[Mapping[str, frozenset[str]]] = {
    "received": frozenset({"certified", "not_certified"}),
    "certified": frozenset({"certificate_sent"}),
    "certificate_sent": frozenset({"gazetted"}),
    "gazetted": frozenset(),
    "not_certified": frozenset({"received"}),
}


@dataclass(frozen=True)
class Officer:
    """A member in an office, for a term; `to_day` is its last day."""

    officer_id: str
    fund_id: str
    membership_id: str
    role: str
    from_day: dt.date
    to_day: dt.date

    def overlaps(self, other: Officer) -> bool:
        return self.from_day <= other.to_day and other.from_day <= self.to_day


def appoint(officer: Officer, others: Iterable[Officer]) -> Officer:
    """Put somebody into an office; the bookkeeper is never the treasurer, nor an auditor either."""
    if officer.to_day <= officer.from_day:
        raise Refused("term_ends_before_it_begins")
    for other in others:
        if not officer.overlaps(other):
            continue
        if other.role == officer.role and officer.role in SINGLE:
            raise Conflict("office_taken", {"role": officer.role})
        same = other.membership_id == officer.membership_id
        if same and {other.role, officer.role} in APART:
            raise Refused("offices_apart", {"roles": sorted((other.role, officer.role))})
        if same and other.role == officer.role:
            raise Conflict("office_taken", {"role": officer.role})
    return officer


def certify(now: str, step: str) -> str:
    """The next step of a certification, in the order of the ministry's form."""
    if step not in _NEXT_STEP[now]:
        raise Conflict("certification_moved_on", {"certification": now})
    return step


def must_go_on(status: str) -> None:
    """`Refused("fund_stopped")`: a fund that has stopped promises nothing and is given nothing new.
    What was promised before is still paid, and its books can be closed."""
    if status == "stopped":
        raise Refused("fund_stopped")
