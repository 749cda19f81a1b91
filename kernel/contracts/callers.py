"""Programs of the house that are not built here and ask: whom `KONGBUN_CALLERS` names.

    KONGBUN_CALLERS="caseworks=logbook.get_household:case_management+logbook.find_household"

A program, what it may ask, and after each request that is asked for a purpose those it may state.
Several programs stand behind one another, with commas or blanks between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kernel.contracts import catalogue
from kernel.contracts.fields import Code

SETTING: Final = "KONGBUN_CALLERS"
_NAME: Final = re.compile(r"[a-z]{2,30}")

Callers = Mapping[str, Mapping[str, frozenset[str]]]
"""What each may ask, as `service.method`, and for which purposes; none where none are stated."""

NOBODY: Final[Callers] = {}


def read(told: str) -> Callers:
    """Callers by their names; `ValueError` says what of the setting cannot be."""
    found = {}
    for each in told.replace(",", " ").split():
        name, _, asked = each.partition("=")
        if not _NAME.fullmatch(name) or name in (*catalogue.SERVICES, *catalogue.DOORS):
            raise ValueError(f"{SETTING}: a caller is called by 2 to 30 of a-z, not {name!r}")
        found[name] = dict(_asked(one) for one in asked.split("+"))
    return found


def write(callers: Callers) -> str:
    """The setting again, on one line without blanks: as services are told it."""
    return ",".join(
        f"{name}=" + "+".join(":".join((target, *sorted(asked[target]))) for target in asked)
        for name, asked in callers.items()
    )


def _asked(told: str) -> tuple[str, frozenset[str]]:
    target, *stated = told.split(":")
    service, _, method = target.partition(".")
    known = catalogue.contract(service).requests if service in catalogue.SERVICES else {}
    request = known.get(method)
    if request is None or not request.callers.issuperset(catalogue.DOORS):
        raise ValueError(f"{SETTING}: {target!r} is nothing that doors may ask")
    purpose = request.schema().fields.get("purpose")
    purposes = set(purpose.words) if isinstance(purpose, Code) else set()
    if not set(stated) <= purposes or bool(stated) != bool(purposes):
        words = ", ".join(sorted(purposes)) or "no purpose"
        raise ValueError(f"{SETTING}: {target} is asked for {words}, not {':'.join(stated)!r}")
    return target, frozenset(stated)
