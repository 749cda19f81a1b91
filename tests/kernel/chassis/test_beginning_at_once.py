"""A worker begins at once, and whoever began it goes on as soon as it waits."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEGIN = """
from kernel.chassis import runner
import eventlet
from eventlet.greenthread import GreenThread
from eventlet.hubs import get_hub
from kernel.chassis.hub import begin_now

def begun(work, *told):
    thread = GreenThread(get_hub().greenlet)
    thread.link(lambda ended: print("ended", ended.dead or ended is eventlet.getcurrent()))
    begin_now(thread, work, told, {})
    return thread
"""
ENDS_WITHOUT_WAITING = """
print(begun(lambda word: print(word) or "told", "works").wait())
print("goes on")
eventlet.sleep(0)
print("once")
"""
WAITS = """
def work():
    print("works")
    eventlet.sleep(0.05)
    print("works on")
    return "told"
thread = begun(work)
print("goes on", thread.parent is get_hub().greenlet)
print(thread.wait())
"""
_FAILS = """
    raise LookupError("of its own")
get_hub().set_timer_exceptions(False)
thread = begun(work)
print("goes on")
try:
    thread.wait()
except LookupError as error:
    print(error)
"""
FAILS_AT_ONCE = f"""
def work():{_FAILS}"""
FAILS_LATER = f"""
def work():
    eventlet.sleep(0){_FAILS}"""
KILLED_WHILE_IT_WAITS = """
thread = begun(eventlet.sleep, 60)
print("goes on")
thread.kill()
print(thread.dead)
"""
ITS_BEGINNER_IS_KILLED = """
def beginner():
    eventlet.spawn_after(0, lambda: first.kill())
    try:
        begun(work)
        print("goes on")
    finally:
        print("beginner ends")

def work():
    eventlet.sleep(0.05)
    print("works on")

first = eventlet.spawn(beginner)
eventlet.sleep(0.2)
print("once")
"""
MANY = """
order = []
def work(number):
    order.append(number)
    eventlet.sleep(0.05)
    order.append(number)
threads = [begun(work, number) for number in range(3)]
print(order)
for thread in threads:
    thread.wait()
print(sorted(order[3:]))
"""


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (ENDS_WITHOUT_WAITING, "works; ended True; told; goes on; once"),
        (WAITS, "works; goes on True; works on; ended True; told"),
        (FAILS_AT_ONCE, "ended True; goes on; of its own"),
        (FAILS_LATER, "goes on; ended True; of its own"),
        (KILLED_WHILE_IT_WAITS, "goes on; ended True; True"),
        (ITS_BEGINNER_IS_KILLED, "beginner ends; works on; ended True; once"),
        (MANY, "[0, 1, 2]; ended True; ended True; ended True; [0, 1, 2]"),
    ],
    ids=[
        *("ends_without_waiting", "waits", "fails_at_once", "fails_later"),
        *("killed_while_it_waits", "its_beginner_is_killed", "many"),
    ],
)
def test_its_beginner_goes_on(end: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + end], capture_output=True, check=True, timeout=30
    )
    assert done.stdout.decode().splitlines() == said.split("; ")
