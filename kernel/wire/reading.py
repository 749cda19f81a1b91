"""Reading off a connection what py-amqp would read too slowly, or not at all.

It asks the socket for every piece of a frame, nine times for one message; and it raises for a
property it cannot decode in the thread that reads for everybody, so that one such message would
end one replica after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from amqp import Message, method_framing

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


class LenientMessage(Message):  # type: ignore[misc] # py-amqp has no types
    """A message without properties where they cannot be decoded: text that is no UTF-8, a time in
    milliseconds. Whoever takes it finds nothing that it needs, and refuses it.

    Where there is no body it is no bytes, and not an empty text.
    """

    def __init__(self, body: Any = b"", **told: Any) -> None:
        super().__init__(body, **told)

    def _load_properties(self, class_id: int, buf: bytes, offset: int) -> int:
        try:
            return int(super()._load_properties(class_id, buf, offset))
        except Exception:  # noqa: BLE001 - whatever a stranger has written there
            self.properties: dict[str, object] = {}
            return offset


# Every connection of the process makes its messages of this; there is no public place for that.
method_framing.Message = LenientMessage
