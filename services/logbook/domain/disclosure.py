"""What is told of a household: exactly the fields its purpose allows, to whom that allows it.

Fails closed: an unknown purpose, caller or role is refused, and a field is told because a purpose
names it, never because nobody thought of leaving it out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kernel.values.errors import Forbidden
from services.logbook.domain.households import Assessment, Household, Resident
from services.logbook.domain.purposes import PURPOSES, Purpose


def allowed(
    purpose: str,
    caller: str,
    roles: Collection[str],
    purposes: Mapping[str, Purpose] = PURPOSES,
    lets: Collection[str] = (),
) -> Purpose:
    """The purpose, if this caller may ask for it with one of these roles.

    `lets` are purposes the installation lets a caller state that is not built here: for those the
    person behind the call needs a role that the door of the house asks for.

    `Forbidden("purpose_unknown")`, `Forbidden("purpose_not_allowed")`. A call behind which no
    person stands has no role, and so no purpose.
    """
    found = purposes.get(purpose)
    if found is None:
        raise Forbidden("purpose_unknown")
    asker = "gateway" if purpose in lets else caller
    if not found.askers.get(asker, frozenset()).intersection(roles):
        raise Forbidden("purpose_not_allowed", {"purpose": purpose})
    return found


def tell(
    household: Household, assessments: Sequence[Assessment], purpose: Purpose
) -> dict[str, Any]:
    """The fields of a household that a purpose allows, by name, and no others.

    Names of persons are left out: the book does not hold them. So is who waits for a decision.
    """
    told = _only(purpose.fields, _fields_of(household))
    if purpose.persons:
        wanted = [name for name in purpose.persons if name != "name"]
        known = (each for each in household.residents if each.person_id)
        told["persons"] = [_only(wanted, _person_fields_of(each)) for each in known]
    if purpose.assessments:
        settled = (each for each in assessments if not each.waits)
        told["assessments"] = [
            _only(purpose.assessments, _assessment_fields_of(each)) for each in settled
        ]
    return told


def _only(names: Sequence[str], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in names}


def _fields_of(household: Household) -> dict[str, Any]:
    point = household.point
    return {
        "area_code": household.area_code,
        "address": household.address,
        "latitude": point.lat if point else None,
        "longitude": point.lon if point else None,
        "tenure": household.tenure,
        "income_month_satang": household.income_month,
        "expense_month_satang": household.expense_month,
        "debt_satang": household.debt,
        "debt_source": household.debt_source,
        "needs": household.needs,
        "help_received": household.help_received,
        "persons_count": len(household.residents),
    }


def _person_fields_of(resident: Resident) -> dict[str, Any]:
    return {
        "person_id": resident.person_id,
        "relation": resident.relation,
        "birth_year": resident.birth_on.year if resident.birth_on else None,
        "groups": list(resident.groups),
        "disability": resident.disability,
        "chronic_disease": resident.chronic_disease,
    }


def _assessment_fields_of(assessment: Assessment) -> dict[str, Any]:
    return {
        "assessment_id": assessment.assessment_id,
        "round": assessment.round,
        "day": assessment.day,
        "dimensions": assessment.dimensions,
        "failed": list(assessment.failed),
    }
