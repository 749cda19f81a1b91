"""Claims over RPC: submitted, checked, approved, paid by 8 callers, beside their own SQL.

The floor is every statement those four calls run, in the same four transactions, as a pgbench
script with 8 clients on the same database; `pgbench -N` on the same server says what that server
can do. Each claim is another member's, of 64 funds in turn.
"""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench.parts.claims import captured, steps
from bench.parts.harness import Figures, in_turns, medians, rate
from bench.parts.stage import Stage, stage
from deploy.local import binaries
from kernel.client import Client
from tests.funds.orders import Fund
from tests.units import Unit

CALLERS: Final = 8
CLAIMS: Final = 320  # a turn
WARM: Final = 160
TURNS: Final = 3
SECONDS: Final = 5
BALANCE_SATANG: Final = 10_000_000_000
MEMBERS_OF_CALLS: Final = 10_000
MEMBERS_OF_A_CLIENT: Final = 20_000
FIRST: Final = 1_000_000_000
FIRST_OF_SQL: Final = 1_100_000_000
SCALE: Final = 10


def main() -> None:
    figures = Figures("claims")
    with stage() as here, TemporaryDirectory() as folder:
        here.migrate("funds")
        unit = Unit("funds", here.installation)
        prepare(unit)
        script = Path(folder, "claim.sql")
        script.write_text(captured.script(unit), "utf-8")
        here.start("funds", "kernel.chassis.runner", "funds")
        with ExitStack() as opened:
            ours = Calls(here, opened)
            ours.claims(WARM)
            floor = Floor(here, script)
            runs = {
                "claims over RPC": lambda: rate(CLAIMS, lambda: ours.claims(CLAIMS)),
                "the same SQL, pgbench -f": floor.claims,
                "pgbench -N": floor.simple_updates,
            }
            taken = medians(in_turns(runs, TURNS))
        unit.close()
    for name, value in taken.items():
        unit_of = "transactions" if name == "pgbench -N" else "claims"
        figures.add(f"{name} ({unit_of}/s)", value)
    figures.add(
        "claims over RPC / their own SQL",
        taken["claims over RPC"] / taken["the same SQL, pgbench -f"],
        (">=", 0.15),
    )
    figures.show("claims a second (medians of turns): submit, check, approve, pay")


def prepare(unit: Unit) -> None:
    """Funds with money and a regulation, and a member for each claim."""
    for place in range(steps.FUNDS):
        Fund(unit, fund_id=steps.named("fund", steps.FIRST_FUND + place)).open(BALANCE_SATANG, 0)
    numbers = (
        f"SELECT generate_series({FIRST}, {FIRST + MEMBERS_OF_CALLS}) UNION ALL"
        f" SELECT generate_series({FIRST_OF_SQL}, {FIRST_OF_SQL + CALLERS * MEMBERS_OF_A_CLIENT})"
        f" UNION ALL SELECT {captured.member_of_the_capture()}"
    )
    insert = text(f"""
        INSERT INTO memberships (membership_id, fund_id, person_id, member_no, joined_on, status)
        SELECT 'membership_' || lpad(n::text, 26, '0'),
               'fund_' || lpad(({steps.FIRST_FUND} + n % {steps.FUNDS})::text, 26, '0'),
               'person_' || lpad(n::text, 26, '0'), n::text, '2013-09-30', 'active'
        FROM ({numbers}) AS numbers (n)
    """)  # the bench's own numbers
    with unit.owned.begin() as connection:
        connection.execute(insert)
    with unit.owned.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


class Calls:
    """Eight callers, each with one claim under way; one connection for each role."""

    def __init__(self, here: Stage, opened: ExitStack) -> None:
        url = here.installation.doors["cli"]["AMQP_URL"]
        self._clients = {
            actor: opened.enter_context(Client(url, "bench", token=here.token(actor), seconds=60))
            for actor in (steps.CLERK, steps.COMMITTEE, steps.TREASURER)
        }
        self._pool = opened.enter_context(ThreadPoolExecutor(CALLERS))
        self._numbers = count(FIRST)

    def claims(self, how_many: int) -> None:
        numbers = [next(self._numbers) for _ in range(how_many)]
        states = set(self._pool.map(self._claim, numbers))
        assert states == {"paid"}, states

    def _claim(self, number: int) -> str:
        for step in steps.steps(number):
            target = f"funds.{step.request.method_name()}"
            told = self._clients[step.actor].call(target, step.fields)
        return str(told["state"])


class Floor:
    """pgbench, with as many clients."""

    def __init__(self, here: Stage, script: Path) -> None:
        programs = binaries.postgres()
        assert programs is not None, "the servers run, so their programs are there"
        self._program, self._script = programs.path("pgbench"), script
        self._funds = here.installation.services["funds"]["DATABASE_URL"]
        self._scratch = here.installation.owners["members"]
        self._base = FIRST_OF_SQL
        self._run(self._scratch, "-i", "-q", "-s", str(SCALE))

    def claims(self) -> float:
        told = self._run(
            self._funds,
            *("-n", "-M", "simple", "-f", str(self._script), "-T", str(SECONDS)),
            *("-D", f"base={self._base}", "-D", "i=0"),
        )
        # The next turn's claims are of members who have none yet.
        self._base += 2 * int(_told(r"actually processed: (\d+)", told)) // CALLERS + 1
        return float(_told(r"tps = ([\d.]+)", told))

    def simple_updates(self) -> float:
        told = self._run(self._scratch, "-n", "-N", "-T", str(SECONDS))
        return float(_told(r"tps = ([\d.]+)", told))

    def _run(self, database: str, *arguments: str) -> str:
        url = make_url(database).set(drivername="postgresql").render_as_string(False)
        load = () if "-i" in arguments else ("-c", str(CALLERS), "-j", "2")
        command = [self._program, *arguments, *load, url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2_000:]
        return done.stdout


def _told(pattern: str, text_: str) -> str:
    found = re.search(pattern, text_)
    assert found, text_
    return found[1]


if __name__ == "__main__":
    main()
