"""Readings: who read of whom, and why. Written before the reply, in its transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, insert

from services.members import tables


class ReadingStore:
    """Named writes of readings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(
        self,
        reading_id: str,
        caller: str,
        actor_id: str,
        purpose: str,
        subject: str,
        person_ids: Sequence[str],
        call_id: str,
        now: dt.datetime,
    ) -> None:
        """Record that these persons were read of."""
        self._connection.execute(
            insert(tables.readings).values(
                reading_id=reading_id,
                caller=caller,
                actor_id=actor_id,
                purpose=purpose,
                subject=subject,
                person_ids=list(person_ids),
                call_id=call_id,
                read_at=now,
            )
        )
