"""A change that breaks a released contract fails by its name; one that only adds passes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from docs.make_contracts import asyncapi, breaking

RELEASE = (
    "this breaks whoever speaks the released contracts. Leave what is there and add beside it "
    "(`claim_approved_v2`); or, if nobody speaks them yet, `python -m docs.make_contracts release`"
)
Json = dict[str, Any]
Change = Callable[[Json], Any]
DOCUMENT: Json = json.loads(json.dumps(asyncapi.document()))


def test_nothing_released_is_broken() -> None:
    assert breaking.broken(breaking.released(), DOCUMENT) == [], RELEASE


def changed(change: Change) -> list[str]:
    """What the comparison says of a change to the contracts."""
    after = copy.deepcopy(DOCUMENT)
    change(after)
    return breaking.broken(breaking.frozen(DOCUMENT), after)


def schema(document: Json, name: str) -> Json:
    return document["components"]["schemas"][name]  # type: ignore[no-any-return]


def field(document: Json, message: str, name: str) -> Json:
    return schema(document, message)["properties"][name]  # type: ignore[no-any-return]


def operation(document: Json, name: str) -> Json:
    return document["operations"][name]  # type: ignore[no-any-return]


def drop(message: str, name: str) -> Change:
    def change(document: Json) -> None:
        told = schema(document, message)
        told["properties"].pop(name)
        told["required"] = [each for each in told["required"] if each != name]

    return change


def put(message: str, name: str, **told: Any) -> Change:
    return lambda document: field(document, message, name).update(told)


def need(message: str, name: str) -> Change:
    return lambda document: schema(document, message).setdefault("required", []).append(name)


def spare(message: str, name: str) -> Change:
    return lambda document: schema(document, message)["required"].remove(name)


def add(message: str, name: str, **told: Any) -> Change:
    return lambda document: schema(document, message)["properties"].update({name: told})


def both(*changes: Change) -> Change:
    return lambda document: [change(document) for change in changes]


PURPOSES = ["case_management", "claim_review", "disaster_response", "statistics"]
BREAKING: dict[str, tuple[Change, str]] = {
    "a method is removed": (
        lambda document: document["operations"].pop("logbook.get_household"),
        "logbook.get_household: method removed",
    ),
    "an event is removed": (
        lambda document: document["operations"].pop("funds.events.claim_paid"),
        "funds.events.claim_paid: event removed",
    ),
    "a routing key is changed": (
        lambda document: document["channels"]["funds.events.claim_paid"].update(address="paid"),
        "funds.events.claim_paid: exchange or routing key changed",
    ),
    "a field of a request is removed": (
        drop("GetHousehold", "purpose"),
        "logbook.get_household: request.kwargs.purpose: field removed",
    ),
    "a field of a reply is removed": (
        drop("Household", "address"),
        "logbook.get_household: reply.result.address: field removed",
    ),
    "a field of an event is removed": (
        drop("HouseholdFact", "area_code"),
        "logbook.events.household_registered: event.data.area_code: field removed",
    ),
    "a field of a nested message is removed": (
        drop("HouseholdPerson", "groups"),
        "logbook.get_household: reply.result.persons[].groups: field removed",
    ),
    "a field of a request is made required": (
        need("ListHouseholds", "area_code"),
        "logbook.list_households: request.kwargs.area_code: made required",
    ),
    "a request needs a new field": (
        both(add("FindHousehold", "purpose", type="string"), need("FindHousehold", "purpose")),
        "logbook.find_household: request.kwargs.purpose: a new field is required",
    ),
    "a field of a reply is not always there any more": (
        spare("Household", "household_id"),
        "logbook.get_household: reply.result.household_id: may be absent now",
    ),
    "a type is changed": (
        put("ListHouseholds", "limit", type="string"),
        "logbook.list_households: request.kwargs.limit: type changed from integer to string",
    ),
    "a field of a reply may be null": (
        put("Household", "household_id", type=["string", "null"]),
        "logbook.get_household: reply.result.household_id: may be null now",
    ),
    "null is not taken any more": (
        put("RegisterHousehold", "debt_satang", type="integer"),
        "logbook.register_household: request.kwargs.debt_satang: null is not taken any more",
    ),
    "an enum of a request is narrowed": (
        put("GetHousehold", "purpose", enum=PURPOSES[:-1]),
        "logbook.get_household: request.kwargs.purpose: enum lost 'statistics'",
    ),
    "an enum of a reply is narrowed": (
        put("Household", "purpose", enum=PURPOSES[1:]),
        "logbook.get_household: reply.result.purpose: enum lost 'case_management'",
    ),
    "free text becomes an enum": (
        put("RegisterHousehold", "tenure", enum=["own", "rent"]),
        "logbook.register_household: request.kwargs.tenure: only words of an enum are taken now",
    ),
    "a text may be less long": (
        put("RegisterHousehold", "address", maxLength=50),
        "logbook.register_household: request.kwargs.address: maxLength narrowed from 200 to 50",
    ),
    "a form is changed": (
        put("FindHousehold", "house_code", pattern="^[0-9]{13}$"),
        (
            "logbook.find_household: request.kwargs.house_code: pattern changed from "
            "'^[0-9]{11}$' to '^[0-9]{13}$'"
        ),
    ),
    "what an absent field means is changed": (
        put("ListHouseholds", "limit", default=50),
        "logbook.list_households: request.kwargs.limit: default changed from 100 to 50",
    ),
    "a caller may not ask any more": (
        lambda document: operation(document, "logbook.get_household")["x-callers"].remove("funds"),
        "logbook.get_household: funds may not ask any more",
    ),
    "a question needs a role": (
        lambda document: operation(document, "logbook.get_household").update({"x-roles": ["x"]}),
        "logbook.get_household: needs a role now",
    ),
    "a role does not suffice any more": (
        lambda document: operation(document, "logbook.find_household")["x-roles"].remove(
            "volunteer"
        ),
        "logbook.find_household: the role volunteer does not suffice any more",
    ),
    "partners may not hear an event any more": (
        lambda document: operation(document, "funds.events.claim_paid").update(
            {"x-partners-may-hear": False}
        ),
        "funds.events.claim_paid: partners may not hear it any more",
    ),
    "the version of an event's data is another": (
        lambda document: document["components"]["messages"]["kongbun.funds.claim_paid"]["payload"][
            "properties"
        ]["dataschema"].update(const="urn:kongbun:funds:claim_paid:2"),
        (
            "funds.events.claim_paid: event.dataschema: const changed from "
            "'urn:kongbun:funds:claim_paid:1' to 'urn:kongbun:funds:claim_paid:2'"
        ),
    ),
    "a header is needed": (
        need("RequestHeaders", "x-rpc-version"),
        "logbook.get_household: request headers.x-rpc-version: made required",
    ),
    "a content type is changed": (
        lambda document: document["components"]["messages"]["kongbun.funds.claim_paid"].update(
            contentType="application/json"
        ),
        "funds.events.claim_paid: event: content type changed",
    ),
    "a code of an error is removed": (
        lambda document: document["x-error-codes"].pop("caller_not_allowed"),
        "caller_not_allowed: code removed",
    ),
    "a code means another thing": (
        lambda document: document["x-error-codes"]["caller_not_allowed"].update(kinds=["NotFound"]),
        "caller_not_allowed: code means another thing, it is NotFound now",
    ),
}
ADDITIVE: dict[str, Change] = {
    "nothing": lambda _: None,
    "a field of a request nobody needs": add("GetHousehold", "note", type="string", default=""),
    "a field of a reply": both(add("Household", "note", type="string"), need("Household", "note")),
    "a field of an event": add("HouseholdFact", "note", type="string"),
    "a request takes null": put("ListHouseholds", "limit", type=["integer", "null"]),
    "a request takes what it needed as it likes": both(
        spare("GetHousehold", "purpose"), put("GetHousehold", "purpose", default="statistics")
    ),
    "a request takes another word": put("GetHousehold", "purpose", enum=[*PURPOSES, "audit"]),
    "a reply tells another word": put("Household", "purpose", enum=[*PURPOSES, "audit"]),
    "a longer text is taken": put("RegisterHousehold", "address", maxLength=400),
    "a field of a reply is always there": need("Household", "address"),
    "another caller may ask": lambda document: operation(document, "logbook.get_household")[
        "x-callers"
    ].append("reports"),
    "another role suffices": lambda document: operation(document, "logbook.find_household")[
        "x-roles"
    ].append("auditor"),
    "no role is needed": lambda document: operation(document, "logbook.find_household").update(
        {"x-roles": []}
    ),
    "a method is added": lambda document: document["operations"].update(
        {"logbook.get_house": copy.deepcopy(operation(document, "logbook.get_household"))}
    ),
    "an event is added": lambda document: document["operations"].update(
        {"funds.events.fund_ended": copy.deepcopy(operation(document, "funds.events.claim_paid"))}
    ),
    "a code is added": lambda document: document["x-error-codes"].update(
        new={"kinds": ["Refused"]}
    ),
    "a method is refused with another code": lambda document: operation(
        document, "logbook.find_household"
    )["x-refusals"].append("new"),
    "a method is refused with a code no more": lambda document: operation(
        document, "logbook.find_household"
    )["x-refusals"].remove("household_unknown"),
    "any call may meet another code": lambda document: document["x-refusals"]["of-any-call"].append(
        "new"
    ),
    "words are put better": lambda document: [
        field(document, "GetHousehold", "purpose").update(description="why"),
        operation(document, "logbook.get_household").update(summary="A household."),
        document["x-error-codes"]["caller_not_allowed"].update(en="No."),
    ],
}


@pytest.mark.parametrize("what", BREAKING)
def test_a_breaking_change_is_named(what: str) -> None:
    change, told = BREAKING[what]
    assert told in changed(change)


@pytest.mark.parametrize("what", ADDITIVE)
def test_an_addition_passes(what: str) -> None:
    assert changed(ADDITIVE[what]) == []
