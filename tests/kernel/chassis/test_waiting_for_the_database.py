"""While one of a service's workers waits for the database, the others go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.engine import make_url

from tests.proxies import Proxy, proxy_for, through
from tests.units import Units

pytestmark = pytest.mark.stack

# A worker that works, and one that tells once it has had a thousand turns meanwhile.
BEGIN = """
import sys
from kernel.chassis import runner
import eventlet, psycopg
connection = psycopg.connect(sys.argv[1])

def turns():
    for _ in range(1_000):
        eventlet.sleep(0)
    print("others go on", flush=True)
"""
SLOW_ANSWER = """
eventlet.spawn(turns)
print(connection.execute("SELECT 'answered' FROM pg_sleep(0.5)").fetchone()[0])
"""
MUCH_TO_SAY = """
print("stall", flush=True)
sys.stdin.readline()
eventlet.spawn(turns)
print(connection.execute("SELECT length(%s)", ["x" * 40_000_000]).fetchone()[0])
"""
TOGETHER = """
with connection.pipeline():
    cursors = [connection.execute("SELECT repeat('x', 1000000), %s", [each]) for each in range(30)]
print(sum(len(each.fetchone()[0]) for each in cursors))
"""
HUNG_UP = """
import threading
eventlet.spawn_after(0.2, psycopg.connect(sys.argv[1], autocommit=True).execute,
    "SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
try:
    connection.execute("SELECT pg_sleep(60)")
except psycopg.OperationalError as error:
    print(type(error).__name__)
"""


@pytest.fixture
def url(units: Units) -> str:
    told = make_url(units.installation.services["funds"]["DATABASE_URL"])
    return told.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def worker(program: str, url: str) -> Iterator[subprocess.Popen[str]]:
    """A process with a hub, at work."""
    command = [sys.executable, "-c", BEGIN + program, url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_for_a_slow_answer(url: str) -> None:
    with worker(SLOW_ANSWER, url) as process:
        assert [said(process), said(process)] == ["others go on", "answered"]


def test_until_a_full_line_takes_more(url: str) -> None:
    line: Proxy = proxy_for(url)
    line.open()
    try:
        with worker(MUCH_TO_SAY, through(url, line.port)) as process:
            assert said(process) == "stall"
            line.stall()
            assert process.stdin is not None
            process.stdin.write("stalled\n")
            process.stdin.flush()
            assert said(process) == "others go on"
            line.flow()
            assert said(process) == "40000000"
    finally:
        line.close()


def test_for_many_long_answers_in_one_trip(url: str) -> None:
    with worker(TOGETHER, url) as process:
        assert said(process) == "30000000"


def test_and_is_told_when_the_database_hangs_up(url: str) -> None:
    with worker(HUNG_UP, url) as process:
        assert said(process) == "AdminShutdown"
