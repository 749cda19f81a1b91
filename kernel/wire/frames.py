"""How AMQP 0-9-1 lays a frame and a message's properties out, for who writes and who reads them."""

from __future__ import annotations

from struct import Struct
from typing import Final

METHOD, HEADER, BODY = 1, 2, 3
START: Final = Struct(">BHI")
"""Kind, channel, size of the payload."""
END: Final = 0xCE
LENGTH: Final = Struct(">I")
HEADERS: Final = 0x2000
PROPERTIES: Final[tuple[tuple[int, str, int], ...]] = (
    (0x8000, "content_type", 0),
    (0x4000, "content_encoding", 0),
    (HEADERS, "application_headers", 0),
    (0x1000, "delivery_mode", 1),
    (0x0800, "priority", 1),
    (0x0400, "correlation_id", 0),
    (0x0200, "reply_to", 0),
    (0x0100, "expiration", 0),
    (0x0080, "message_id", 0),
    (0x0040, "timestamp", 8),
    (0x0020, "type", 0),
    (0x0010, "user_id", 0),
    (0x0008, "app_id", 0),
    (0x0004, "cluster_id", 0),
)
"""In the order of the wire (4.2.6.1), by py-amqp's names: flag, name, bytes of a number; without
any, a short text, but for the headers' table."""
