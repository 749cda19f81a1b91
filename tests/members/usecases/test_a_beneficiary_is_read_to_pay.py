"""Whom a member named is told to who pays the death benefit, and the reading is on record."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from kernel.values.actors import Actor
from kernel.values.errors import Forbidden, NotFound
from kernel.wire.clock import new_id
from services.members.domain.persons import Membership
from services.members.usecases import memberships
from tests.members.enrolling import CLERK, DAY, enrolled
from tests.units import Unit, Units

NAMED = {"title": "นางสาว", "first": "สมมุติ", "last": "ตัวอย่าง", "relation": "บุตร"}
NUMBER = "1000000000009"


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def belongs(members: Unit, **named: Any) -> Membership:
    """A member of a fund, as a register brought one."""
    someone = enrolled(members, new_id("fund"), "1")
    kept = Membership(
        *(new_id("membership"), new_id("fund"), someone["person_id"], "7", DAY, "active"),
        beneficiary=orjson.dumps(named).decode() if named else "",
    )
    with members.work(CLERK) as work:
        work.store.memberships.add([kept])
    return kept


def read(members: Unit, of: Membership, actor: Actor = CLERK) -> dict[str, Any]:
    with members.work(actor) as work:
        return memberships.get_beneficiary(
            work, membership_id=of.membership_id, purpose="claim_review"
        )


def test_a_beneficiary_is_told_with_the_number_masked_and_the_reading_recorded(
    members: Unit,
) -> None:
    kept = belongs(members, **NAMED, cid=NUMBER)
    told = read(members, kept)
    assert told == {
        "membership_id": kept.membership_id,
        **NAMED,
        "cid_masked": "x-xxxx-xxxxx-00-9",
    }
    with members.owned.connect() as connection:
        (reading,) = connection.execute(members.tables.readings.select()).all()
    assert reading.subject == f"beneficiary/{kept.membership_id}"
    assert (reading.person_ids, reading.purpose) == ([kept.person_id], "claim_review")


def test_a_beneficiary_without_a_number_has_none_to_show(members: Unit) -> None:
    assert read(members, belongs(members, **NAMED, cid=None))["cid_masked"] == ""


def test_who_named_nobody_has_no_beneficiary(members: Unit) -> None:
    with pytest.raises(NotFound) as refused:
        read(members, belongs(members))
    assert refused.value.code == "beneficiary_not_named"


def test_nobody_reads_a_beneficiary_of_another_fund(members: Unit) -> None:
    kept = belongs(members, **NAMED, cid=NUMBER)
    clerk = Actor("staff_own", frozenset({"clerk"}), frozenset({new_id("fund")}))
    with pytest.raises(Forbidden) as refused:
        read(members, kept, clerk)
    assert refused.value.code == "other_fund"
    assert members.count("readings") == 0
