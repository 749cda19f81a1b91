"""Who reads a connection on which many wait for answers: one at a time, of those who wait.

An answer that one thread reads for another wakes both, one after the other; whoever waits for it
has it sooner by reading itself. Another's answer it passes on, and when it has its own it wakes one
of those still waiting to read next. The link's own thread reads while nobody waits, and stands by
while somebody has lately. "Thread" is a greenthread where the process is patched.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

STAND_BY_SECONDS: Final = 0.1

Read = Callable[[float], None]
"""Take one frame, waiting at most so long: `TimeoutError`, or what the connection raises."""


class Receiver(Protocol):
    """What a connection is received with, see `kernel.wire.reading`."""

    until: float

    def ring(self) -> None: ...


class Waiting(Protocol):
    """Somebody who waits for an answer."""

    @property
    def answered(self) -> bool: ...

    def sleep(self, seconds: float) -> None:
        """Until woken, at most so long. Woken before it sleeps, it returns at once."""

    def wake(self) -> None: ...


class Turns:
    """The turns of one link. `open`, `serve` and `close` are its own thread's."""

    def __init__(self) -> None:
        self._state = threading.Lock()  # held to change any of these, never while waiting
        self._turn = threading.Lock()  # whose turn it is holds it
        self._sleeping: dict[Waiting, None] = {}
        self._lately = False
        self._read: Read | None = None
        self._trouble: Exception | None = None
        self._needed = threading.Event()
        self._receiver: Receiver | None = None

    def open(self, receiver: Receiver, take: Callable[[], object]) -> None:
        """There is a connection to read, a message or else a frame at a time."""

        def read(seconds: float) -> None:
            receiver.until = time.monotonic() + seconds
            take()

        with self._state:
            self._trouble, self._read, self._receiver = None, read, receiver
            self._wake_one()

    def close(self) -> None:
        """The connection is gone, and nobody reads it any more when this returns."""
        with self._state:
            self._read = None
        self.ring()
        with self._turn:
            pass
        with self._state:
            self._receiver = None

    def ring(self) -> None:
        """Let whoever reads see at once what another has changed: an answer, an end."""
        with self._state:
            if self._receiver is not None:
                self._receiver.ring()

    def serve(self, seconds: float) -> None:
        """Read one frame, waiting at most so long, or stand by for a moment while others read.

        Raises what they met.
        """
        with self._state:
            if self._trouble is not None:
                raise self._trouble
            read, theirs = self._read, self._lately or self._turn.locked()
            self._lately = False
            if theirs:
                self._needed.clear()
            elif read is not None:
                self._turn.acquire()
        if theirs or read is None:
            self._needed.wait(STAND_BY_SECONDS)
            return
        trouble: Exception | None = None
        try:
            read(seconds)
        except TimeoutError:
            raise
        except Exception as error:
            trouble = error
            raise
        finally:
            self._hand_on(trouble)

    def wait_for(self, waiting: Waiting, seconds: float) -> None:
        """Until somebody's answer is there, at most so long: read, or sleep while another does."""
        until = time.monotonic() + seconds
        try:
            while not waiting.answered:
                read = self._begin(waiting)
                if read is None:
                    waiting.sleep(max(0.0, until - time.monotonic()))
                else:
                    self._read_until(read, waiting, until)
                if time.monotonic() >= until:
                    return
        finally:
            self._leave(waiting)

    def _begin(self, waiting: Waiting) -> Read | None:
        """Take the turn, or else be one of those who sleep."""
        with self._state:
            self._lately = True
            if self._read is None or self._trouble is not None or self._turn.locked():
                self._sleeping[waiting] = None
                return None
            self._sleeping.pop(waiting, None)
            self._turn.acquire()
            return self._read

    def _read_until(self, read: Read, waiting: Waiting, until: float) -> None:
        trouble: Exception | None = None
        try:
            while self._read is read and not waiting.answered:
                left = until - time.monotonic()
                try:
                    read(max(0.0, left))
                except TimeoutError:
                    if left <= 0:
                        return
        except Exception as error:  # noqa: BLE001 - the link's thread sees to it
            trouble = error
        except BaseException as error:
            # Half a message may have been taken: what follows it could not be read.
            trouble = ConnectionAbortedError(type(error).__name__)
            raise
        finally:
            self._hand_on(trouble)

    def _hand_on(self, trouble: Exception | None) -> None:
        """Give the turn back, to one who sleeps if there is one; after trouble to nobody."""
        with self._state:
            self._trouble = trouble
            self._turn.release()
            self._wake_one()
        if trouble is not None:
            self._needed.set()

    def _leave(self, waiting: Waiting) -> None:
        """Wait no longer; if it was woken to read, wake another in its place."""
        with self._state:
            self._sleeping.pop(waiting, None)
            if not self._turn.locked():
                self._wake_one()

    def _wake_one(self) -> None:
        """The last come: so the one who reads changes least."""
        if self._read is not None and self._trouble is None:
            for each in reversed(self._sleeping):
                if not each.answered:
                    each.wake()
                    break
