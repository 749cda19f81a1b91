"""The copy of memberships, fed by the events of `members`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import Connection, Row, String, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from kernel.chassis.bulk import columns_of
from services.funds import tables
from services.funds.domain.claims import Membership

_FIND: Final = select(tables.memberships).where(
    tables.memberships.c.membership_id == bindparam("of_membership")
)
_FIND_LOCKED: Final = _FIND.with_for_update()
_OF_THESE: Final = select(tables.memberships).where(
    tables.memberships.c.membership_id == func.any(bindparam("these", type_=ARRAY(String))),
    tables.memberships.c.fund_id == bindparam("of_fund"),
)
_HOLD: Final = (
    _OF_THESE.with_only_columns(tables.memberships.c.membership_id)
    .order_by(tables.memberships.c.membership_id)
    .with_for_update()
)


class MembershipStore:
    """Named reads and writes of the copy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, memberships: Iterable[Membership]) -> None:
        """Keep memberships, each once, as they stand now; the inbox has seen to their order."""
        kept = sorted(memberships, key=lambda membership: membership.membership_id)
        names = [field.name for field in fields(Membership)]
        columns = {name: [getattr(membership, name) for membership in kept] for name in names}
        rows = columns_of(tables.memberships, **columns)
        fresh = insert(tables.memberships).from_select(names, rows)
        self._connection.execute(
            fresh.on_conflict_do_update(
                index_elements=[tables.memberships.c.membership_id],
                set_={
                    name: fresh.excluded[name]
                    for name in (
                        *("fund_id", "person_id", "member_no"),
                        *("joined_on", "status", "died_on"),
                    )
                },
            )
        )

    def find(self, membership_id: str, *, for_update: bool = False) -> Membership | None:
        """A membership if the copy holds it; locked where its rights are about to change."""
        query = _FIND_LOCKED if for_update else _FIND
        row = self._connection.execute(query, {"of_membership": membership_id}).one_or_none()
        return _membership(row) if row else None

    def of_fund(self, fund_id: str) -> dict[str, Membership]:
        """All memberships of a fund, by their id."""
        table = tables.memberships
        rows = self._connection.execute(select(table).where(table.c.fund_id == fund_id))
        return {row.membership_id: _membership(row) for row in rows}

    def hold(self, fund_id: str, membership_ids: Sequence[str]) -> None:
        """Let nobody else change anything about these members of a fund until the commit."""
        told = {"these": list(membership_ids), "of_fund": fund_id}
        self._connection.execute(_HOLD, told)

    def of_these(self, fund_id: str, membership_ids: Sequence[str]) -> dict[str, Membership]:
        """Those of these memberships that belong to a fund, by their id."""
        told = {"these": list(membership_ids), "of_fund": fund_id}
        rows = self._connection.execute(_OF_THESE, told)
        return {row.membership_id: _membership(row) for row in rows}

    def of_person(self, person_id: str) -> list[Membership]:
        """A person's memberships, of whichever fund."""
        table = tables.memberships
        rows = self._connection.execute(select(table).where(table.c.person_id == person_id))
        return [_membership(row) for row in rows]

    def missing(self, membership_ids: Sequence[str]) -> int:
        """How many of these the copy does not hold (yet)."""
        table = tables.memberships
        known = self._connection.execute(
            select(func.count()).where(table.c.membership_id == func.any(list(membership_ids)))
        ).scalar_one()
        return len(set(membership_ids)) - known

    def count(self) -> int:
        return self._connection.execute(
            select(func.count()).select_from(tables.memberships)
        ).scalar_one()


def _membership(row: Row[Any]) -> Membership:
    return Membership(
        membership_id=row.membership_id,
        fund_id=row.fund_id,
        person_id=row.person_id,
        member_no=row.member_no,
        joined_on=row.joined_on,
        status=row.status,
        died_on=row.died_on,
    )
