"""A greenthread that reads off the broker stays with the hub: it misses nothing, stops nobody."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEGIN = """
import time
from kernel.chassis import runner
import eventlet, socket
from kernel.chassis.hub import HubReceiver

def line():
    door = socket.create_server(("127.0.0.1", 0))
    there = socket.create_connection(door.getsockname())
    here, _ = door.accept()
    return here, there

here, there = line()
receiver = HubReceiver(here)
receiver.until = time.monotonic() + 0.5
"""
OTHERS_GO_ON = """
eventlet.spawn_after(0.2, there.sendall, b"told")
eventlet.spawn(lambda: [eventlet.sleep(0) for _ in range(1_000)] and print("others go on"))
print(receiver.receive(100))
"""
NOTHING_COMES = """
began = time.monotonic()
for _ in range(3):
    receiver.until = time.monotonic() + 0.5
    try:
        receiver.receive(100)
    except TimeoutError:
        print("nothing")
print(0.9 < time.monotonic() - began < 5)
receiver.until = time.monotonic() + 0.5
there.sendall(b"late")
print(receiver.receive(100))
"""
ITS_READER_IS_BUSY = """
there.sendall(b"first")
print(receiver.receive(100))
there.sendall(b"second")
had = time.process_time()
eventlet.sleep(0.4)
print(time.process_time() - had < 0.2)
print(receiver.receive(100))
"""
ANOTHER_RINGS = """
for wait in (60, 0.1):
    receiver.until = time.monotonic() + wait
    if wait == 60:
        eventlet.spawn_after(0.1, receiver.ring)
    try:
        receiver.receive(100)
    except TimeoutError as error:
        print(error)
receiver.until = time.monotonic() + 60
there.sendall(b"heard")
print(receiver.receive(100))
"""
THE_OTHER_END_CLOSES = """
eventlet.spawn_after(0.1, there.close)
print(receiver.receive(100))
"""
ANOTHER_TAKES_THE_NUMBER = """
there.sendall(b"one")
print(receiver.receive(100))
number = here.fileno()
receiver.close()
here.close()
here, there = line()
print(number in (here.fileno(), there.fileno()))
receiver = HubReceiver(here)
receiver.until = time.monotonic() + 0.5
there.sendall(b"another")
print(receiver.receive(100))
"""


@pytest.mark.parametrize(
    ("story", "told"),
    [
        (OTHERS_GO_ON, ["others go on", "b'told'"]),
        (NOTHING_COMES, ["nothing", "nothing", "nothing", "True", "b'late'"]),
        (ITS_READER_IS_BUSY, ["b'first'", "True", "b'second'"]),
        (ANOTHER_RINGS, ["somebody rang", "nothing came", "b'heard'"]),
        (THE_OTHER_END_CLOSES, ["b''"]),
        (ANOTHER_TAKES_THE_NUMBER, ["b'one'", "True", "b'another'"]),
    ],
    ids=[
        "others_go_on",
        "nothing_comes",
        "reader_busy",
        "another_rings",
        "other_end_closes",
        "number_reused",
    ],
)
def test_a_receiver(story: str, told: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", BEGIN + story],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout.splitlines() == told, ran.stderr
