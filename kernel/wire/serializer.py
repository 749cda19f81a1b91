"""Plain JSON, both ways: what a contract did not dump fails loudly instead of going out odd."""

from __future__ import annotations

from typing import Any, Final

import orjson

from kernel.values.errors import Invalid

CONTENT_TYPE: Final = "application/json"
MESSAGE_BYTES_MAX: Final = 1_048_576
_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def dumps(value: Any) -> bytes:
    """JSON of plain values; `TypeError` for a date, a Decimal or anything else undumped."""
    return orjson.dumps(
        value, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    )


def loads(body: bytes) -> Any:
    """Plain values of JSON, or `Invalid("json_malformed")`; never repeats the body."""
    if len(body) > MESSAGE_BYTES_MAX:
        raise Invalid("message_too_large", {"bytes_max": MESSAGE_BYTES_MAX})
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid("json_malformed") from None
