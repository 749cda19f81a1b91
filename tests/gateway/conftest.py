"""The command line, as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.platform import ROOT, Platform

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def kongbun(platform: Platform) -> Run:
    """`kongbun` with these arguments, at the module's own platform."""

    def run(
        *arguments: str, lang: str = "en", columns: int = 100
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **platform.installation.doors["cli"], "COLUMNS": str(columns)}
        return subprocess.run(
            [sys.executable, "-m", "gateway.cli", "--lang", lang, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run
