"""The error envelope: how one of the six kinds, or a bug, crosses the wire.

nameko's form, so that stock clients read it: `exc_type`, `exc_path`, `exc_args`, `value`. A bug
crosses as `Unexpected` with nothing told but the call's id, under which the log has it whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kernel.values.errors import KINDS, KongbunError

UNEXPECTED: Final = "Unexpected"


class Unexpected(Exception):
    """The other side has a bug; `call_id` finds it in its log."""

    def __init__(self, call_id: str) -> None:
        super().__init__(f"the service failed; its log tells why under call {call_id}")
        self.call_id = call_id


def write(error: BaseException, call_id: str) -> dict[str, Any]:
    """An exception -> the envelope's `error`."""
    if isinstance(error, KongbunError):
        kind = type(error)
        return {
            "exc_type": kind.__name__,
            "exc_path": f"{kind.__module__}.{kind.__name__}",
            "exc_args": [error.code, error.details],
            "value": str(error),
        }
    return {
        "exc_type": UNEXPECTED,
        "exc_path": f"{__name__}.{UNEXPECTED}",
        "exc_args": [call_id],
        "value": f"unexpected error, call {call_id}",
    }


def read(told: Mapping[str, Any]) -> Exception:
    """The envelope's `error` -> the exception to raise at the caller."""
    arguments = told.get("exc_args") or []
    kind = KINDS.get(str(told.get("exc_type")))
    if kind and arguments and isinstance(arguments[0], str):
        details = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], dict) else {}
        return kind(arguments[0], details)
    return Unexpected(str(arguments[0]) if arguments else "unknown")
