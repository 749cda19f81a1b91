"""Waiting in eventlet's hub, for the database and for the broker, with no more than a wait needs.

What eventlet offers registers a file for every wait, under a timer of its own, and undoes both; a
call waits half a dozen times.
"""

from __future__ import annotations

import select
import time
from collections.abc import Generator
from typing import Any, Final, TypeVar

from eventlet import patcher
from eventlet.hubs import get_hub, trampoline
from greenlet import getcurrent, greenlet
from psycopg.waiting import Ready, Wait, wait_select

from kernel.wire import tls

Told = TypeVar("Told")

_poll: Final = patcher.original("select").poll  # the system's own, which the patch takes away


def begin_now(thread: greenlet, *told: Any) -> None:
    """Run a greenthread that was not begun until it first waits; then whoever called goes on.

    eventlet's `spawn` lets its caller go on first, and the hub look round: a call waits for both.
    What the thread raises is for who is linked to it.
    """
    hub, caller = get_hub(), getcurrent()
    going_on = hub.schedule_call_global(0, caller.switch)
    thread.parent = caller
    try:
        thread.switch(*told)
    except Exception:  # noqa: BLE001, S110 - its links know
        pass
    finally:
        going_on.cancel()
        if not thread.dead:
            thread.parent = hub.greenlet


def begin_soon(thread: greenlet, *told: Any) -> None:
    """Run a greenthread that was not begun when the hub next looks round."""
    get_hub().schedule_call_global(0, thread.switch, *told)


def wait_in_hub(
    gen: Generator[Wait, Ready | int, Told],
    fileno: int,
    interval: float = 0.0,
    timeout: float | None = None,
) -> Told:
    """psycopg's wait for the database.

    `wait_select` under eventlet makes two timers and two listeners of each wait. A socket can
    nearly always be written to, so that is asked of the system; only for an answer others run.
    """
    if timeout is not None:
        return wait_select(gen, fileno, interval, timeout)
    try:
        wanted = next(gen)
        while True:
            wanted = gen.send(_ready(fileno, wanted))
    except StopIteration as ended:
        told: Told = ended.value
        return told


def _ready(fileno: int, wanted: Wait) -> int:
    """What of `wanted` a socket is ready for, as psycopg numbers it; waits until it is any."""
    if not wanted & Wait.W:
        trampoline(fileno, read=True)
        return int(Ready.R)
    reads = wanted & Wait.R
    now = _poll()
    now.register(fileno, select.POLLOUT | (select.POLLIN if reads else 0))
    for _, found in now.poll(0):
        # What is neither, an error or a hang-up, is read: then psycopg says what it is.
        return _both(found & ~select.POLLOUT, found & select.POLLOUT)
    readable, writable, _ = select.select([fileno] if reads else [], [fileno], [])
    return _both(readable, writable)


def _both(readable: object, writable: object) -> int:
    return (Ready.R if readable else 0) | (Ready.W if writable else 0)


class HubReceiver:
    """Receives off a green socket that stays registered with the hub from one wait to the next.

    For one greenthread at a time, which first says `until` when it will wait. Others run at every
    wait, and before any byte is read.
    """

    def __init__(self, sock: Any) -> None:
        self.until = 0.0  # time.monotonic()
        self._receive = tls.receiving(sock, lambda bare: bare.fd)
        self._fileno = sock.fileno()
        self._hub = get_hub()
        self._listener: Any = None
        self._timer: Any = None
        self._fires_at = 0.0
        self._reader: greenlet | None = None

    def receive(self, most: int) -> bytes:
        """Some bytes, of which at most so many come off the socket; `TimeoutError` when it is time
        or somewhat before (one timer serves all the waits that begin while it runs), or when
        somebody rang."""
        while True:
            self._wait()
            try:
                return self._receive(most)
            except BlockingIOError:
                pass  # woken for nothing, or nothing whole yet

    def close(self) -> None:
        """Take the socket off the hub, before it is closed and its number given to another."""
        if self._listener is not None:
            self._hub.remove(self._listener)
        self._listener = None
        self._stop_timer()

    def ring(self) -> None:
        """Let whoever receives look up; others run first."""
        self._hub.schedule_call_global(0, self._throw, TimeoutError("somebody rang"))

    def _wait(self) -> None:
        if self._listener is None:
            self._listener = self._hub.add(
                self._hub.READ, self._fileno, self._readable, self._throw, lambda: None
            )
        if self._timer is None or self._fires_at > self.until:
            self._stop_timer()
            left = max(0.0, self.until - time.monotonic())
            self._timer = self._hub.schedule_call_global(left, self._time_out)
            self._fires_at = self.until
        self._reader = getcurrent()
        try:
            self._hub.switch()
        finally:
            self._reader = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _readable(self, _: int) -> None:
        if self._reader is not None:
            self._reader.switch()
        elif self._listener is not None:
            # Its reader is busy elsewhere, and the hub would say so again and again.
            self._hub.remove(self._listener)
            self._listener = None

    def _throw(self, *error: Any) -> None:
        if self._reader is not None:
            self._reader.throw(*error)

    def _time_out(self) -> None:
        self._timer = None
        self._throw(TimeoutError("nothing came"))
