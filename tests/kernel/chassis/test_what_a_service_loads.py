"""What a service's process loads, and what it leaves to others: memory is counted per replica."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kernel.contracts.catalogue import SERVICES

LOAD = """
from kernel.chassis import runner
import importlib, sys
importlib.import_module(f"services.{sys.argv[1]}.service")
"""
# The migration job's, the import process's, and eventlet's own way of finding names.
LEFT_OUT = "{'alembic', 'mako', 'openpyxl', 'dns'}"
FIND = """
from kernel.chassis import runner
import eventlet.tpool, socket
assert socket.getaddrinfo.func is eventlet.tpool.execute
assert socket.getaddrinfo("localhost", 1)
try:
    socket.getaddrinfo("nowhere.invalid", 1)
except socket.gaierror as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_leaves_out_what_only_others_need(service: str) -> None:
    said = _run(f"{LOAD}\nprint(sorted({LEFT_OUT} & set(sys.modules)))", service)
    assert said == "[]"


def test_names_are_found_in_a_thread_so_that_a_dead_resolver_stops_nobody_else() -> None:
    assert _run(FIND) == "gaierror"


def _run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
