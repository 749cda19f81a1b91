"""Calls: every one ends with an answer or a clear error, before its deadline."""

from __future__ import annotations

import time

import pytest

from kernel.client import Client, Unexpected, new_id
from kernel.values.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from tests.processes import ServiceProcess

pytestmark = pytest.mark.stack


def test_a_call_is_answered(client: Client, speaker: ServiceProcess) -> None:
    told = client.call("members.echo", text="สวัสดี")
    assert told == {"text": "สวัสดี", "actor_id": "", "caller": "cli"}


def test_a_call_ends_within_its_budget(client: Client, speaker: ServiceProcess) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable) as ended:
        client.call("members.echo", text="late", wait_seconds=5, seconds=0.3)
    assert ended.value.code == "deadline_exceeded"
    assert time.monotonic() - began < 1.0


def test_an_unknown_service_fails_at_once(client: Client) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable) as ended:
        client.call("nobody.echo", text="?")
    assert ended.value.code == "unknown_service"
    assert time.monotonic() - began < 1.0


def test_an_unknown_method_fails_at_once(client: Client, speaker: ServiceProcess) -> None:
    with pytest.raises(NotFound) as ended:
        client.call("members.dance", text="?")
    assert ended.value.code == "unknown_method"


def test_fields_of_another_form_are_invalid(client: Client, speaker: ServiceProcess) -> None:
    with pytest.raises(Invalid) as ended:
        client.call("members.echo", text="x", colour="red")
    assert ended.value.details == {"fields": {"colour": ["Unknown field."]}}


def test_a_service_asks_another_within_the_callers_budget(
    client: Client, speaker: ServiceProcess, hearer: ServiceProcess
) -> None:
    assert client.call("funds.relay_echo", text="on")["caller"] == "funds"
    with pytest.raises(Unavailable) as ended:
        client.call("funds.relay_echo", text="on", wait_seconds=5, seconds=0.5)
    assert ended.value.code == "deadline_exceeded"


def test_nobody_is_asked_inside_a_unit_of_work(
    client: Client, speaker: ServiceProcess, hearer: ServiceProcess
) -> None:
    with pytest.raises(Unexpected):
        client.call("funds.relay_echo", text="on", inside=True)
    assert "members.echo is asked inside a unit of work" in hearer.log.read_text()


@pytest.mark.parametrize("how", ["undumped", "too_large", "นางตัวอย่าง สมมุติ"])
def test_a_bug_tells_the_caller_nothing_but_where_to_look(
    client: Client, speaker: ServiceProcess, how: str
) -> None:
    with pytest.raises(Unexpected) as ended:
        client.call("members.go_wrong", how=how)
    assert "ตัวอย่าง" not in str(ended.value)
    logged = speaker.log.read_text()
    assert ended.value.call_id in logged
    assert "ตัวอย่าง" not in logged


def test_a_caller_that_may_not_ask_is_told_so(client: Client, speaker: ServiceProcess) -> None:
    with pytest.raises(Forbidden) as ended:
        client.call("members.echo_for_services", text="x")
    assert ended.value.code == "caller_not_allowed"


def test_a_command_repeated_is_answered_and_not_done_again(
    client: Client, speaker: ServiceProcess
) -> None:
    order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "once"}
    first = client.call("members.say", order)
    assert client.call("members.say", order) == first
    assert first["times"] == 1
    with pytest.raises(Conflict) as ended:
        client.call("members.say", {**order, "text": "twice"})
    assert ended.value.code == "command_id_reused"


def test_a_command_repeated_while_under_way_is_done_once(
    client: Client, speaker: ServiceProcess
) -> None:
    order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "at once"}
    calls = [client.send("members.say", order) for _ in range(8)]
    assert [call.result()["times"] for call in calls] == [1] * 8


def test_a_command_without_an_id_is_invalid(client: Client, speaker: ServiceProcess) -> None:
    with pytest.raises(Invalid):
        client.call("members.say", thing_id=new_id("thing"), text="x")
    with pytest.raises(Invalid):
        client.call("members.say", command_id="command_1", thing_id=new_id("thing"), text="x")


def test_a_refused_command_leaves_nothing_and_may_be_asked_again(
    client: Client, speaker: ServiceProcess
) -> None:
    order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "x"}
    with pytest.raises(Refused):
        client.call("members.say", {**order, "fail_after": True})
    assert client.call("members.say", order)["times"] == 1
