"""Statements in one trip: each has its rows, all are of one transaction, errors are as others'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import bindparam, exc, insert, select

from kernel.chassis.trips import Asked, Statement, in_one_trip, while_kept
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


def noted(unit: Unit, *numbers: int) -> list[Asked]:
    """What notes events of these numbers."""
    now = unit.clock.now()
    return [(NOTE, {"event_id": f"event_{number}", "received_at": now}) for number in numbers]


def work_on(
    unit: Unit,
    before: list[Asked],
    kept: Asked,
    *asked: Asked,
    meanwhile: Callable[[list[Any]], None],
) -> None:
    """A unit of work of one trip or more, the last with what is kept."""
    with unit.work() as work:
        for each in before:
            in_one_trip(work.connection, each)
        with while_kept(work.connection, kept, *asked) as found:
            meanwhile(found)


def refuse(_: object) -> None:
    raise Refused("too_late")


def refused_after(unit: Unit, trips: list[Asked]) -> None:
    with unit.work() as work:
        for trip in trips:
            in_one_trip(work.connection, trip)
        refuse(work)


@pytest.mark.parametrize("numbers", [[1], [1, 2]])
def test_what_a_refused_unit_of_work_did_in_trips_is_taken_back(
    members: Unit, numbers: list[int]
) -> None:
    with pytest.raises(Refused):
        refused_after(members, noted(members, *numbers))
    assert members.count("inbox") == 0


@pytest.mark.parametrize("before", [[], [1]])
def test_what_was_kept_stays_with_all_before_it_though_the_work_on_it_fails(
    members: Unit, before: list[int]
) -> None:
    (kept,) = noted(members, 2)
    with pytest.raises(Refused):
        work_on(members, noted(members, *before), kept, meanwhile=refuse)
    assert members.count("inbox") == len(before) + 1


@pytest.mark.parametrize("before", [[], [1]])
def test_where_what_was_to_be_kept_fails_nothing_is(members: Unit, before: list[int]) -> None:
    (kept,) = noted(members, 2)
    found: list[Any] = []
    asked = (kept, (NOTED, {"event_id": "event_2"}))
    with pytest.raises(Conflict):
        work_on(members, noted(members, *before), kept, *asked, meanwhile=found.extend)
    assert found == [[], [("event_2",)]]
    assert members.count("inbox") == 0
    with members.work() as work:
        assert in_one_trip(work.connection, (NOTED, {"event_id": "event_2"})) == [[]]


def test_where_what_is_asked_fails_nothing_is_worked_on_or_kept(members: Unit) -> None:
    (kept,) = noted(members, 1)
    never = (NOTE, {"event_id": "event_2", "received_at": "never"})
    with pytest.raises(exc.DBAPIError, match="never"):
        work_on(members, [], kept, never, meanwhile=refuse)
    assert members.count("inbox") == 0


TOO_MANY = """
CREATE FUNCTION too_many() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'too many'; END $$;
CREATE CONSTRAINT TRIGGER too_many AFTER INSERT ON inbox
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION too_many();
"""


@pytest.fixture
def commits_fail(members: Unit) -> Iterator[None]:
    """Whatever is noted is refused by its commit, and not before."""
    with members.owned.begin() as owner:
        owner.exec_driver_sql(TOO_MANY)
    yield
    with members.owned.begin() as owner:
        owner.exec_driver_sql("DROP FUNCTION too_many() CASCADE")


@pytest.mark.usefixtures("commits_fail")
@pytest.mark.parametrize("begun", [False, True])
def test_what_only_the_commit_refuses_is_told_and_not_kept(members: Unit, begun: bool) -> None:
    asked = (NOTED, {"event_id": "event_1"})
    found: list[Any] = []
    (kept,) = noted(members, 1)
    with pytest.raises(exc.DBAPIError, match="too many"):
        work_on(members, [asked] if begun else [], kept, asked, meanwhile=found.extend)
    assert (found, members.count("inbox")) == ([[]], 0)


def test_rows_are_worked_on_before_what_is_kept_is_done(members: Unit) -> None:
    (kept,) = noted(members, 1)
    with members.owned.connect() as other, members.work() as work:
        other.exec_driver_sql("LOCK TABLE inbox IN SHARE MODE")  # none may write, all may read
        with while_kept(work.connection, kept, (NOTED, {"event_id": "event_1"})) as (rows,):
            assert rows == []
            assert members.count("inbox") == 0
            other.rollback()
    assert members.count("inbox") == 1


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


def test_a_connection_that_is_gone_meanwhile_is_told_after_the_work(members: Unit) -> None:
    (kept,) = noted(members, 1)

    def hung_up_on() -> None:
        with members.owned.connect() as other, members.work() as work, members.work() as last:
            mine = work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            other.exec_driver_sql("LOCK TABLE inbox IN SHARE MODE")
            with while_kept(work.connection, kept, (NOTED, {"event_id": "event_1"})):
                last.connection.exec_driver_sql("SELECT pg_terminate_backend(%s)", (mine,))

    with pytest.raises(Unavailable) as told:
        hung_up_on()
    assert told.value.code == "database_down"
    assert members.count("inbox") == 0


def test_a_connection_that_is_gone_before_a_trip_begins_finds_not_nothing_but_fails(
    members: Unit,
) -> None:
    with members.engine.connect() as connection, members.engine.connect() as last:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.commit()
        last.exec_driver_sql("SELECT pg_terminate_backend(%s)", (mine,))
        with pytest.raises(exc.OperationalError):
            in_one_trip(connection, (NOTED, {"event_id": "event_1"}))
        connection.invalidate()
