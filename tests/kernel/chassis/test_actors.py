"""Who acts is told by a signed token, and by nothing else."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import Engine, select

from deploy.local.bootstrap import Installation
from kernel.client import Client, new_id
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, Forbidden, Invalid
from kernel.wire import clock, tokens
from tests.kernel.chassis import wire
from tests.kernel.chassis.standin import tables
from tests.processes import ServiceProcess, eventually

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("speaker")]
CLERK = Actor("staff_clerk", frozenset({"clerk"}), frozenset({"fund_1"}))


def signed(made: Installation, actor: Actor, seconds: int = 60, late_ms: int = 0) -> str:
    pem = Path(made.doors["cli"]["KONGBUN_KEYS"], "actor.key").read_bytes()
    return tokens.sign(actor, pem, clock.now_ms() - late_ms, seconds)


def test_a_signed_actor_is_known(client: Client, standins: Installation) -> None:
    told = client.call("members.echo_for_clerks", text="x", token=signed(standins, CLERK))
    assert told["actor_id"] == "staff_clerk"


def test_without_a_token_nobody_acts(client: Client) -> None:
    with pytest.raises(Forbidden) as refusal:
        client.call("members.echo_for_clerks", text="x")
    assert refusal.value.code == "role_missing"


def test_another_role_is_not_enough(client: Client, standins: Installation) -> None:
    token = signed(standins, Actor("staff_x", frozenset({"treasurer"})))
    with pytest.raises(Forbidden) as refusal:
        client.call("members.echo_for_clerks", text="x", token=token)
    assert refusal.value.code == "role_missing"


def test_an_actor_in_the_body_is_refused(client: Client) -> None:
    with pytest.raises(Invalid):
        client.call("members.echo", text="x", actor_id="staff_clerk")


def test_a_token_signed_by_somebody_else_is_refused(client: Client) -> None:
    stranger = OKPKey.generate_key("Ed25519").as_pem(private=True)
    token = tokens.sign(CLERK, stranger, clock.now_ms())
    with pytest.raises(Forbidden) as refusal:
        client.call("members.echo_for_clerks", text="x", token=token)
    assert refusal.value.code == "actor_token_invalid"


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(client: Client, token: str) -> None:
    with pytest.raises(Forbidden):
        client.call("members.echo_for_clerks", text="x", token=token)


def test_an_expired_token_is_refused_even_if_it_was_good_before(
    client: Client, standins: Installation
) -> None:
    token = signed(standins, CLERK, seconds=4)
    client.call("members.echo_for_clerks", text="x", token=token)
    time.sleep(4.1)  # it is known by now, and what is known is not verified again
    with pytest.raises(Forbidden) as refusal:
        client.call("members.echo_for_clerks", text="x", token=token)
    assert refusal.value.code == "actor_token_expired"


def test_an_expired_token_is_refused_at_first_sight(client: Client, standins: Installation) -> None:
    late = signed(standins, CLERK, seconds=2, late_ms=10_000)
    with pytest.raises(Forbidden) as refusal:
        client.call("members.echo_for_clerks", text="x", token=late)
    assert refusal.value.code == "actor_token_expired"


def test_a_caller_cannot_name_itself_another(
    client: Client, standins: Installation, speaker: ServiceProcess
) -> None:
    with pytest.raises(Exception, match="user_id"):
        wire.publish(
            standins, "cli", "nameko-rpc", "members.echo", [b"{}"], user_id="funds@chassis"
        )
    assert client.call("members.echo", text="still there")["caller"] == "cli"


def test_who_asked_stands_in_the_log_and_with_the_command(
    client: Client, standins: Installation, speaker: ServiceProcess, said_by: Engine
) -> None:
    order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "x"}
    client.call("members.say", order, token=signed(standins, CLERK))
    commands = tables.chassis.commands
    with said_by.connect() as connection:
        kept = connection.execute(
            select(commands).where(commands.c.command_id == order["command_id"])
        ).one()
    assert (kept.caller, kept.actor_id) == ("cli", "staff_clerk")

    def logged() -> list[dict[str, str]]:
        lines = [json.loads(line) for line in speaker.log.read_text().splitlines()]
        return [line for line in lines if line.get("call") == kept.call_id]

    (call,) = eventually(logged, "the call's line: it is written after the reply")
    assert (call["method"], call["caller"], call["actor"]) == ("say", "cli", "staff_clerk")


def test_what_one_has_asked_for_is_not_told_to_another_under_the_same_id(
    client: Client, standins: Installation
) -> None:
    order = {"command_id": new_id("command"), "thing_id": new_id("thing"), "text": "x"}
    client.call("members.say", order, token=signed(standins, CLERK))
    other = signed(standins, Actor("staff_other", frozenset({"clerk"})))
    with pytest.raises(Conflict) as refusal:
        client.call("members.say", order, token=other)
    assert refusal.value.code == "command_id_reused"
    assert client.call("members.say", order, token=signed(standins, CLERK))["times"] == 1
