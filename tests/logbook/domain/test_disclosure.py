"""A purpose is told what it allows, whoever allows it, and not one field more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.contracts import logbook as contract
from kernel.contracts.logbook.common import PURPOSES as AGREED
from kernel.values.errors import Forbidden
from services.logbook.domain.disclosure import allowed, tell
from services.logbook.domain.purposes import PURPOSES, Purpose
from tests.logbook.domain.books import ASSESSMENT, HOUSEHOLD

ALWAYS = {"household_id", "purpose", "disclosure_id"}
NEVER = {"house_code", "assessor", "waits"}
EVERY_FIELD = set(contract.Household.schema().fields) - ALWAYS - {"persons", "assessments"}
PERSON_FIELDS = set(contract.HouseholdPerson.schema().fields)
ASSESSMENT_FIELDS = set(contract.Assessment.schema().fields)
CALLERS = ("cli", "gateway", "funds", "members", "integrations", "")
ROLES = ("volunteer", "ministry", "clerk", "committee", "treasurer", "auditor", "partner")


def names(told: dict[str, Any]) -> set[str]:
    """Every field told, those of the lists with the list before them."""
    found = {name for name, value in told.items() if not isinstance(value, list)}
    for part in ("persons", "assessments"):
        found |= {f"{part}.{name}" for each in told.get(part, []) for name in each}
    return found


def book(purpose: Purpose) -> dict[str, Any]:
    return tell(HOUSEHOLD, [ASSESSMENT], purpose)


def test_the_purposes_are_those_of_the_contract() -> None:
    assert set(PURPOSES) == set(AGREED)


@pytest.mark.parametrize("purpose", AGREED)
def test_a_purpose_tells_exactly_its_fields(purpose: str) -> None:
    allows = PURPOSES[purpose]
    assert names(book(allows)) | ({"persons.name"} & {*allows.told}) == set(allows.told)


@pytest.mark.parametrize("purpose", AGREED)
@pytest.mark.parametrize("field", sorted(EVERY_FIELD))
def test_no_purpose_tells_a_field_outside_its_list(purpose: str, field: str) -> None:
    allows = PURPOSES[purpose]
    assert (field in book(allows)) == (field in allows.fields)


@given(
    st.sets(st.sampled_from(sorted(EVERY_FIELD))),
    st.sets(st.sampled_from(sorted(PERSON_FIELDS))),
    st.sets(st.sampled_from(sorted(ASSESSMENT_FIELDS))),
)
def test_whatever_a_purpose_lists_is_told_and_nothing_else(
    fields: set[str], persons: set[str], assessments: set[str]
) -> None:
    allows = Purpose("contract", {}, tuple(fields), tuple(persons), tuple(assessments))
    told = book(allows)
    assert names(told) == set(allows.told) - {"persons.name"}
    assert ("persons" in told, "assessments" in told) == (bool(persons), bool(assessments))


@pytest.mark.parametrize("purpose", AGREED)
def test_a_reply_holds_no_field_of_another_purpose(purpose: str) -> None:
    """As it goes over the wire: what is not allowed is absent, not empty."""
    wire = contract.Household.write({**book(PURPOSES[purpose]), "purpose": purpose})
    assert names(wire) - {"purpose"} == set(PURPOSES[purpose].told) - {"persons.name"}


@pytest.mark.parametrize("field", sorted(NEVER))
def test_some_fields_no_purpose_may_name(field: str) -> None:
    assert not any(field in told for each in PURPOSES.values() for told in each.told)
    with pytest.raises(KeyError):
        book(Purpose("contract", {}, (field,)))


def test_who_waits_for_a_decision_is_counted_and_not_told_of() -> None:
    told = book(PURPOSES["case_management"])
    assert (told["persons_count"], len(told["persons"])) == (2, 1)


def test_an_assessment_that_waits_is_not_told_of() -> None:
    told = tell(HOUSEHOLD, [replace(ASSESSMENT, waits=True)], PURPOSES["statistics"])
    assert told["assessments"] == []


def test_a_claim_is_reviewed_without_names_and_a_count_without_persons() -> None:
    assert not PURPOSES["claim_review"].tells_names
    assert not PURPOSES["statistics"].persons
    assert PURPOSES["case_management"].tells_names
    assert PURPOSES["disaster_response"].tells_names


def test_the_contracts_example_is_what_its_purpose_tells() -> None:
    example = contract.Household.example
    allows = PURPOSES[example["purpose"]]
    assert names({**example}) - ALWAYS == set(allows.told)


@given(st.text(max_size=20), st.sampled_from(CALLERS), st.sets(st.sampled_from(ROLES)))
def test_a_purpose_nobody_wrote_down_is_forbidden(
    purpose: str, caller: str, roles: set[str]
) -> None:
    with pytest.raises(Forbidden):
        allowed(f"{purpose}?", caller, roles)


@given(st.sampled_from(AGREED), st.sampled_from(CALLERS), st.sets(st.sampled_from(ROLES)))
def test_a_purpose_is_for_whom_the_table_names(purpose: str, caller: str, roles: set[str]) -> None:
    named = PURPOSES[purpose].askers.get(caller, frozenset())
    if named & roles:
        assert allowed(purpose, caller, roles) is PURPOSES[purpose]
    else:
        with pytest.raises(Forbidden):
            allowed(purpose, caller, roles)


@pytest.mark.parametrize("purpose", AGREED)
@pytest.mark.parametrize("caller", CALLERS)
def test_a_call_behind_which_nobody_stands_is_told_nothing(purpose: str, caller: str) -> None:
    with pytest.raises(Forbidden):
        allowed(purpose, caller, ())


@pytest.mark.parametrize("purpose", AGREED)
def test_only_callers_of_the_contract_have_a_purpose(purpose: str) -> None:
    assert set(PURPOSES[purpose].askers) <= contract.GetHousehold.callers


@pytest.mark.parametrize("purpose", AGREED)
@pytest.mark.parametrize("role", ROLES)
def test_whom_the_installation_lets_ask_needs_the_roles_of_the_door(
    purpose: str, role: str
) -> None:
    def asks(caller: str, lets: set[str]) -> bool:
        try:
            return allowed(purpose, caller, {role}, lets=lets) is PURPOSES[purpose]
        except Forbidden:
            return False

    assert asks("caseworks", {purpose}) == asks("gateway", set())
    assert not asks("caseworks", set(AGREED) - {purpose})
