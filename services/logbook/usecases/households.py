"""Households: opened, found, listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kernel import areas
from kernel.chassis.work import Work
from kernel.contracts import logbook as contract
from kernel.values.errors import Conflict, Invalid, Refused
from services.logbook.domain.households import Household, Point, Resident, must_be_sound
from services.logbook.store.households import Registered

_IN_PAGE = "/"


def register_household(
    work: Work,
    *,
    household_id: str,
    house_code: str,
    area_code: str,
    persons: Sequence[Mapping[str, Any]],
    **facts: Any,
) -> Registered:
    """Open the book of a house; `facts` are the other fields of the request.

    `Conflict("house_registered")` if it has one, `Refused("person_in_other_household")` for
    somebody who stands in another, `Refused("area_unknown")` for a tambon not in the register.
    """
    if areas.name_of(area_code[:6]) is None:
        raise Refused("area_unknown", {"area_code": area_code})
    residents = tuple(map(_resident, persons))
    household = _household(household_id, house_code, area_code, residents, facts)
    must_be_sound(household)
    work.store.households.make_room([house_code])
    if work.store.households.registered([house_code]):
        raise Conflict("house_registered")
    if work.store.residents.housed([each["person_id"] for each in persons]):
        raise Refused("person_in_other_household")
    work.store.households.add([household], work.actor.actor_id, work.now)
    announce_registered(work, household)
    return Registered(household_id, area_code, len(household.residents))


def find_household(work: Work, *, house_code: str) -> Registered:
    """Which book is this house's? `NotFound("household_unknown")` if none is."""
    found: Registered = work.store.households.found(house_code)
    return found


def list_households(work: Work, *, area_code: str, after: str, limit: int) -> dict[str, Any]:
    """A page of the books of an area; `after` is that of the page before."""
    area, _, household_id = after.partition(_IN_PAGE)
    found = work.store.households.listed(area_code, (area, household_id), limit)
    last = found[-1] if len(found) == limit else None
    return {
        "households": found,
        "after": f"{last.area_code}{_IN_PAGE}{last.household_id}" if last else None,
    }


def announce_registered(work: Work, household: Household) -> None:
    """Tell that there is a book, and where by tambon; not which house, nor who lives there."""
    work.announce(
        contract.HOUSEHOLD_REGISTERED,
        household.household_id,
        {"household_id": household.household_id, "area_code": household.tambon},
        area_code=household.tambon,
    )


def _household(
    household_id: str,
    house_code: str,
    area_code: str,
    residents: tuple[Resident, ...],
    facts: Mapping[str, Any],
) -> Household:
    return Household(
        household_id=household_id,
        house_code=house_code,
        area_code=area_code,
        address=facts["address"],
        point=_point(facts["latitude"], facts["longitude"]),
        tenure=facts["tenure"],
        income_month=facts["income_month_satang"],
        expense_month=facts["expense_month_satang"],
        debt=facts["debt_satang"],
        debt_source=facts["debt_source"],
        needs=facts["needs"],
        help_received=facts["help_received"],
        residents=residents,
    )


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        raise Invalid("point_incomplete")
    return Point(latitude, longitude)


def _resident(person: Mapping[str, Any]) -> Resident:
    return Resident(
        person_id=person["person_id"],
        relation=person["relation"],
        birth_on=person["birth_on"],
        groups=tuple(person["groups"]),
        disability=person["disability"],
        chronic_disease=person["chronic_disease"],
    )
