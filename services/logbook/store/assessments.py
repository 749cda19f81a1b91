"""Assessments: one for each household and round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, bindparam, delete, select

from kernel.chassis.bulk import copy_rows
from kernel.chassis.sealing import Sealing
from kernel.chassis.trips import Statement, in_one_trip
from services.logbook import tables
from services.logbook.domain import indicators
from services.logbook.domain.households import Assessment
from services.logbook.domain.indicators import ANSWERS, Answer
from services.logbook.store import sealed

_TABLE: Final = "assessments"
_UNREADABLE: Final = "?"
_READ: Final = (
    *("assessment_id", "household_id", "round", "assessed_on"),
    *("indicator_set", "answers"),
)
OF_ONE: Final = Statement(
    select(*(tables.assessments.c[name] for name in _READ))
    .where(
        tables.assessments.c.household_id == bindparam("household_id"),
        ~tables.assessments.c.waits,
    )
    .order_by(tables.assessments.c.assessed_on, tables.assessments.c.assessment_id)
)
_LETTERS: Final[Mapping[Answer | None, str]] = {
    **{answer: letter for letter, answer in ANSWERS.items()},
    None: _UNREADABLE,
}


class AssessmentStore:
    """Named reads and writes of assessments."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def add(
        self,
        assessments: Sequence[Assessment],
        recorded_by: str,
        now: dt.datetime,
        import_id: str | None = None,
    ) -> None:
        """Keep assessments of households that have none of their round."""
        kept = {"import_id": import_id, "recorded_by": recorded_by, "recorded_at": now}
        rows = [self._row(assessment) | kept for assessment in assessments]
        if rows:
            columns = tuple(rows[0])
            copy_rows(
                self._connection, tables.assessments, columns, (list(row.values()) for row in rows)
            )

    def make_room(self, household_id: str, round_: str) -> bool:
        """Whether a household has no assessment of a round; one that waits gives way."""
        table = tables.assessments
        of_it = (table.c.household_id == household_id) & (table.c.round == round_)
        self._connection.execute(delete(table).where(of_it, table.c.waits))
        return self._connection.execute(select(table.c.round).where(of_it)).first() is None

    def of(self, household_id: str) -> list[Assessment]:
        """The assessments of a household, by day, without who made them; those that wait are not
        among them."""
        return self.made(*in_one_trip(self._connection, (OF_ONE, {"household_id": household_id})))

    def made(self, rows: Iterable[Any]) -> list[Assessment]:
        """The assessments of the rows of `OF_ONE`, in their order."""
        return list(map(self._assessment, rows))

    def _row(self, assessment: Assessment) -> dict[str, Any]:
        own = assessment.assessment_id
        return {
            "assessment_id": own,
            "household_id": assessment.household_id,
            "round": assessment.round,
            "assessed_on": assessment.day,
            "indicator_set": assessment.by.name,
            "answers": "".join(_LETTERS[answer] for answer in assessment.answers),
            "dimensions": orjson.dumps(assessment.dimensions).decode(),
            "waits": assessment.waits,
            **sealed.seal(self._sealing, _TABLE, own, assessor=assessment.assessor),
        }

    def _assessment(self, row: Row[Any]) -> Assessment:
        return Assessment(
            assessment_id=row.assessment_id,
            household_id=row.household_id,
            round=row.round,
            day=row.assessed_on,
            answers=tuple(ANSWERS.get(letter) for letter in row.answers),
            by=indicators.named(row.indicator_set),
        )
