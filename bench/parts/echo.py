"""An echo service on the real chassis, everything on: what `bench/rpc.py` calls.

`relay` calls it, to measure service to service from inside a service.
"""

from kernel.chassis import runner  # first: it patches

# ruff: isort: split
import os
import sys
import time
from typing import Any

from bench.parts.echo_contract import CALLER, CONTRACTS, SERVER, Echo, Echoed, Rate, RunCalls
from kernel.chassis.entrypoints import Ask, rpc


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
