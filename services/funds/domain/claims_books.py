"""A claims book that was brought: nothing of it counts until another than who brought it confirms.

Its rows are payments nobody here approved. Who could both write the book and have it posted would
pay whom they like out of the fund's cash, alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kernel.values.errors import Conflict, Refused
from kernel.values.money import Money


@dataclass(frozen=True)
class ClaimsBook:
    """A book as it was read: whose, of which year, what it says was paid and what was due.

    `flags` counts the codes on its claims.
    """

    import_id: str
    fund_id: str
    period: str
    claims: int
    paid: Money
    due: Money
    last_paid_on: dt.date | None
    flags: Mapping[str, int]
    brought_by: str
    state: str = "held"
    decided_by: str = ""
    reason: str = ""


def confirm(book: ClaimsBook, actor_id: str) -> ClaimsBook:
    """Let the book count: by another than who brought it."""
    _must_be_held(book)
    if not actor_id or actor_id == book.brought_by:
        raise Refused("confirmer_is_bringer")
    return replace(book, state="confirmed", decided_by=actor_id)


def decline(book: ClaimsBook, actor_id: str, reason: str) -> ClaimsBook:
    """Leave the book out, for a reason; who brought it may take it back alone."""
    _must_be_held(book)
    if not reason.strip():
        raise Refused("reason_missing")
    return replace(book, state="declined", decided_by=actor_id, reason=reason)


def _must_be_held(book: ClaimsBook) -> None:
    if book.state != "held":
        raise Conflict("claims_book_moved_on", {"state": book.state})
