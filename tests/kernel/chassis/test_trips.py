"""Statements in one trip: each has its rows, all are of one transaction, errors are as others'."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import bindparam, exc, insert, select

from kernel.chassis.trips import Statement, in_one_trip
from kernel.values.errors import Conflict, Refused, Unavailable
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


def noted(unit: Unit, *numbers: int) -> list[tuple[Statement, dict[str, Any]]]:
    """What notes events of these numbers."""
    now = unit.clock.now()
    return [(NOTE, {"event_id": f"event_{number}", "received_at": now}) for number in numbers]


def refused_after(unit: Unit, *trips: list[tuple[Statement, dict[str, Any]]], last: bool) -> None:
    """A unit of work that is refused in the end; its last trip commits where `last` says so."""
    with unit.work() as work:
        for trip in trips:
            in_one_trip(work.connection, *trip, commit=last and trip is trips[-1])
        raise Refused("too_late")


@pytest.mark.parametrize(
    ("numbers", "last", "kept"),
    [([1], True, 1), ([1, 2], True, 2), ([1], False, 0), ([1, 2], False, 0)],
)
def test_what_commits_is_kept_with_all_before_it_and_else_nothing_is(
    members: Unit, numbers: list[int], last: bool, kept: int
) -> None:
    with pytest.raises(Refused):
        refused_after(members, *[noted(members, number) for number in numbers], last=last)
    assert members.count("inbox") == kept


@pytest.mark.parametrize("before", [[], [1]])
def test_where_one_of_those_that_commit_fails_nothing_is_kept(
    members: Unit, before: list[int]
) -> None:
    trips = [*[noted(members, number) for number in before], noted(members, 2, 2)]
    with pytest.raises(Conflict):
        refused_after(members, *trips, last=True)
    assert members.count("inbox") == 0


def test_statements_are_prepared_once_and_again_after_a_rollback_drops_them(members: Unit) -> None:
    first = {"event_id": "event_1", "received_at": members.clock.now()}

    def prepared() -> int:
        with members.work() as work:
            for _ in range(3):
                in_one_trip(work.connection, (NOTED, first))
            return int(
                work.connection.exec_driver_sql(
                    "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
                    ("%inbox.event_id = $1%",),
                ).scalar_one()
            )

    assert prepared() == 1
    for _ in range(5):
        with pytest.raises(Conflict), members.work() as work:
            in_one_trip(work.connection, (NOTE, first), (NOTE, first))
        assert prepared() == 1


def test_a_connection_that_is_gone_is_told_as_every_other_is(members: Unit) -> None:
    def hung_up_on() -> None:
        with members.work() as work, members.work() as other:
            mine = work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            other.connection.exec_driver_sql("SELECT pg_terminate_backend(%s)", (mine,))
            in_one_trip(work.connection, (NOTED, {"event_id": "event_1"}))

    with pytest.raises(Unavailable) as told:
        hung_up_on()
    assert told.value.code == "database_down"
    with members.work() as work:
        assert in_one_trip(work.connection, (NOTED, {"event_id": "event_1"})) == [[]]
