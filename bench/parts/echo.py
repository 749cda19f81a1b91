"""An echo service on the real chassis, everything on: what `bench/rpc.py` calls.

It borrows the name and rights of `members`; `relay` borrows those of `funds`, and calls it, to
measure service to service from inside a service.
"""

from kernel.chassis import runner  # first: it patches

# ruff: isort: split
import os
import sys
import time
from typing import Any, Final

from marshmallow import fields

from kernel.chassis.entrypoints import Ask, rpc
from kernel.contracts import catalogue
from kernel.contracts.envelope import Contract, Message, Request
from kernel.contracts.operations import DOORS

SERVER: Final = "members"
CALLER: Final = "funds"


class Echoed(Message):
    """What was said."""

    text = fields.String(required=True)


class Rate(Message):
    """How many calls a second."""

    seconds = fields.Float(required=True)


class Echo(Request):
    """Say it again."""

    text = fields.String(required=True)
    callers, roles, answers = DOORS | {CALLER}, frozenset({"clerk"}), Echoed


class RunCalls(Request):
    """Call the echo so many times, so many at once."""

    count = fields.Integer(required=True)
    outstanding = fields.Integer(required=True)
    callers, roles, answers = DOORS, frozenset({"clerk"}), Rate


CONTRACTS: Final = {
    SERVER: Contract(SERVER, {"echo": Echo}, {}),
    CALLER: Contract(CALLER, {"run_calls": RunCalls}, {}),
}
assert set(CONTRACTS) <= set(catalogue.SERVICES)


class EchoService:
    name = SERVER

    @rpc
    def echo(self, request: dict[str, Any]) -> Any:
        order = Echo.read(request)
        return Echoed.write(order)


class RelayService:
    name = CALLER
    ask = Ask()

    @rpc
    def run_calls(self, request: dict[str, Any]) -> Any:
        order = RunCalls.read(request)
        began = time.perf_counter()
        if order["outstanding"] == 1:
            for _ in range(order["count"]):
                self.ask("members.echo", text="x" * 64)
        else:
            self._pipelined(order["count"], order["outstanding"])
        return Rate.write({"seconds": time.perf_counter() - began})

    def _pipelined(self, count: int, outstanding: int) -> None:
        under_way: list[Any] = []
        for _ in range(count):
            if len(under_way) == outstanding:
                under_way.pop(0).result()
            under_way.append(self.ask.send("members.echo", {"text": "x" * 64}))
        for call in under_way:
            call.result()


if __name__ == "__main__":
    chosen = {"echo": EchoService, "relay": RelayService}[sys.argv[1]]
    raise SystemExit(runner.run(chosen, CONTRACTS, os.environ))
