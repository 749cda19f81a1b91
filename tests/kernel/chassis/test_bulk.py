"""COPY fails like any other statement: a lost race is a conflict, a bad value says so."""

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
