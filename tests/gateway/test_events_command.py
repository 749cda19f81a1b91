"""`kongbun events`: what is parked anywhere is seen, shown, tried again and given up."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial

import pytest

from kernel.chassis import parking
from kernel.client import new_id
from kernel.contracts.envelope import Announced
from kernel.contracts.members.memberships import MEMBERSHIP_CHANGED
from services.funds import tables
from tests.gateway.conftest import Run
from tests.platform import Platform

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]
NOW = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def events(kongbun: Run) -> Run:
    """`kongbun events ...`, on a terminal wide enough for its table."""
    return partial(kongbun, "events", columns=200)


def park(platform: Platform, sequence: int, membership_id: str) -> str:
    """An event of a membership, parked by the funds service for some reason."""
    event_id = new_id("event")
    data = {
        "membership_id": membership_id,
        "fund_id": new_id("fund"),
        "person_id": new_id("person"),
        "member_no": "1",
        "joined_on": dt.date(2010, 1, 1),
        "status": "active",
        "died_on": None,
    }
    announced = Announced(event_id, membership_id, sequence, NOW, data, {})
    body = MEMBERSHIP_CHANGED.write(announced)
    with platform.database("funds") as engine, engine.begin() as connection:
        heard = MEMBERSHIP_CHANGED.read(json.loads(body))
        parking.park(connection, tables.chassis, heard, body, "RuntimeError", NOW)
    return event_id


def test_what_is_parked_is_seen_and_settled_in_its_order(platform: Platform, events: Run) -> None:
    membership_id = new_id("membership")
    first, second, third = (park(platform, each, membership_id) for each in (1, 2, 3))
    listed = events("parked")
    assert listed.returncode == 1
    for event_id in (first, second, third):
        assert event_id in listed.stdout
    shown = events("show", second)
    assert membership_id in shown.stdout, shown.stderr
    assert "funds" in shown.stdout

    early = events("discard", second, "--reason", "a test")
    assert early.returncode == 1
    assert "event_waits_for_another" in early.stderr
    gone = events("discard", first, "--reason", "a test")
    assert "2 still parked" in gone.stdout, gone.stderr
    told = events("retry", third, lang="th")
    assert "มีผลแล้ว 2" in told.stdout, told.stderr
    assert events("parked").stdout == "Nothing is parked.\n"

    again = events("retry", third)
    assert again.returncode == 1
    assert "event_not_parked" in again.stderr
