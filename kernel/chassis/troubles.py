"""The database's troubles, by the names their callers know."""

from __future__ import annotations

from sqlalchemy import exc

from kernel.values.errors import Conflict, Unavailable
from kernel.wire.links import RETRY_AFTER_MS


class Translated:
    """The database's troubles, told as `Unavailable`, and a lost race as `Conflict`."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, exc.IntegrityError):
            if getattr(error.orig, "sqlstate", "") == "23505":  # unique: another was faster
                raise Conflict("already_exists") from None
        elif code := _trouble(error):
            raise Unavailable(code, {"retry_after_ms": RETRY_AFTER_MS}) from None


def _trouble(error: BaseException | None) -> str | None:
    """What a trouble of the database is called; None for what is none."""
    if isinstance(error, exc.TimeoutError):
        return "busy"
    if not isinstance(error, exc.DBAPIError):
        return None
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    if sqlstate in ("55P03", "40P01", "40001"):  # lock not available, deadlock, serialization
        return "busy"
    if sqlstate == "57014":  # statement timeout
        return "deadline_exceeded"
    # 53: no memory, disk or connection left; 25006: a standby, after a failover.
    lost = error.connection_invalidated or sqlstate[:2] in ("08", "53", "57") or sqlstate == "25006"
    nameless = isinstance(error, exc.OperationalError) and not sqlstate
    return "database_down" if lost or nameless else None
