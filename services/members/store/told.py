"""Many members told of at once, on record that they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from kernel.chassis.bulk import joined, listed
from kernel.chassis.sealing import Sealing
from kernel.chassis.trips import Statement, in_one_trip, while_kept
from kernel.values.citizen_id import masked
from services.members.domain.persons import ToldMember
from services.members.store import readings
from services.members.store.persons import CID
from services.members.store.readings import Reading
from services.members.tables import memberships, persons

_FIND = Statement(
    select(
        *(memberships.c[name] for name in ("membership_id", "person_id", "fund_id")),
        memberships.c.member_no,
        *(persons.c[name] for name in ("title", "first", "last", "cid_sealed", "birth_on")),
        *(memberships.c[name] for name in ("joined_on", "status", "died_on", "left_on")),
    )
    .join(persons, persons.c.person_id == memberships.c.person_id)
    .where(memberships.c.membership_id == func.any(listed("asked_ids")))
)
_RECORD = Statement(readings.of_those(listed("read_ids")))


class ToldStore:
    """Named reads of members, their id numbers sealed until it is recorded that they were read."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def found(self, membership_ids: Sequence[str]) -> list[Any]:
        """The rows of those of these members that are known, in the order asked."""
        asked = {"asked_ids": joined(membership_ids)}
        (rows,) = in_one_trip(self._connection, (_FIND, asked))
        found = {row.membership_id: row for row in rows}
        return [found[each] for each in membership_ids if each in found]

    def told(self, rows: Sequence[Any], reading: Reading) -> list[ToldMember]:
        """The members of these rows; made while the database records that they were read of, with
        which their unit of work ends."""
        read_ids = joined(row.person_id for row in rows)
        with while_kept(self._connection, (_RECORD, vars(reading) | {"read_ids": read_ids})):
            return list(map(self._told, rows))

    def _told(self, row: Any) -> ToldMember:
        own, person_id, fund_id, member_no, title, first, last, sealed, *rest = row
        cid = self._sealing.open(sealed, f"{CID}|{person_id}") if sealed else None
        shown = masked(cid) if cid else ""
        return ToldMember(own, person_id, fund_id, member_no, title, first, last, shown, *rest)
