"""Readings: who read of whom, and why. Written before the reply, in its transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Insert, bindparam, insert, select

from services.members import tables

_OF_WHOM: Final = "person_ids"


@dataclass(frozen=True)
class Reading:
    """One reading, but for whom it was of. `call_id` finds the call in the logs."""

    reading_id: str
    caller: str
    actor_id: str
    purpose: str
    subject: str
    call_id: str
    read_at: dt.datetime


def of_those(person_ids: ColumnElement[Any]) -> Insert:
    """The statement that records a reading of these persons, its values given by name."""
    columns = tables.readings.c
    own = [column.name for column in columns if column.name != _OF_WHOM]
    values = [bindparam(name, type_=columns[name].type) for name in own]
    return insert(tables.readings).from_select([*own, _OF_WHOM], select(*values, person_ids))


class ReadingStore:
    """Named writes of readings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, reading: Reading, person_ids: Sequence[str]) -> None:
        """Record that these persons were read of."""
        told = {**vars(reading), _OF_WHOM: list(person_ids)}
        self._connection.execute(insert(tables.readings).values(**told))
