"""Threads beside the work: none ends in silence."""

from __future__ import annotations

import json
import subprocess
import sys

NAME = "นางตัวอย่าง"
PROGRAM = f"""
import threading
from kernel.chassis.threads import in_thread
from kernel.telemetry import log

log.start("tests")
told, over = [], threading.Event()

def tend():
    raise RuntimeError("cannot go on with {NAME}")

def died(error):
    told.append(error)
    over.set()

in_thread(tend, died=died)
assert over.wait(5)
print(type(told[0]).__name__)
"""


def test_a_thread_that_dies_says_so_without_names_and_is_told_of() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert done.stdout.split() == [b"RuntimeError"]
    (line,) = [json.loads(each) for each in done.stderr.splitlines()]
    assert (line["event"], line["thread"]) == ("thread_died", "tend")
    assert NAME not in done.stderr.decode()
