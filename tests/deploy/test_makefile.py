"""make: one word for each thing, every one of them in the help."""

from __future__ import annotations

import os
import re
import subprocess

from deploy.local.layout import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
NEEDED = {"demo", "test", "check", "up", "down", "logs", "bench", "clean"}


def said_by_make(*arguments: str) -> str:
    # MAKEFLAGS of a make that runs these tests are not meant for this one.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    said = subprocess.run(
        ["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return said.stdout + said.stderr


def test_make_alone_lists_every_target() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)
    listed = set(re.findall(r"^  make ([a-z-]+)", said_by_make(), flags=re.MULTILINE))
    assert listed == set(phony.split())
    assert listed >= NEEDED
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, flags=re.MULTILINE))
    assert targets == listed


def test_the_help_fits_a_terminal() -> None:
    assert max(len(line) for line in said_by_make("help").splitlines()) <= 80


def test_a_bench_that_is_not_there_is_told_apart_from_one_that_fails() -> None:
    assert "There is no bench/such.py" in said_by_make("bench", "B=such")


def test_continuous_integration_runs_what_the_readme_says() -> None:
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    lines = [line for line in run.read_text().splitlines() if not line.startswith("#")]
    assert lines[-1] == "exec make test"


def test_the_environment_is_made_anew_when_the_lock_changes() -> None:
    assert "$(VENV): pyproject.toml uv.lock deploy/venv.sh" in MAKEFILE
