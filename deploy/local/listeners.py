"""Programs of the house that are not built here and hear events: whom `KONGBUN_LISTENERS` names.

    KONGBUN_LISTENERS="reports=funds+members archive=funds" make up

Each gets a broker user of its name, which may read its own queues and nothing else, and for each
service it hears a queue `evt-<service>--<listener>` (kernel/chassis/topology.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from deploy.local.trouble import Trouble
from kernel.contracts import callers
from kernel.contracts.callers import Callers
from kernel.contracts.catalogue import DOORS, SERVICES

SETTING: Final = "KONGBUN_LISTENERS"
_NAME: Final = re.compile(r"[a-z]{2,30}")

Listeners = Mapping[str, tuple[str, ...]]


def by_environment(environment: Mapping[str, str] = os.environ) -> Listeners:
    """Each listener with the services it hears; `Trouble` for what cannot be one."""
    found = {}
    for told in environment.get(SETTING, "").split():
        name, _, sources = told.partition("=")
        heard = tuple(sources.split("+"))
        if not _NAME.fullmatch(name) or name in (*SERVICES, *DOORS):
            raise Trouble(f"{SETTING}: a listener is called by 2 to 30 of a-z, not {name!r}")
        if not set(heard) <= set(SERVICES):
            raise Trouble(f"{SETTING}: {name} can hear {', '.join(SERVICES)}, not {sources!r}")
        found[name] = heard
    return found


def callers_by_environment(environment: Mapping[str, str] = os.environ) -> Callers:
    """Programs not built here that ask: whom `KONGBUN_CALLERS` names (kernel/contracts/callers.py);
    `Trouble` for what cannot be one."""
    try:
        return callers.read(environment.get(callers.SETTING, ""))
    except ValueError as error:
        raise Trouble(str(error)) from None
