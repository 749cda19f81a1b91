"""Registering a survey's persons with `members`: the numbers go there, the book keeps their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson

from kernel.chassis.imports import Desk
from kernel.chassis.sealing import Sealing
from kernel.contracts.members.common import BULK_MAX
from kernel.values import ids
from kernel.values.verdicts import Place
from services.logbook.domain.survey_persons import PersonRow

# The longest names `members` takes; what is longer is no name, and must not stop the survey.
_TITLE: Final = 50
_NAME: Final = 100


def register_persons(
    desk: Desk, sealing: Sealing, import_id: str, rows: Sequence[PersonRow]
) -> dict[Place, str]:
    """Register the persons of accepted rows, or find them; returns the id of each by its place.

    Asked again, by an attempt after a crash, the same requests go out under the same ids, and
    `members` answers them without registering anybody twice.
    """
    person_ids: dict[Place, str] = {}
    for first in range(0, len(rows), BULK_MAX):
        batch = rows[first : first + BULK_MAX]
        persons = [_asked(sealing, import_id, row) for row in batch]
        told = desk.ask(
            "members.register_persons",
            command_id=_derived_id(sealing, "command", import_id, persons),
            persons=persons,
        )
        for row, person_id in zip(batch, told["person_ids"], strict=True):
            person_ids[row.line.place] = person_id
    return person_ids


def _asked(sealing: Sealing, import_id: str, row: PersonRow) -> dict[str, Any]:
    line = row.line
    asked = {
        "cid": line.cid.number,
        "title": line.name.title[:_TITLE],
        "first": line.name.first[:_NAME],
        "last": line.name.last[:_NAME],
        "birth_on": line.birth.day.isoformat() if line.birth.day else None,
    }
    told_apart = [line.place.sheet, line.place.row, asked]
    return {"person_id": _derived_id(sealing, "person", import_id, told_apart), **asked}


def _derived_id(sealing: Sealing, kind: str, import_id: str, asked: Any) -> str:
    """An id that is the same whenever the same import asks for the same.

    For the same, not only at the same place: a newer reader may read a row otherwise, and another
    request under an id that was used would be refused for ever. Keyed, since an id is no secret:
    from a plain hash of a row its number could be found by trying.
    """
    said = orjson.dumps([import_id, asked]).decode()
    return ids.make(
        kind, ids.parse(import_id).milliseconds, sealing.blind(said, f"ids.{kind}")[:10]
    )
