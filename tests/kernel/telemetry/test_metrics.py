"""What is exported is what dashboards and alerts may name, and nothing beside it."""

from __future__ import annotations

import re

from prometheus_client import generate_latest

from kernel.telemetry.metrics import NAMES


def test_the_names_are_those_exported() -> None:
    told = re.findall(r"^# TYPE (kongbun_\w+) ", generate_latest().decode(), re.MULTILINE)
    assert {name for name in told if not name.endswith("_created")} == NAMES
