"""Many rows at once: a lost race is a conflict, a bad value says so, and no number is too large."""

from __future__ import annotations

import pytest
from sqlalchemy import exc

from kernel.chassis.bulk import copy_rows
from kernel.values.errors import Conflict
from tests.units import Unit, Units

pytestmark = pytest.mark.stack


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


def test_a_row_that_is_there_already_is_a_conflict(members: Unit) -> None:
    inbox = members.tables.chassis.inbox
    row = ("event_1", members.clock.now())
    with members.work() as work:
        copy_rows(work.connection, inbox, ("event_id", "received_at"), [row])
    with pytest.raises(Conflict), members.work() as work:
        copy_rows(work.connection, inbox, ("event_id", "received_at"), [row])


def test_what_no_column_takes_is_the_databases_error(members: Unit) -> None:
    inbox = members.tables.chassis.inbox
    with pytest.raises(exc.DBAPIError), members.work() as work:
        copy_rows(work.connection, inbox, ("event_id", "received_at"), [("event_1", "never")])


def test_more_rows_than_a_statement_takes_parameters(members: Unit) -> None:
    things = [f"thing_{number}" for number in range(70_000)]
    with members.work() as work:
        assert set(work.next_sequences(things).values()) == {1}
        assert len(work.catch_up(dict.fromkeys(things, 1))) == len(things)
        assert set(work.next_sequences(things[:2]).values()) == {2}
