"""Reading ahead: py-amqp asks the socket for every piece of a frame, nine times for one message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

CHUNK_BYTES: Final = 65_536


class ReadAhead:
    """Gives out in pieces what it takes off a socket in one go."""

    __slots__ = ("_ahead", "_given", "_receive")

    def __init__(self, receive: Callable[[int], bytes]) -> None:
        self._receive = receive
        self._ahead, self._given = b"", 0

    def receive(self, wanted: int) -> bytes:
        """At most so many bytes, none at the end of the stream; raises what the socket raises."""
        start = self._given
        if start == len(self._ahead):
            self._ahead, start = self._receive(CHUNK_BYTES), 0
        piece = self._ahead[start : start + wanted]
        self._given = start + len(piece)
        return piece


def read_ahead(transport: Any) -> None:
    """Let a connected py-amqp transport read ahead. It has no public place for that: 5.4.2."""
    transport._quick_recv = ReadAhead(transport._quick_recv).receive  # noqa: SLF001
