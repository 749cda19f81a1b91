"""Memory: what each service holds at rest, when it has just begun and after a month of work.

The month is `kongbun demo`: 35 files of six funds' registers, their books, a claim, a partner, a
household. Resident is what the kernel gives the process; proportional shares what several processes
have mapped among them. A megabyte is 10^6 bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.parts.harness import Figures
from bench.parts.stage import ROOT, Stage, stage
from kernel.contracts.catalogue import SERVICES
from tests.processes import ServiceProcess

BAR_MB: Final = 110.0
REST_SECONDS: Final = 6.0  # an import's process lingers for three


def main() -> None:
    figures = Figures("memory")
    with stage() as here:
        for service in SERVICES:
            here.migrate(service)
        running = {
            service: here.start(service, "kernel.chassis.runner", service) for service in SERVICES
        }
        weigh(running, "begun", figures)
        work_a_month(here)
        weigh(running, "worked", figures)
    figures.show("memory at rest, in MB")


def weigh(running: dict[str, ServiceProcess], when: str, figures: Figures) -> None:
    time.sleep(REST_SECONDS)
    for service, process in running.items():
        resident = told(process.pid, "status", "VmRSS")
        figures.add(f"{service}, {when}, resident (MB)", resident, ("<=", BAR_MB))
        proportional = told(process.pid, "smaps_rollup", "Pss")
        figures.add(f"{service}, {when}, proportional (MB)", proportional)


def told(pid: int, file: str, what: str) -> float:
    """A size the kernel tells of a process."""
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    (kibibytes,) = [line.split()[1] for line in lines if line.startswith(f"{what}:")]
    return int(kibibytes) * 1_024 / 1e6


def work_a_month(here: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Where the command line looks for its doors' settings.
        Path(folder, ".local").symlink_to(here.installation.home)
        command = [str(Path(sys.executable).with_name("kongbun")), "demo"]
        command += ["--registers", str(ROOT / "samples" / "registers")]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-2_000:] + done.stderr[-2_000:])


if __name__ == "__main__":
    main()
