"""How messages look on the wire: the text of wire.md, with every value taken from the code."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from string import Template
from typing import Any, Final

from kernel.chassis import rights, topology
from kernel.contracts import envelope, logbook
from kernel.values.errors import Forbidden
from kernel.wire import calls, failures, headers, serializer, tokens

_TEXT: Final = Path(__file__).parent / "wire.md"
_USER: Final = "gateway@office"
_CALL: Final = "4f1c9a2be07d3355"


def text() -> str:
    """The chapter; a name in wire.md that nothing fills is a `KeyError`."""
    refused = Forbidden("caller_not_allowed", {"method": "get_household"})
    return Template(_TEXT.read_text("utf-8")).substitute(
        exchange=calls.EXCHANGE,
        user=_USER,
        caller=_USER.partition("@")[0],
        json=serializer.CONTENT_TYPE,
        cloudevents=envelope.CONTENT_TYPE,
        reply_key=f"reply.{_USER}.{_CALL}",
        deadline=headers.DEADLINE,
        budget=f"{headers.DEFAULT_BUDGET_MS:,}",
        call=headers.CALL,
        trace=headers.TRACE,
        actor=headers.ACTOR,
        algorithm=tokens.ALGORITHM,
        issuer=f"`{tokens.ISSUER}`",
        lifetime=tokens.LIFETIME_SECONDS,
        version=headers.VERSION,
        spoken=headers.SPOKEN,
        served=", ".join(f"`{version}`" for version in sorted(headers.SERVED)),
        stock=rights.STOCK_EXCHANGE,
        deliveries=topology.DELIVERIES_MAX,
        waiting=f"{topology.LISTENERS_WAITING_MAX:,}",
        bytes_max=f"{serializer.MESSAGE_BYTES_MAX:,}",
        digits=envelope.SEQUENCE_DIGITS,
        unexpected=failures.UNEXPECTED,
        request=_json({"args": [], "kwargs": logbook.GetHousehold.example}),
        reply=_json({"result": logbook.Household.example, "error": None}),
        error=_json({"result": None, "error": failures.write(refused, _CALL)}),
        **_rights(),
    )


def _rights() -> dict[str, str]:
    told = topology.definitions("kongbun", {_USER: ""})
    (may,) = told["permissions"]
    topics = next(each for each in told["topic_permissions"] if each["exchange"] == calls.EXCHANGE)
    return {
        "configure": _in_cell(may["configure"]),
        "write": _in_cell(may["write"]),
        "read": _in_cell(may["read"]),
        "topic_write": _in_cell(topics["write"]),
        "topic_read": _in_cell(topics["read"]),
    }


def _in_cell(pattern: str) -> str:
    return pattern.replace("|", "\\|")


def _json(value: Any) -> str:
    return textwrap.indent(json.dumps(value, ensure_ascii=False, indent=2), "   ")
