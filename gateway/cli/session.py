"""One run of the command line: which door, which language, who stands there."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console

from gateway.doors import Door
from kernel.client import Client
from kernel.values.actors import EVERY_FUND, Actor


@dataclass
class Session:
    """What every command works with."""

    language: str
    roles: tuple[str, ...] = ()
    actor_id: str = ""
    funds: tuple[str, ...] = (EVERY_FUND,)
    seconds: float = 30.0
    console: Console = field(default_factory=Console)
    errors: Console = field(default_factory=lambda: Console(stderr=True))

    def says(self, thai: str, english: str) -> str:
        return thai if self.language == "th" else english

    @property
    def actor(self) -> Actor | None:
        """Who stands at the door; nobody without a role."""
        if not self.roles:
            return None
        name = self.actor_id or f"staff_{getpass.getuser()}"
        return Actor(name, frozenset(self.roles), frozenset(self.funds))

    @contextmanager
    def client(self, actor: Actor | None = None, door: str = "cli") -> Iterator[Client]:
        """A client of a door, with the actor's token."""
        opened = Door.find(door)
        with opened.client(actor or self.actor, self.seconds) as client:
            yield client
