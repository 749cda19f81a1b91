"""What a volunteer asks of the logbook, as the contract reads it."""

from __future__ import annotations

import itertools
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import logbook as contract
from kernel.wire.clock import new_id
from services.logbook.usecases import assessments, households
from tests.units import Unit, someone

VOLUNTEER = someone("volunteer")
_HOUSES = itertools.count(65081700000)


def person(**changes: Any) -> dict[str, Any]:
    """Somebody to put into a household."""
    return {"person_id": new_id("person"), "relation": "บุตร", "birth_on": "1990-05-01", **changes}


def household(**changes: Any) -> dict[str, Any]:
    """The fields of a request to open a book, of another house each time."""
    return {
        "command_id": new_id("command"),
        "household_id": new_id("household"),
        "house_code": f"{next(_HOUSES)}",
        "area_code": "650801",
        "address": "64/3 หมู่ 6",
        "latitude": 16.927184,
        "longitude": 100.509061,
        "tenure": "เช่า",
        "income_month_satang": 300000,
        "expense_month_satang": 280000,
        "debt_satang": 12000000,
        "debt_source": "นายทุนในหมู่บ้าน",
        "needs": "ขอรถเข็นให้คุณยาย",
        "help_received": "ถุงยังชีพ",
        "persons": [person(groups=["DISABLED"], disability="การเห็น", chronic_disease="เบาหวาน")],
        **changes,
    }


def assessment(household_id: str, **changes: Any) -> dict[str, Any]:
    """The fields of a request to record an assessment: all passed but the house."""
    answers = ["1"] * 31
    answers[7] = "0"
    return {
        "command_id": new_id("command"),
        "assessment_id": new_id("assessment"),
        "household_id": household_id,
        "round": "1/2568",
        "day": "2024-11-24",
        "answers_given": answers,
        **changes,
    }


def register(work: Work, asked: dict[str, Any]) -> Any:
    return households.register_household(work, **contract.RegisterHousehold.read(asked))


def record(work: Work, asked: dict[str, Any]) -> Any:
    return assessments.record_assessment(work, **contract.RecordAssessment.read(asked))


def registered(unit: Unit, **changes: Any) -> dict[str, Any]:
    """A household that is in the books."""
    asked = household(**changes)
    with unit.work(VOLUNTEER) as work:
        register(work, asked)
    return asked
