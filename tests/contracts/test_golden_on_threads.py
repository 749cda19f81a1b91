"""The logbook on threads, unpatched, answers what golden messages ask as it does on eventlet."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest

from deploy.local import fleet, processes
from kernel.wire.clock import new_id
from tests.contracts.golden_broker import ANYBODY, Json, Wire, filled, golden, values
from tests.contracts.test_golden_messages import CALLS, REFUSALS, refuses_as_recorded
from tests.platform import ROOT, Platform
from tests.processes import ServiceProcess

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

ALIKE = (
    *("register_household", "record_assessment", "get_household"),
    *("find_household", "list_households", "list_parked", "get_parked"),
)
"""What the logbook is asked by golden calls and answers whenever it is asked; not the imports,
which go on by themselves, nor the disclosures, which grow by each telling."""


def test_a_service_on_threads_answers_as_on_eventlet(
    own_platform: Platform, tmp_path: Path
) -> None:
    """The same service on the system's threads, which no caller can tell from the other."""
    command_ids = {name: new_id("command") for name in ALIKE}
    made = own_platform.installation
    processes.stop(fleet.pidfile(made.home, "logbook"), "logbook", 30, lambda _: None)
    command = ["-m", "tests.kernel.chassis.threaded", "logbook"]
    threaded = ServiceProcess(command, made.services["logbook"], tmp_path / "log")
    try:
        threaded.wait_until_ready()
        asked = {
            name: kept
            for name, kept in REFUSALS.items()
            if kept["request"]["routing_key"].startswith("logbook.")
        }
        refuses_as_recorded(own_platform, asked)
        told = answers(own_platform, command_ids)
    finally:
        assert threaded.stop() == 0
        fleet.start(made, ROOT, lambda _: None)
    assert told["record_assessment"] == CALLS["logbook.record_assessment"]["reply"]
    assert [json.loads(each["body"])["error"] for each in told.values()][:-1] == [None] * 6
    assert json.loads(told["get_parked"]["body"])["error"]["exc_type"] == "NotFound"
    assert answers(own_platform, command_ids) == told


def answers(platform: Platform, command_ids: dict[str, str]) -> dict[str, Json]:
    """What the logbook answers to golden calls; commands under ids of their own."""
    url = platform.installation.doors["gateway"]["AMQP_URL"]
    user = f"gateway@{platform.installation.name}"
    token = platform.door("gateway").token(ANYBODY)
    told = {}
    with closing(Wire(url)) as wire:
        queue, key = wire.reply_queue(user)
        for name, command_id in command_ids.items():
            kept = CALLS[f"logbook.{name}"]["request"]
            body = re.sub(r"command_[0-9A-Z]{26}", command_id, kept["body"])
            wire.send(*filled({**kept, "body": body}, **values(user, key, token)))
            reply = golden(wire.take(queue))
            told[name] = {**reply, "body": re.sub(r"disclosure_\w{26}", "$told", reply["body"])}
    return told
