"""Claims of help to persons who are no members: what is asked of them by the person."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Date, String, bindparam, func, select

from services.funds import tables
from services.funds.domain.claims import Claim
from services.funds.store.claim_rows import claim_of

_TABLE: Final = tables.claims
_GONE: Final = ("rejected", "withdrawn")
_HELPED: Final = select(_TABLE.c.claim_id).where(
    _TABLE.c.fund_id == bindparam("fund_id"),
    _TABLE.c.person_id == bindparam("person_id"),
    _TABLE.c.event_on == bindparam("event_on"),
    _TABLE.c.claim_id != bindparam("claim_id"),
    _TABLE.c.state.not_in(_GONE),
)
_SAME_EVENT: Final = select(
    *func.help_of_same_event(
        bindparam("of_person", type_=String),
        bindparam("of_fund", type_=String),
        bindparam("day", type_=Date),
    )
    .table_valued(*_TABLE.c.keys())
    .c
)


class HelpStore:
    """Named reads of claims without a membership."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, *key: str) -> None:
        """Let nobody else hold this key until the commit."""
        held = func.hashtextextended("|".join(key), 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(held)))

    def asked_before(self, claim: Claim) -> bool:
        """Whether help to this person for what happened that day was asked for in this fund."""
        names = ("fund_id", "person_id", "event_on", "claim_id")
        asked = {name: getattr(claim, name) for name in names}
        return self._connection.execute(_HELPED, asked).first() is not None

    def same_event(self, claim: Claim) -> list[Claim]:
        """Claims of help to the same person, for what happened that day, in other funds."""
        asked = {"of_person": claim.person_id, "of_fund": claim.fund_id, "day": claim.event_on}
        return [claim_of(row) for row in self._connection.execute(_SAME_EVENT, asked)]
