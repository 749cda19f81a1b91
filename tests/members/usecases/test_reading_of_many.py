"""Reading of many members: one question, two trips, one record of who read of whom."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text

from kernel.values.actors import Actor
from kernel.values.errors import Forbidden
from kernel.wire.clock import new_id
from kernel.wire.keys import WrongKey
from services.members.usecases import memberships, persons
from tests.members.enrolling import CLERK, enrolled
from tests.units import Unit, Units


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def read(members: Unit, ids: list[str], actor: Actor = CLERK) -> list[dict[str, Any]]:
    with members.work(actor) as work:
        told = memberships.get_members(work, membership_ids=ids, purpose="claim_review")
    return [member._asdict() for member in told["members"]]


def test_many_are_told_in_the_order_asked_and_one_record_names_them_all(members: Unit) -> None:
    fund_id = new_id("fund")
    kept = [enrolled(members, fund_id, str(number)) for number in range(3)]
    ids = [kept[2]["membership_id"], new_id("membership"), kept[0]["membership_id"]]
    assert read(members, ids) == [kept[2], kept[0]]
    with members.owned.connect() as connection:
        (reading,) = connection.execute(members.tables.readings.select()).all()
    assert (reading.purpose, reading.actor_id) == ("claim_review", CLERK.actor_id)
    assert reading.person_ids == [kept[2]["person_id"], kept[0]["person_id"]]


def test_however_many_are_asked_of_no_statement_is_sent_beside_the_trips(members: Unit) -> None:
    ids = [enrolled(members, new_id("fund"), str(number))["membership_id"] for number in range(5)]
    statements: list[str] = []

    def note(*told: Any) -> None:
        statements.append(told[2])

    event.listen(members.engine, "before_cursor_execute", note)
    assert len(read(members, ids)) == len(ids)
    event.remove(members.engine, "before_cursor_execute", note)
    assert statements == []


def test_a_reading_leaves_nothing_to_work_off_for_whoever_reads_next(members: Unit) -> None:
    ids = [enrolled(members, new_id("fund"), str(number))["membership_id"] for number in range(5)]
    with members.owned.begin() as owner:
        taken_up = text("SELECT gin_clean_pending_list('readings_of_persons')")
        owner.execute(taken_up)
        read(members, ids)
        assert owner.execute(taken_up).scalar_one() == 0


def test_nobody_reads_of_another_funds_members_among_their_own(members: Unit) -> None:
    own, other = new_id("fund"), new_id("fund")
    ids = [enrolled(members, fund, "1")["membership_id"] for fund in (own, other)]
    clerk = Actor("staff_own", frozenset({"clerk"}), frozenset({own}))
    with pytest.raises(Forbidden) as refused:
        read(members, ids, clerk)
    assert refused.value.code == "other_fund"
    assert members.count("readings") == 0


def spoil(members: Unit, column: str) -> None:
    with members.owned.begin() as owner:
        owner.execute(text(f"UPDATE persons SET {column} = '\\x01' || sha256('spoiled')"))


def test_an_id_number_is_opened_for_who_may_be_told_and_for_nobody_else(members: Unit) -> None:
    member = enrolled(members, new_id("fund"), "1")
    spoil(members, "cid_sealed")
    stranger = Actor("staff_own", frozenset({"clerk"}), frozenset({new_id("fund")}))
    with pytest.raises(Forbidden):
        read(members, [member["membership_id"]], stranger)
    with pytest.raises(WrongKey):
        read(members, [member["membership_id"]])


def test_a_telephone_number_is_told_to_nobody_and_not_opened(members: Unit) -> None:
    member = enrolled(members, new_id("fund"), "1")
    spoil(members, "phone_sealed")
    assert read(members, [member["membership_id"]]) == [member]
    with members.work(CLERK) as work:
        told = persons.get_persons(
            work, person_ids=[member["person_id"]], purpose="claim_review", subject="x"
        )
    assert [each.person_id for each in told["persons"]] == [member["person_id"]]
