"""The log: one JSON object a line on standard error, without personal data.

Three nets under the rule that nobody logs personal data: fields whose names speak of a person are
masked by name, thirteen digits in a row are masked wherever they stand, and an exception's text,
which may quote the data it failed on, loses its Thai and what PostgreSQL tells of the failing row.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import orjson
import structlog

_PERSONAL: Final = frozenset(
    (
        *("cid", "citizen_id", "name", "first", "last", "title", "names", "birth"),
        *("address", "house_no", "phone", "account_no"),
        *("token", "password", "secret", "key"),
        *("body", "kwargs", "params", "parameters"),
    )
)
_TECHNICAL: Final = frozenset({"trace", "call", "timestamp"})  # hex that may look like a number
_ID_DIGITS: Final = 13
_ID_NUMBER: Final = re.compile(r"(?<![0-9๐-๙])[0-9๐-๙](?:[\s-]?[0-9๐-๙]){12}(?![0-9๐-๙])")
_THAI: Final = re.compile(r"[\u0e00-\u0e7f]+")
_DETAIL: Final = re.compile(
    r"^DETAIL:.*?(?=^(?:CONTEXT|HINT|\[SQL|\(Background)|^$|\Z)", re.MULTILINE | re.DOTALL
)
_MASK: Final = "[masked]"

if not structlog.is_configured():
    # Until `start` is called (a client in somebody else's process never does) the lines go where
    # that process's own logging sends them: nowhere below a warning, by default.
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
log = structlog.stdlib.get_logger("kongbun")


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks what could name a person."""
    for name, value in event.items():
        if name not in _TECHNICAL:
            event[name] = _MASK if name in _PERSONAL else _clean(value)
    if isinstance(event.get("exception"), str):
        told = _DETAIL.sub(f"DETAIL: {_MASK}\n", event["exception"])
        event["exception"] = _THAI.sub(_MASK, told)
    return event


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) < _ID_DIGITS else _ID_NUMBER.sub(_MASK, value)
    if isinstance(value, dict):
        return {
            name: _MASK if name in _PERSONAL else _clean(inner) for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value


def start(service: str, level: str = "INFO") -> None:
    """Send every logger of the process through the same lines.

    Ours go straight to standard error: one is written for every call, and the standard library's
    way there costs three times as much.
    """
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _service(service),
    ]
    rendered: list[Any] = [structlog.processors.format_exc_info, redact]
    structlog.configure(
        processors=[*shared, *rendered, structlog.processors.JSONRenderer(serializer=_dumps)],
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *rendered,
                structlog.processors.JSONRenderer(serializer=_text),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Below these levels they speak of every message, arguments included; the chassis has its own.
    logging.getLogger("nameko").setLevel(logging.CRITICAL)
    logging.getLogger("amqp").setLevel(logging.WARNING)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)


def _service(service: str) -> Any:
    def add(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        return event

    return add


def _dumps(event: Any, **_: Any) -> bytes:
    return orjson.dumps(event, default=repr)


def _text(event: Any, **_: Any) -> str:
    return _dumps(event).decode()
