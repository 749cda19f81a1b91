"""Every telling is on record, before it is told, and by whom it was asked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import exc, text

from kernel.contracts import logbook as contract
from kernel.contracts.logbook.common import PURPOSES as AGREED
from kernel.values.actors import Actor
from kernel.values.errors import Forbidden, NotFound, Unavailable
from kernel.wire.clock import new_id
from kernel.wire.keys import WrongKey
from services.logbook.domain import disclosure
from services.logbook.domain.purposes import PURPOSES
from services.logbook.usecases import disclosures
from tests.logbook import orders
from tests.logbook.orders import VOLUNTEER
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
AUDITOR = someone("auditor")


def asker(purpose: str) -> tuple[Actor, str]:
    """Somebody who may ask for a purpose, and through whom."""
    caller, roles = next(iter(PURPOSES[purpose].askers.items()))
    return someone(next(iter(roles)), actor_id="staff_asker"), caller


def get(unit: Unit, household_id: str, purpose: str) -> dict[str, Any]:
    actor, caller = asker(purpose)
    with unit.work(actor, caller) as work:
        return disclosures.get_household(work, household_id=household_id, purpose=purpose)


def recorded(unit: Unit, household_id: str) -> list[dict[str, Any]]:
    with unit.work(AUDITOR) as work:
        told = disclosures.get_disclosures(work, household_id=household_id)
        found: list[dict[str, Any]] = contract.Disclosures.write(told)["disclosures"]
        return found


def members_answer(target: str, **asked: Any) -> Any:
    assert target == "members.get_persons"
    known = {"title": "นาง", "first": "ตัวอย่าง", "last": "สมมุติ", "cid_masked": "x"}
    return {"persons": [{"person_id": each, **known} for each in asked["person_ids"]]}


def members_are_away(target: str, **asked: Any) -> Any:
    raise Unavailable("deadline_exceeded")


@pytest.mark.parametrize("purpose", AGREED)
def test_a_telling_is_recorded_with_who_why_and_what(logbook: Unit, purpose: str) -> None:
    household_id = orders.registered(logbook)["household_id"]
    told = get(logbook, household_id, purpose)
    _, caller = asker(purpose)
    assert recorded(logbook, household_id) == [
        {
            "disclosure_id": told["disclosure_id"],
            "caller": caller,
            "actor_id": "staff_asker",
            "purpose": purpose,
            "basis": PURPOSES[purpose].basis,
            "fields_told": sorted(PURPOSES[purpose].told),
            "told_at": "2025-09-30T03:00:00.000000Z",
        }
    ]


@pytest.mark.parametrize("purpose", AGREED)
def test_the_reply_holds_the_fields_recorded_and_no_others(logbook: Unit, purpose: str) -> None:
    household_id = orders.registered(logbook)["household_id"]
    told = disclosures.name_persons(members_answer, get(logbook, household_id, purpose))
    reply = contract.Household.write(told)
    names = {name for name in reply if name not in ("household_id", "purpose", "disclosure_id")}
    names |= {f"persons.{name}" for each in reply.get("persons", []) for name in each}
    allowed = {name for name in PURPOSES[purpose].told if not name.startswith("assessments.")}
    assert names - {"persons", "assessments"} == allowed


@pytest.mark.parametrize("purpose", AGREED)
def test_as_much_is_read_of_a_book_as_is_told_of_it(logbook: Unit, purpose: str) -> None:
    household_id = orders.registered(logbook)["household_id"]
    with logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(household_id))
    told = get(logbook, household_id, purpose)
    with logbook.work() as work:
        book = work.store.households.get(household_id)
        assessed = work.store.assessments.of(household_id)
    assert told.items() >= disclosure.tell(book, assessed, PURPOSES[purpose]).items()
    assert all(told[name] not in (None, "") for name in PURPOSES[purpose].fields)


SEALED = {
    ("households", "house"): "house_code",
    ("households", "address"): "address",
    ("households", "point"): "latitude",
    ("households", "tenure"): "tenure",
    ("households", "debt_source"): "debt_source",
    ("households", "needs"): "needs",
    ("households", "help_received"): "help_received",
    ("residents", "relation"): "persons.relation",
    ("residents", "groups"): "persons.groups",
    ("residents", "disability"): "persons.disability",
    ("residents", "chronic_disease"): "persons.chronic_disease",
    ("assessments", "assessor"): "assessments.assessor",
}
"""What would be told of each sealed column."""


@pytest.mark.parametrize("purpose", AGREED)
@pytest.mark.parametrize(("table", "column"), SEALED)
def test_what_a_purpose_does_not_tell_is_not_even_opened(
    logbook: Unit, purpose: str, table: str, column: str
) -> None:
    household_id = orders.registered(logbook)["household_id"]
    with logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(household_id))
    with logbook.owned.begin() as owner:
        owner.execute(text(f"UPDATE {table} SET {column}_sealed = '\\x01' || sha256('spoiled')"))
    if SEALED[table, column] in PURPOSES[purpose].told:
        with pytest.raises(WrongKey):
            get(logbook, household_id, purpose)
    else:
        assert get(logbook, household_id, purpose)["purpose"] == purpose


def test_names_are_joined_where_the_purpose_allows_them(logbook: Unit) -> None:
    household_id = orders.registered(logbook)["household_id"]
    told = get(logbook, household_id, "disaster_response")
    assert "name" not in told["persons"][0]
    named = disclosures.name_persons(members_answer, told)
    assert named["persons"][0]["name"] == "นางตัวอย่าง สมมุติ"
    reviewed = get(logbook, household_id, "claim_review")
    assert disclosures.name_persons(members_are_away, reviewed) == reviewed


def test_a_lost_reply_is_on_record_all_the_same(logbook: Unit) -> None:
    household_id = orders.registered(logbook)["household_id"]
    told = get(logbook, household_id, "case_management")
    with pytest.raises(Unavailable):
        disclosures.name_persons(members_are_away, told)  # nothing reaches the asker
    (kept,) = recorded(logbook, household_id)
    assert kept["disclosure_id"] == told["disclosure_id"]


def test_members_are_told_what_for_and_of_whom(logbook: Unit) -> None:
    household_id = orders.registered(logbook)["household_id"]
    heard: dict[str, Any] = {}

    def members(target: str, **asked: Any) -> Any:
        heard.update(asked)
        return members_answer(target, **asked)

    disclosures.name_persons(members, get(logbook, household_id, "case_management"))
    assert heard["purpose"] == "case_management"
    assert heard["subject"] == f"household/{household_id}"


def test_somebody_members_do_not_know_is_told_without_a_name(logbook: Unit) -> None:
    told = get(logbook, orders.registered(logbook)["household_id"], "case_management")
    named = disclosures.name_persons(lambda *_, **__: {"persons": []}, told)
    assert "name" not in named["persons"][0]


@pytest.mark.parametrize(
    ("caller", "roles", "purpose"),
    [
        ("funds", ("committee",), "case_management"),
        ("funds", ("volunteer",), "disaster_response"),
        ("gateway", ("committee",), "case_management"),
        ("gateway", (), "statistics"),
        ("members", ("ministry",), "statistics"),
        ("gateway", ("ministry",), "curiosity"),
    ],
)
def test_who_may_not_ask_is_told_nothing_and_finds_nothing_out(
    logbook: Unit, caller: str, roles: tuple[str, ...], purpose: str
) -> None:
    household_id = orders.registered(logbook)["household_id"]
    for asked in (household_id, new_id("household")):  # known or not, the answer is the same
        with pytest.raises(Forbidden), logbook.work(someone(*roles), caller) as work:
            disclosures.get_household(work, household_id=asked, purpose=purpose)
    assert recorded(logbook, household_id) == []


def test_an_unknown_household_is_not_found_and_nothing_recorded(logbook: Unit) -> None:
    with pytest.raises(NotFound):
        get(logbook, new_id("household"), "statistics")
    assert logbook.count("disclosures") == 0


def test_disclosures_come_newest_first(logbook: Unit) -> None:
    household_id = orders.registered(logbook)["household_id"]
    first = get(logbook, household_id, "statistics")
    logbook.clock.moment = logbook.clock.moment.replace(hour=5)
    second = get(logbook, household_id, "case_management")
    told = [each["disclosure_id"] for each in recorded(logbook, household_id)]
    assert told == [second["disclosure_id"], first["disclosure_id"]]


@pytest.mark.parametrize(
    "change", ["UPDATE disclosures SET purpose = 'x'", "DELETE FROM disclosures"]
)
def test_the_service_itself_cannot_take_a_disclosure_back(logbook: Unit, change: str) -> None:
    get(logbook, orders.registered(logbook)["household_id"], "statistics")
    with pytest.raises(exc.DBAPIError), logbook.engine.begin() as connection:
        connection.execute(text(change))
    assert logbook.count("disclosures") == 1


def test_a_volunteer_is_told_what_was_assessed(logbook: Unit) -> None:
    household_id = orders.registered(logbook)["household_id"]
    with logbook.work(VOLUNTEER) as work:
        orders.record(work, orders.assessment(household_id))
    counted = get(logbook, household_id, "statistics")["assessments"]
    assert counted[0]["dimensions"]["living"] == "fail"
    assert "failed" not in counted[0]
    assert get(logbook, household_id, "case_management")["assessments"][0]["failed"] == [8]
