"""Statements in one trip: each has its rows, all are of one transaction, errors are as others'."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, exc, insert, select

from kernel.chassis.trips import Statement, in_one_trip
from kernel.values.errors import Conflict
from services.members.tables import chassis
from tests.units import Unit, Units

pytestmark = pytest.mark.stack

INBOX = chassis.inbox
NOTE = Statement(insert(INBOX))
NOTED = Statement(select(INBOX.c.event_id).where(INBOX.c.event_id == bindparam("event_id")))


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def test_each_sees_what_those_before_it_did_and_has_its_own_rows(members: Unit) -> None:
    first = {"event_id": "event_1", "received_at": members.clock.now()}
    with members.work() as work:
        before, none, after = in_one_trip(
            work.connection, (NOTED, first), (NOTE, first), (NOTED, first)
        )
    assert (before, none) == ([], [])
    assert [row.event_id for row in after] == ["event_1"]
    assert members.count("inbox") == 1


def test_what_fails_leaves_nothing_of_the_others(members: Unit) -> None:
    first = {"event_id": "event_1", "received_at": members.clock.now()}
    with pytest.raises(Conflict), members.work() as work:
        in_one_trip(work.connection, (NOTE, first), (NOTE, first), (NOTED, first))
    assert members.count("inbox") == 0


def test_a_value_no_column_takes_is_the_databases_error_and_the_connection_lives(
    members: Unit,
) -> None:
    with pytest.raises(exc.DBAPIError), members.work() as work:
        in_one_trip(work.connection, (NOTE, {"event_id": "event_1", "received_at": "never"}))
    with members.work() as work:
        assert in_one_trip(work.connection, (NOTED, {"event_id": "event_1"})) == [[]]
