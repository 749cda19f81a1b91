"""Who takes part in the demo, and the ids of what they do."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from gateway.cli.manifests import Manifest, find_fund
from gateway.cli.session import Session
from kernel.client import Client
from kernel.values import ids
from kernel.values.actors import EVERY_FUND, Actor
from kernel.values.thai_calendar import in_thai

DEMO_MS: Final = 1_759_190_400_000  # 30 September 2025: the day the sample registers speak of

_ALL: Final = frozenset({EVERY_FUND})
REGISTRAR: Final = Actor("staff_demo_registrar", frozenset({"clerk", "ministry"}), _ALL)
CLERK: Final = Actor("staff_demo_clerk", frozenset({"clerk"}), _ALL)
CLERK_ON_COMMITTEE: Final = Actor("staff_demo_clerk", frozenset({"committee"}), _ALL)
COMMITTEE: Final = Actor("staff_demo_committee", frozenset({"committee"}), _ALL)
TREASURER: Final = Actor("staff_demo_treasurer", frozenset({"treasurer", "committee"}), _ALL)
VOLUNTEER: Final = Actor("staff_demo_volunteer", frozenset({"volunteer"}), _ALL)
AUDITOR: Final = Actor("staff_demo_auditor", frozenset({"auditor"}), _ALL)


def demo_id(kind: str, what: str) -> str:
    """The id of something the demo makes: the same in every run."""
    chance = hashlib.sha256(f"kongbun demo {kind} {what}".encode()).digest()[:10]
    return ids.make(kind, DEMO_MS, chance)


def command(what: str) -> dict[str, str]:
    """The id of a command the demo gives: given again, it is answered and not done again."""
    return {"command_id": demo_id("command", what)}


@dataclass
class Demo:
    """What the parts of the demo share."""

    session: Session
    manifest: Manifest
    funds: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def asking(self, actor: Actor | None, door: str = "cli") -> Iterator[Client]:
        """Ask as one of the people, or as nobody."""
        with self.session.client(actor, door) as client:
            yield client

    def day(self, day: str) -> str:
        """A day as people of this language write it."""
        return self.session.says(in_thai(dt.date.fromisoformat(day), short=True), day)

    def fund(self, client: Client, key: str) -> str:
        """The id of a fund of the manifest."""
        if key not in self.funds:
            self.funds[key] = find_fund(client, self.manifest.funds[key])
        return self.funds[key]

    def tell(self, thai: str, english: str, *values: Any) -> None:
        """One line in the reader's language."""
        self.session.console.print(
            self.session.says(thai, english).format(*values), highlight=False
        )
