"""A stranger with nothing but docs/contracts.md and an AMQP library asks and hears.

The programs are those of samples/callers/, run as they stand: none of our code is in them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import text

from kernel.contracts import funds
from kernel.values.actors import EVERY_FUND, Actor
from kernel.wire.clock import new_id
from tests.contracts.golden_broker import Wire
from tests.platform import ROOT, Platform

pytestmark = pytest.mark.stack

CALLERS = ROOT / "samples" / "callers"
VISITOR = Actor("actor_visitor", frozenset({"volunteer"}), frozenset({EVERY_FUND}))
MINISTRY = Actor("actor_ministry", frozenset({"ministry"}), frozenset({EVERY_FUND}))
STOCK = [("ask_with_stock_nameko.py", "standalone"), ("ask_with_stock_nameko.py", "service")]


@pytest.fixture(scope="module")
def household_id(own_platform: Platform) -> str:
    household_id = new_id("household")
    with own_platform.asking(VISITOR) as client:
        client.call(
            "logbook.register_household",
            command_id=new_id("command"),
            household_id=household_id,
            house_code="00000000623",
            area_code="650801",
            address="64/3",
            needs="a ramp",
        )
    return household_id


def run(url: str, script: str, *told: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A program, with a URL and nothing else of ours."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-P", str(CALLERS / script), *told],
        env={**environment, "AMQP_URL": url, "PYTHONIOENCODING": "utf-8", **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def signed(platform: Platform, actor_id: str, roles: str) -> str:
    """The token of somebody who stands at the door, signed by a program with the door's key."""
    key = f"{platform.installation.doors['gateway']['KONGBUN_KEYS']}/actor.key"
    done = run("", "sign_actor.py", key, actor_id, roles, EVERY_FUND)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout.strip()


@pytest.mark.parametrize("program", [("ask_with_pika.py",), *STOCK], ids=" ".join)
def test_a_strangers_call_is_answered(
    own_platform: Platform, household_id: str, program: tuple[str, ...]
) -> None:
    url = own_platform.installation.doors["gateway"]["AMQP_URL"]
    fields = (f"household_id={household_id}", "purpose=case_management")
    token = signed(own_platform, "actor_visitor", "volunteer")
    done = run(url, *program, "logbook.get_household", *fields, ACTOR_TOKEN=token)
    assert done.returncode == 0, done.stderr[-2_000:]
    book: dict[str, Any] = json.loads(done.stdout)
    assert (book["household_id"], book["needs"]) == (household_id, "a ramp")
    assert book["disclosure_id"].startswith("disclosure_"), "the telling is on record"


@pytest.mark.parametrize("program", [("ask_with_pika.py",), *STOCK], ids=" ".join)
def test_a_stranger_that_may_not_ask_is_told_so(
    own_platform: Platform, program: tuple[str, ...]
) -> None:
    url = own_platform.installation.doors["gateway"]["AMQP_URL"]
    done = run(url, *program, "members.match_roster", "fund_id=x")
    assert done.returncode == 1
    assert "caller_not_allowed" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("program", "told"),
    [(("ask_with_pika.py",), "unknown_service"), (STOCK[0], "UnknownService")],
    ids=["pika", "stock"],
)
def test_a_service_that_is_not_there_is_told_at_once(
    own_platform: Platform, program: tuple[str, ...], told: str
) -> None:
    url = own_platform.installation.doors["gateway"]["AMQP_URL"]
    done = run(url, *program, "ledgers.get_entry")
    assert done.returncode == 1
    assert told in done.stderr


def test_a_strangers_actor_is_the_one_the_door_signed(own_platform: Platform) -> None:
    url = own_platform.installation.doors["gateway"]["AMQP_URL"]
    refused = run(url, "ask_with_pika.py", "funds.list_funds")
    assert "role_missing" in refused.stdout
    token = signed(own_platform, "actor_ministry", "ministry")
    done = run(url, "ask_with_pika.py", "funds.list_funds", ACTOR_TOKEN=token)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "funds" in json.loads(done.stdout)


def test_a_caller_not_built_here_is_told_under_its_own_name(
    own_platform: Platform, household_id: str
) -> None:
    url = own_platform.installation.callers["caseworks"]
    token = signed(own_platform, "actor_visitor", "volunteer")
    asked = ("ask_with_pika.py", "logbook.get_household", f"household_id={household_id}")
    done = run(url, *asked, "purpose=case_management", ACTOR_TOKEN=token)
    assert done.returncode == 0, done.stderr[-2_000:]
    disclosure_id = json.loads(done.stdout)["disclosure_id"]
    with own_platform.database("logbook") as engine, engine.connect() as connection:
        told = text("SELECT caller, actor_id FROM disclosures WHERE disclosure_id = :it")
        recorded = connection.execute(told, {"it": disclosure_id}).one()
    assert tuple(recorded) == ("caseworks", "actor_visitor")
    refused = run(url, *asked, "purpose=statistics", ACTOR_TOKEN=token)
    assert "purpose_not_allowed" in refused.stdout
    clerk = signed(own_platform, "actor_clerk", "clerk")
    refused = run(url, *asked, "purpose=case_management", ACTOR_TOKEN=clerk)
    assert "purpose_not_allowed" in refused.stdout


def test_a_listener_hears_what_a_service_announces(own_platform: Platform) -> None:
    url = own_platform.installation.listeners["reports"]
    with closing(Wire(url)) as reports:
        reports.empty("evt-funds--reports")
    fund_ids = [new_id("fund") for _ in range(3)]
    with own_platform.asking(MINISTRY) as client:
        for fund_id in fund_ids:
            order = {**funds.OpenFund.example, "command_id": new_id("command"), "account_no": ""}
            client.call("funds.open_fund", {**order, "fund_id": fund_id})
    done = run(url, "hear_with_pika.py", "evt-funds--reports", "3")
    assert done.returncode == 0, done.stderr[-2_000:]
    heard = [json.loads(line) for line in done.stdout.splitlines()]
    assert {event["data"]["fund_id"] for event in heard} == set(fund_ids)
    assert {event["type"] for event in heard} == {"kongbun.funds.fund_opened"}
    assert {event["effect"] for event in heard} == {"done"}


def test_a_listener_that_comes_late_begins_where_it_hears_a_thing_first(
    own_platform: Platform,
) -> None:
    url = own_platform.installation.listeners["reports"]
    fund_id = new_id("fund")
    with own_platform.asking(MINISTRY) as client:
        order = {**funds.OpenFund.example, "command_id": new_id("command"), "account_no": ""}
        client.call("funds.open_fund", {**order, "fund_id": fund_id})
        with closing(Wire(url)) as before_it_came:
            while fund_id not in before_it_came.take("evt-funds--reports").body.decode():
                pass
        for status in ("must_strengthen", "active"):
            changed = {"fund_id": fund_id, "status": status, "reason": "ตามมติ"}
            client.call("funds.change_fund_status", {"command_id": new_id("command"), **changed})
    done = run(url, "hear_with_pika.py", "evt-funds--reports", "2")
    assert done.returncode == 0, done.stderr[-2_000:]
    heard = [json.loads(line) for line in done.stdout.splitlines()]
    assert [int(event["sequence"]) for event in heard] == [2, 3]
    assert [event["effect"] for event in heard] == ["begun", "done"]
