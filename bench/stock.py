"""Stock nameko clients asking our service, one call after another: that they can, and how fast.

They call as docs/decisions/0016 says, with nothing of ours in them; 2.14.1 in an environment of
its own. Our own client is measured beside them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.parts import echo_contract, peers
from bench.parts.harness import Figures, in_turns, medians, rate
from bench.parts.stage import stage
from kernel.client import Client

COUNT: Final = 300
FILE: Final = "bench/parts/peer_stock_caller.py"


def main() -> None:
    figures = Figures("stock")
    with stage() as here:
        here.load(echo_contract.CONTRACTS)
        here.start(echo_contract.SERVER, "bench.parts.echo", "echo")
        url, token = here.installation.doors["cli"]["AMQP_URL"], here.token()
        with Client(url, "bench", token=token, seconds=60) as client:
            runs: dict[str, Callable[[], float]] = {
                "kernel.client": lambda: rate(COUNT, lambda: ask(client)),
                "nameko 3.0.0rc11": lambda: stock(sys.executable, url, token),
                "nameko 2.14.1": lambda: stock(peers.python("nameko2"), url, token),
            }
            for name, value in medians(in_turns(runs)).items():
                figures.add(f"{name} asking ours (calls/s)", value)
    figures.show("calls a second, one by one (medians of turns)")


def ask(client: Client) -> None:
    for _ in range(COUNT):
        client.call("members.echo", text="x" * 64)


def stock(interpreter: str | Path, url: str, token: str) -> float:
    """The rate of a stock client, which answers at all or ends the bench."""
    done = subprocess.run(
        [str(interpreter), "-W", "ignore", FILE, url, str(COUNT)],
        cwd=peers.ROOT,
        env={**os.environ, "ACTOR_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return float(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
