"""What no linter can hold: how long things are, and that what is said of a service is so."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from kernel.contracts import catalogue

ROOT = Path(__file__).resolve().parents[1]
MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
LISTED = subprocess.run(
    ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    check=True,
).stdout.decode()
FILES = sorted(Path(name) for name in LISTED.split("\0") if name and (ROOT / name).is_file())
MODULES = [path for path in FILES if path.suffix == ".py"]
OURS = [path for path in MODULES if path.parts[0] in ("kernel", "services", "gateway", "deploy")]


def named(path: Path) -> str:
    return str(path)


def source(path: Path) -> str:
    return (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_at_most_300_lines(path: Path) -> None:
    assert len(source(path).splitlines()) <= MODULE_LINES_MAX


@pytest.mark.parametrize("path", OURS, ids=named)
def test_a_function_is_at_most_40_lines(path: Path) -> None:
    long = [
        f"{node.name} has {lines}"
        for node in ast.walk(ast.parse(source(path)))
        if isinstance(node, ast.FunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not long


@pytest.mark.parametrize("path", OURS, ids=named)
def test_the_years_between_the_eras_stand_in_one_module(path: Path) -> None:
    if path != Path("kernel/values/thai_calendar.py"):
        assert not re.search(r"(?<![0-9])543(?![0-9])", source(path))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_says_what_it_is(path: Path) -> None:
    text = source(path)
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_depends_on_one_machine(path: Path) -> None:
    if path.suffix in (".xlsx", ".csv") or path.name in ("uv.lock", "EXPECTED.json", "LICENSE"):
        return
    assert not re.search(r"(?<![\w.])/(work|root|home/\w+)/", source(path))


def service_class(name: str) -> Any:
    return importlib.import_module(f"services.{name}.service").SERVICE


def entrypoints(name: str, kind: str) -> dict[str, Any]:
    """The methods of a service with entrypoints of one kind, and those entrypoints."""
    return {
        method: [each for each in found.nameko_entrypoints if type(each).__name__ == kind]
        for method, found in inspect.getmembers(service_class(name), inspect.isfunction)
        if any(type(each).__name__ == kind for each in getattr(found, "nameko_entrypoints", ()))
    }


@pytest.mark.parametrize("name", catalogue.SERVICES)
def test_a_service_answers_what_its_contract_says(name: str) -> None:
    assert set(entrypoints(name, "Rpc")) == set(catalogue.contract(name).requests)


@pytest.mark.parametrize("name", catalogue.SERVICES)
def test_a_service_hears_what_the_contracts_say(name: str) -> None:
    heard = {
        (each.event.service, each.event.name)
        for found in entrypoints(name, "On").values()
        for each in found
    }
    told = {
        (event.service, event.name)
        for event in catalogue.events().values()
        if name in event.hearers
    }
    assert heard == told


@pytest.mark.parametrize("name", catalogue.SERVICES)
def test_a_charter_is_true(name: str) -> None:
    charter = " ".join((importlib.import_module(f"services.{name}").__doc__ or "").split())
    says = re.search(r"\bsays (.*?) asks\b", charter)
    assert says, "a charter has: owns, hears, says, asks"
    told = set(re.findall(r"[a-z]+(?:_[a-z]+)+", says[1]))
    assert told == set(catalogue.contract(name).events)
    asks = set(re.findall(r"[a-z]+(?:_[a-z]+)+", charter.partition(" asks ")[2]))
    allowed = {
        request.method_name()
        for contract in catalogue.contracts().values()
        for request in contract.requests.values()
        if name in request.callers and contract.service != name
    }
    assert asks <= allowed, "a service asks only what the contracts let it ask"


def test_no_service_may_ask_one_that_asks_it() -> None:
    """Not by way of others either: all would wait for one another with every worker they have."""
    asks: dict[str, set[str]] = {name: set() for name in catalogue.SERVICES}
    for contract in catalogue.contracts().values():
        for request in contract.requests.values():
            for caller in request.callers & set(catalogue.SERVICES):
                asks[caller].add(contract.service)
    assert list(TopologicalSorter(asks).static_order()), "a CycleError names the circle"


def test_the_client_loads_no_eventlet() -> None:
    code = (
        "import sys, kernel.client; sys.exit('eventlet' in sys.modules or 'nameko' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
