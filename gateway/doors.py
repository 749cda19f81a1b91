"""A door's way in: its broker user, its keys, the file store; and who stands at it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kernel.client import Client
from kernel.values.actors import Actor
from kernel.wire import clock, keys, tokens
from kernel.wire.files import FileStore

_NEEDED: Final = ("AMQP_URL", "KONGBUN_KEYS", "KONGBUN_FILES")


class NoDoor(Exception):
    """The settings of the door are missing; the message says where they were looked for."""


@dataclass(frozen=True)
class Door:
    """What a door needs; made by `make up` under `.local/doors/`, or given by the environment."""

    name: str
    amqp_url: str = field(repr=False)
    keys: Path
    files_url: str

    @classmethod
    def find(cls, name: str, environment: Mapping[str, str] = os.environ) -> Door:
        """The door's settings: the environment's, else those of the installation around here."""
        if "AMQP_URL" in environment:
            return cls._of(name, environment)
        for folder in (Path.cwd(), *Path.cwd().parents):
            path = folder / ".local" / "doors" / f"{name}.env"
            if path.is_file():
                lines = path.read_text().splitlines()
                return cls._of(name, dict(line.split("=", 1) for line in lines if "=" in line))
        raise NoDoor("no .local/doors/ here or above: run `make up`, or set AMQP_URL")

    @classmethod
    def _of(cls, name: str, told: Mapping[str, str]) -> Door:
        missing = [each for each in _NEEDED if not told.get(each)]
        if missing:
            raise NoDoor(f"not set: {', '.join(missing)}")
        return cls(name, told["AMQP_URL"], Path(told["KONGBUN_KEYS"]), told["KONGBUN_FILES"])

    def client(self, actor: Actor | None = None, seconds: float = 30.0) -> Client:
        """A client that asks as this door for whoever stands at it; enter it to connect."""
        token = _Renewed(self, actor) if actor else ""
        return Client(self.amqp_url, self.name, token=token, seconds=seconds)

    def token(self, actor: Actor) -> str:
        """The signed token of whoever stands at this door."""
        pem = (self.keys / "actor.key").read_bytes()
        return tokens.sign(actor, pem, clock.now_ms())

    def files(self) -> FileStore:
        return FileStore(self.files_url, keys.read(self.keys, "files.key"))


class _Renewed:
    """An actor's token, signed anew long before it runs out: an import may take an hour."""

    def __init__(self, door: Door, actor: Actor) -> None:
        self._door, self._actor = door, actor
        self._token, self._good_until_ms = "", 0

    def __call__(self) -> str:
        now_ms = clock.now_ms()
        if now_ms >= self._good_until_ms:
            self._token = self._door.token(self._actor)
            self._good_until_ms = now_ms + tokens.LIFETIME_SECONDS * 1_000 // 2
        return self._token
