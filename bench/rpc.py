"""Calls: ours beside raw py-amqp, stock nameko 2.14.1 and aio-pika, in one run.

Everything is on: contract, actor token, deadline, metrics, access log. "Pipelined" is 32
outstanding, one client process, one server process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from bench.parts import echo_contract, peers
from bench.parts.harness import Figures, in_turns, medians, rate
from bench.parts.raw import RawClient
from bench.parts.stage import Stage, stage
from kernel.client import Client

# Many short turns: a shared machine's pace changes from one second to the next.
TURNS: Final = 9
ONE_BY_ONE: Final = 400
PIPELINED: Final = 1_200
OUTSTANDING: Final = 32
TEXT: Final = "x" * 64


def main() -> None:
    figures = Figures("rpc")
    with stage() as here:
        here.load(echo_contract.CONTRACTS)
        here.start(echo_contract.SERVER, "bench.parts.echo", "echo")
        here.start(echo_contract.CALLER, "bench.parts.echo", "relay")
        compare(here, figures)
    figures.show("calls a second (medians of turns), and ratios")


def compare(here: Stage, figures: Figures) -> None:
    raw_server = peers.Server([sys.executable, "-m", "bench.parts.raw", here.admin_url])
    pika, nameko2 = str(peers.python("aio_pika")), str(peers.python("nameko2"))
    pika_file, nameko_file = "bench/parts/peer_aio_pika.py", "bench/parts/peer_nameko.py"
    servers = [
        raw_server,
        peers.Server([pika, pika_file, "server", here.admin_url]),
        peers.Server([nameko2, nameko_file, "server", here.admin_url]),
    ]
    raw = RawClient(here.admin_url)
    url, token = here.installation.doors["cli"]["AMQP_URL"], here.token()
    with Client(url, "bench", token=token, seconds=60) as client:
        warm(client)
        runs: dict[str, Callable[[], float]] = {
            "raw, one by one": lambda: raw_rate(raw, ONE_BY_ONE, 1),
            "client, one by one": lambda: client_rate(client, ONE_BY_ONE, 1),
            "service, one by one": lambda: service_rate(client, ONE_BY_ONE, 1),
            "raw, pipelined": lambda: raw_rate(raw, PIPELINED, OUTSTANDING),
            "client, pipelined": lambda: client_rate(client, PIPELINED, OUTSTANDING),
            "service, pipelined": lambda: service_rate(client, PIPELINED, OUTSTANDING),
        }
        for name, interpreter, file in (
            ("aio-pika", pika, pika_file),
            ("nameko 2.14.1", nameko2, nameko_file),
        ):
            command = [interpreter, file, "client", here.admin_url]
            runs[f"{name}, one by one"] = lambda c=command: peers.told([*c, "500", "1"])
            runs[f"{name}, pipelined"] = lambda c=command: peers.told([*c, "1000", "32"])
        taken = medians(in_turns(runs, TURNS))
    raw.close()
    for server in servers:
        server.stop()
    for name, value in taken.items():
        figures.add(f"{name} (calls/s)", value)
    ratios(taken, figures)


def ratios(taken: dict[str, float], figures: Figures) -> None:
    bars = {
        ("raw", "one by one"): 0.5,
        ("raw", "pipelined"): 0.4,
        ("nameko 2.14.1", "one by one"): 2.0,
        ("nameko 2.14.1", "pipelined"): 3.0,
        ("aio-pika", "one by one"): 1.0,
        ("aio-pika", "pipelined"): 1.0,
    }
    for (peer, how), bar in bars.items():
        # Stock nameko is measured service to service, so ours is too.
        for ours in ("client", "service") if peer != "nameko 2.14.1" else ("service",):
            ratio = taken[f"{ours}, {how}"] / taken[f"{peer}, {how}"]
            figures.add(f"{ours} / {peer}, {how}", ratio, (">=", bar))


def warm(client: Client) -> None:
    for _ in range(100):
        client.call("members.echo", text=TEXT)


def raw_rate(raw: RawClient, count: int, outstanding: int) -> float:
    body = b'{"args":[],"kwargs":{"text":"' + TEXT.encode() + b'"}}'
    return rate(count, lambda: raw.calls(count, outstanding, body) and None)


def client_rate(client: Client, count: int, outstanding: int) -> float:
    def calls() -> None:
        under_way = []
        for _ in range(count):
            if len(under_way) == outstanding:
                under_way.pop(0).result()
            under_way.append(client.send("members.echo", {"text": TEXT}))
        for call in under_way:
            call.result()

    return rate(count, calls)


def service_rate(client: Client, count: int, outstanding: int) -> float:
    told = client.call("funds.run_calls", count=count, outstanding=outstanding)
    return count / float(told["seconds"])


if __name__ == "__main__":
    main()
