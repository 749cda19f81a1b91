"""The log of events: added to by one at a time, read behind a cursor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from kernel.chassis.bulk import columns_of
from kernel.contracts.envelope import Heard
from kernel.values.errors import Invalid
from services.integrations import tables
from services.integrations.domain.feed import Logged, Stretch
from services.integrations.domain.partners import Subscription

STRETCH: Final = 10_000
"""How many positions of the log one asking looks through at most."""


class EventLogStore:
    """Named reads and writes of the log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, heard: Sequence[Heard], types: Sequence[str], now: dt.datetime) -> None:
        """Add events at the end of the log, in their order and in the bytes they came in."""
        first = self._next_positions(len(heard))
        columns = {
            "position": range(first, first + len(heard)),
            "event_id": [each.event_id for each in heard],
            "type": types,
            "area_code": [each.area_code for each in heard],
            "body": [each.raw for each in heard],
            "logged_at": [now] * len(heard),
        }
        rows = columns_of(tables.event_log, **columns)
        self._connection.execute(insert(tables.event_log).from_select(list(columns), rows))

    def stretch(self, subscription: Subscription, after: int, limit: int) -> Stretch:
        """The first events behind a cursor that concern a subscription, at most `limit`.

        What this costs does not grow with the log: it begins at the cursor in an index, looks
        through `STRETCH` positions of it at most, and fetches only the rows it returns.
        `Invalid("cursor_ahead")` for a cursor the log has not reached: it is of another log.
        """
        # The head before the rows: whatever it counts is committed, so the rows are all there.
        head = self.head()
        if after > head:
            raise Invalid("cursor_ahead", {"head": head})
        until = min(head, after + STRETCH)
        rows = self._connection.execute(matching(subscription, after, until, limit))
        return Stretch(after, until, head, [Logged(*row) for row in rows])

    def head(self) -> int:
        """The position of the last event."""
        last = self._connection.execute(select(tables.log_head.c.last)).scalar()
        return last or 0

    def _next_positions(self, count: int) -> int:
        """Draw positions, told by their first; holds the head's row until the transaction ends.

        A sequence would hand out 7 and 8, and 8 may commit first: a partner that read up to 8 never
        sees 7. Under the head's lock the next position is drawn only when the one before is
        committed, or was undone and is drawn again: so positions have no gaps and become visible in
        their order. Adding waits for adding; nobody else waits.
        """
        table = tables.log_head
        drawn = upsert(table).values(one=1, last=count)
        last: int = self._connection.execute(
            drawn.on_conflict_do_update(
                index_elements=[table.c.one], set_={"last": table.c.last + count}
            ).returning(table.c.last)
        ).scalar_one()
        return last - count + 1


def matching(subscription: Subscription, after: int, until: int, limit: int) -> Select[Any]:
    """The query of a stretch: first the positions, of the index alone; then their rows."""
    log = tables.event_log
    positions = (
        select(log.c.position)
        .where(log.c.position > after, log.c.position <= until)
        .where(log.c.type.in_(subscription.event_types))
        .where(_lies_in(log.c.area_code, subscription.area_codes))
        .order_by(log.c.position)
        .limit(limit)
        .subquery("positions")
    )
    return (
        select(log.c.position, log.c.body)
        .join(positions, positions.c.position == log.c.position)
        .order_by(log.c.position)
    )


def _lies_in(area_code: ColumnElement[str], areas: Sequence[str]) -> ColumnElement[bool]:
    """Whether an event's area lies within one of these. One without an area lies nowhere."""
    by_length = groupby(sorted(set(areas), key=len), key=len)
    return or_(*(func.left(area_code, length).in_(list(codes)) for length, codes in by_length))
