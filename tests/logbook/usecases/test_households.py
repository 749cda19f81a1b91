"""Households: one book per house, one household per person."""

from __future__ import annotations

import threading
from typing import Any

import orjson
import pytest
from sqlalchemy import select, text

from kernel.contracts import logbook as contract
from kernel.values.errors import Conflict, Invalid, KongbunError, NotFound, Refused
from kernel.wire.clock import new_id
from services.logbook.usecases import households
from tests.logbook import orders
from tests.logbook.orders import VOLUNTEER
from tests.processes import eventually
from tests.units import Unit

pytestmark = pytest.mark.stack


def listed(unit: Unit, area_code: str, after: str = "", limit: int = 100) -> dict[str, Any]:
    with unit.work(VOLUNTEER) as work:
        page = households.list_households(work, area_code=area_code, after=after, limit=limit)
        return contract.RegisteredHouseholds.write(page)


def announced(unit: Unit) -> list[bytes]:
    outbox = unit.tables.chassis.outbox
    with unit.work() as work:
        return list(work.connection.execute(select(outbox.c.body)).scalars())


def test_a_registered_household_is_found_by_its_house_code(logbook: Unit) -> None:
    asked = orders.registered(logbook)
    with logbook.work(VOLUNTEER) as work:
        found = households.find_household(work, house_code=asked["house_code"])
    assert contract.RegisteredHousehold.write(found) == {
        "household_id": asked["household_id"],
        "area_code": "650801",
        "persons": 1,
    }


def test_a_house_has_one_book(logbook: Unit) -> None:
    asked = orders.registered(logbook)
    with pytest.raises(Conflict) as refused, logbook.work(VOLUNTEER) as work:
        orders.register(work, orders.household(house_code=asked["house_code"]))
    assert refused.value.code == "house_registered"
    assert logbook.count("households") == 1


def test_two_who_open_one_house_at_once_open_one_book(logbook: Unit) -> None:
    asked = orders.household()
    twin = {**asked, "household_id": new_id("household"), "persons": []}
    late = threading.Thread(target=lambda: ended.append(attempt(logbook, twin)))
    ended: list[str] = []
    with logbook.work(VOLUNTEER) as work:
        orders.register(work, asked)
        late.start()  # looks, finds no book, and waits for this one at the index
        eventually(lambda: waiting_for_a_lock(logbook), "the second to wait for the first")
    late.join()
    assert ended == ["already_exists"]
    assert logbook.count("households") == 1


def attempt(unit: Unit, asked: dict[str, Any]) -> str:
    """Register a household; the code of the refusal, or nothing."""
    try:
        with unit.work(VOLUNTEER) as work:
            orders.register(work, asked)
    except KongbunError as refused:
        return refused.code
    return ""


def waiting_for_a_lock(unit: Unit) -> bool:
    with unit.owned.connect() as connection:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.execute(text(query)).scalar_one())


def test_nobody_stands_in_two_households(logbook: Unit) -> None:
    first = orders.registered(logbook)
    asked = orders.household(persons=first["persons"])
    assert attempt(logbook, asked) == "person_in_other_household"


def test_nobody_stands_twice_in_one_household(logbook: Unit) -> None:
    somebody = orders.person()
    assert attempt(logbook, orders.household(persons=[somebody, somebody])) == "person_twice"


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"area_code": "659901"}, Refused, "area_unknown"),
        ({"income_month_satang": -1}, Refused, "amount_below_zero"),
        ({"latitude": None}, Invalid, "point_incomplete"),
        ({"area_code": "6508"}, Invalid, "message_malformed"),
        ({"latitude": 100.5, "longitude": 16.9}, Invalid, "message_malformed"),
        ({"house_code": "615"}, Invalid, "message_malformed"),
    ],
)
def test_a_book_that_cannot_be_is_not_opened(
    logbook: Unit, changes: dict[str, Any], kind: type[Refused], code: str
) -> None:
    with pytest.raises(kind) as refused, logbook.work(VOLUNTEER) as work:
        orders.register(work, orders.household(**changes))
    assert refused.value.code == code
    assert logbook.count("households") == 0


def test_an_unknown_house_is_not_found(logbook: Unit) -> None:
    with pytest.raises(NotFound), logbook.work(VOLUNTEER) as work:
        households.find_household(work, house_code="99999999999")


def test_the_books_of_an_area_are_listed_page_by_page(logbook: Unit) -> None:
    here = [orders.registered(logbook, area_code="650801")["household_id"] for _ in range(3)]
    village = orders.registered(logbook, area_code="65080102")["household_id"]
    orders.registered(logbook, area_code="650804")
    found, after = [], ""
    while True:
        page = listed(logbook, "650801", after, 2)
        found += [each["household_id"] for each in page["households"]]
        if page["after"] is None:
            break
        after = page["after"]
    assert sorted(found) == sorted([*here, village])
    assert len(listed(logbook, "6508")["households"]) == 5
    assert len(listed(logbook, "")["households"]) == 5
    assert listed(logbook, "10") == {"households": [], "after": None}


def test_a_registration_is_announced_by_tambon_and_with_nothing_else(logbook: Unit) -> None:
    asked = orders.registered(logbook, area_code="65080106")
    (body,) = announced(logbook)
    heard = contract.HOUSEHOLD_REGISTERED.read(orjson.loads(body))
    assert heard.area_code == "650801"
    assert heard.data == {"household_id": asked["household_id"], "area_code": "650801"}
