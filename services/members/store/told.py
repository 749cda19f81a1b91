"""Many members told of at once, with the record that they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, String, bindparam, func, literal_column, select

from kernel.chassis.sealing import Sealing
from kernel.chassis.trips import Statement, in_one_trip
from kernel.values.citizen_id import masked
from services.members.domain.persons import ToldMember
from services.members.store import readings
from services.members.store.persons import CID
from services.members.store.readings import Reading
from services.members.tables import memberships, persons

# Ids have no comma, and an array psycopg would write element by element.
_ASKED = func.string_to_array(bindparam("asked_ids", type_=String), literal_column("','"))
_PLACES = func.unnest(_ASKED).table_valued("id", with_ordinality="place").render_derived()
_FOUND = (
    select(
        *(memberships.c[name] for name in ("membership_id", "person_id", "fund_id")),
        memberships.c.member_no,
        *(persons.c[name] for name in ("title", "first", "last", "cid_sealed", "birth_on")),
        *(memberships.c[name] for name in ("joined_on", "status", "died_on", "left_on")),
    )
    .join(persons, persons.c.person_id == memberships.c.person_id)
    .where(memberships.c.membership_id == func.any(_ASKED))
    .cte("found")
)
_READ_OF = (
    select(_FOUND.c.person_id)
    .join(_PLACES, _PLACES.c.id == _FOUND.c.membership_id)
    .order_by(_PLACES.c.place)
)
_TELL = Statement(select(_FOUND).add_cte(readings.of_those(_READ_OF).cte("recorded")))


class ToldStore:
    """Named reads of members, recorded as they are read."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def members(self, membership_ids: Sequence[str], reading: Reading) -> list[ToldMember]:
        """Those of these members that are known, in the order asked, and on record that they were
        read of: by one statement."""
        asked = {"asked_ids": ",".join(membership_ids)}
        (rows,) = in_one_trip(self._connection, (_TELL, asked | vars(reading)))
        found = {row[0]: row for row in rows}
        return [self._told(found[each]) for each in membership_ids if each in found]

    def _told(self, row: Any) -> ToldMember:
        own, person_id, fund_id, member_no, title, first, last, sealed, *rest = row
        cid = self._sealing.open(sealed, f"{CID}|{person_id}") if sealed else None
        shown = masked(cid) if cid else ""
        return ToldMember(own, person_id, fund_id, member_no, title, first, last, shown, *rest)
