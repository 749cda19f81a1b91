"""`kongbun events`: what is parked anywhere is seen, shown, tried again and given up."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from kernel.chassis import parking
from kernel.client import new_id
from kernel.contracts.envelope import Announced
from kernel.contracts.members.memberships import MEMBERSHIP_CHANGED
from services.funds import tables
from tests.platform import ROOT, Platform

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]
Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def kongbun(platform: Platform) -> Run:
    """The command, as an operator runs it."""

    def run(*arguments: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **platform.installation.doors["cli"], "COLUMNS": "200"}
        return subprocess.run(
            [sys.executable, "-m", "gateway.cli", "--lang", lang, "events", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


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


def test_what_is_parked_is_seen_and_settled_in_its_order(platform: Platform, kongbun: Run) -> None:
    membership_id = new_id("membership")
    first, second, third = (park(platform, each, membership_id) for each in (1, 2, 3))
    listed = kongbun("parked")
    assert listed.returncode == 1
    for event_id in (first, second, third):
        assert event_id in listed.stdout
    shown = kongbun("show", second)
    assert membership_id in shown.stdout, shown.stderr
    assert "funds" in shown.stdout

    early = kongbun("discard", second, "--reason", "a test")
    assert early.returncode == 1
    assert "event_waits_for_another" in early.stderr
    gone = kongbun("discard", first, "--reason", "a test")
    assert "2 still parked" in gone.stdout, gone.stderr
    told = kongbun("retry", third, lang="th")
    assert "มีผลแล้ว 2" in told.stdout, told.stderr
    assert kongbun("parked").stdout == "Nothing is parked.\n"

    again = kongbun("retry", third)
    assert again.returncode == 1
    assert "event_not_parked" in again.stderr
