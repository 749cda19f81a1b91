"""The six ways a service says no.

A closed set: they cross the wire by name and are never subclassed. The kind says what the
caller may do, the code says why. `details` are for showing to a person; they hold no personal
data, because they end in logs, replies and pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, final


class KongbunError(Exception):
    """What the six share: a `code` (snake_case, listed in docs/contracts.md) and `details`."""

    status: int = 500
    repeatable: bool = False

    def __init__(self, code: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, dict(details or {}))
        self.code = code
        self.details: dict[str, Any] = dict(details or {})

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({told})" if told else self.code


@final
class Invalid(KongbunError):
    """The request is not of its contract's form: mend it, then ask again."""

    status = 400


@final
class Forbidden(KongbunError):
    """The caller or the actor may not: asking again changes nothing."""

    status = 403


@final
class NotFound(KongbunError):
    """There is no such thing, or none the caller may know of."""

    status = 404


@final
class Conflict(KongbunError):
    """The thing has moved on: read it again, then decide."""

    status = 409


@final
class Refused(KongbunError):
    """A rule of the field says no: do not repeat."""

    status = 422


@final
class Unavailable(KongbunError):
    """Not now: may be repeated after `retry_after_ms`, under the same command id."""

    status = 503
    repeatable = True


KINDS: Final[dict[str, type[KongbunError]]] = {
    kind.__name__: kind for kind in (Invalid, Forbidden, NotFound, Conflict, Refused, Unavailable)
}
