"""The headers of a call, and nothing but them: what else a message carries is not passed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import urandom
from typing import Any, Final, NamedTuple

from kernel.values.errors import Invalid, Unavailable

DEADLINE: Final = "kongbun-deadline"
ACTOR: Final = "kongbun-actor"
CALL: Final = "kongbun-call"
TRACE: Final = "traceparent"
VERSION: Final = "x-rpc-version"

DEFAULT_BUDGET_MS: Final = 5_000
BUDGET_MAX_MS: Final = 120_000
"""Whoever says more is given this: no call holds a worker for as long as it likes."""
# Major versions of the contracts. A service that serves two answers each in its own form.
SPOKEN: Final = 1
SERVED: Final = frozenset({SPOKEN})
_TRACE_FORM: Final = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_CALL_FORM: Final = re.compile(r"[0-9a-f]{8,32}")
_VERSION_FORM: Final = re.compile(r"([0-9]{1,3})(\.[0-9]{1,6}){0,2}")


class Call(NamedTuple):
    """One call as its server sees it. `caller` is the broker-validated user without its suffix.

    `version` is the major version of the contracts the caller speaks; None for what is no version.
    """

    call_id: str
    caller: str
    deadline_ms: int
    token: str
    traceparent: str
    version: int | None = SPOKEN

    def must_be_served(self) -> None:
        """`Invalid("rpc_version_not_served")` unless the caller's version is one of ours."""
        if self.version not in SERVED:
            served = ", ".join(str(version) for version in sorted(SERVED))
            raise Invalid("rpc_version_not_served", {"served": served})

    def left_ms(self, now_ms: int) -> int:
        """What is left of the budget; `Unavailable("deadline_exceeded")` when nothing is."""
        left = self.deadline_ms - now_ms
        if left <= 0:
            raise Unavailable("deadline_exceeded", {"late_ms": -left})
        return left


def read(
    headers: Mapping[str, Any], user_id: str | None, now_ms: int, expiration_ms: int | None = None
) -> Call:
    """Take a call's headers; a stock client that sends none gets the default budget."""
    deadline = headers.get(DEADLINE)
    budget = min(expiration_ms or DEFAULT_BUDGET_MS, DEFAULT_BUDGET_MS)
    latest = now_ms + BUDGET_MAX_MS
    call_id, trace = str(headers.get(CALL, "")), str(headers.get(TRACE, ""))
    return Call(
        call_id=call_id if _CALL_FORM.fullmatch(call_id) else new_call_id(),
        caller=(user_id or "").partition("@")[0],
        deadline_ms=min(deadline, latest) if type(deadline) is int else now_ms + budget,
        token=str(headers.get(ACTOR, "")),
        traceparent=trace if _TRACE_FORM.fullmatch(trace) else new_trace(),
        version=_major(headers.get(VERSION)),
    )


def _major(told: Any) -> int | None:
    """`1`, `1.2` and the number 1 are version 1, and so is a caller that does not say."""
    if told is None:
        return SPOKEN
    form = _VERSION_FORM.fullmatch(str(told)) if type(told) in (str, int) else None
    return int(form[1]) if form else None


def write(call_id: str, deadline_ms: int, token: str, traceparent: str) -> dict[str, Any]:
    """The headers of a request."""
    headers = {CALL: call_id, DEADLINE: deadline_ms, TRACE: traceparent, VERSION: str(SPOKEN)}
    return {**headers, ACTOR: token} if token else headers


def new_call_id() -> str:
    return urandom(8).hex()


def new_trace() -> str:
    """A new W3C trace, sampled."""
    return f"00-{urandom(16).hex()}-{urandom(8).hex()}-01"


def next_span(traceparent: str) -> str:
    """The same trace, a new span: what the next hop is told."""
    if not _TRACE_FORM.fullmatch(traceparent):
        return new_trace()
    version, trace, _, flags = traceparent.split("-")
    return f"{version}-{trace}-{urandom(8).hex()}-{flags}"
