"""Assessments: recorded, one for each household and round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import logbook as contract
from kernel.values.errors import Conflict, Refused
from services.logbook.domain import indicators
from services.logbook.domain.households import Assessment, Household
from services.logbook.domain.indicators import ANSWERS


def record_assessment(
    work: Work,
    *,
    assessment_id: str,
    household_id: str,
    round: str,  # noqa: A002 - the field of the request
    day: dt.date,
    answers_given: Sequence[str],
) -> dict[str, Any]:
    """Record what a household answered; `Conflict("round_assessed")` if it did before."""
    if day > work.today:
        raise Refused("assessed_in_future")
    household = work.store.households.get(household_id)
    if not work.store.assessments.make_room(household_id, round):
        raise Conflict("round_assessed", {"round": round})
    assessment = Assessment(
        assessment_id=assessment_id,
        household_id=household_id,
        round=round,
        day=day,
        answers=tuple(ANSWERS[letter] for letter in answers_given),
        by=indicators.set_of(len(answers_given)),
    )
    work.store.assessments.add([assessment], work.actor.actor_id, work.now)
    announce_assessed(work, household, assessment)
    return {
        "assessment_id": assessment_id,
        "round": round,
        "day": day,
        "dimensions": assessment.dimensions,
        "failed": assessment.failed,
    }


def announce_assessed(work: Work, household: Household, assessment: Assessment) -> None:
    """Tell that a household was assessed; what came of it is asked for, under a purpose."""
    work.announce(
        contract.HOUSEHOLD_ASSESSED,
        household.household_id,
        {
            "household_id": household.household_id,
            "assessment_id": assessment.assessment_id,
            "round": assessment.round,
            "day": assessment.day,
        },
        area_code=household.tambon,
    )
