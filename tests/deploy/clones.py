"""Folders that look like clones to the stack, and what stands in for the services."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local import clean, fleet, servers
from deploy.local.layout import Layout
from deploy.local.servers import Servers

STANDIN = Path(__file__).parent / "standin"


@dataclass
class Clone:
    """A folder that looks like a clone to the stack, and what the stack said about it."""

    root: Path
    said: list[str] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        return Layout.of(self.root)

    def start(self) -> Servers:
        return servers.start(self.root, self.said.append)

    def remove(self) -> None:
        """As `make clean`."""
        for name in ("", *self.layout.names()):
            fleet.stop(self.root, self.said.append, name)
        servers.stop(self.root, self.said.append)
        clean.clean(self.root, self.said.append)


def make_clone(folder: Path) -> Clone:
    shutil.copytree(STANDIN / "kernel", folder / "kernel")
    return Clone(folder)


def definitions(vhost: str, users: Mapping[str, str], **_: Any) -> dict[str, Any]:
    """Users with all rights and one exchange: the stack passes definitions on as they are."""
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    return {
        "users": [
            {
                "name": user,
                "password_hash": _hash(password),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "",
            }
            for user, password in users.items()
        ],
        "permissions": [{"user": user, "vhost": vhost, **everything} for user in users],
        "exchanges": [
            {
                "name": "funds.events",
                "vhost": vhost,
                "type": "topic",
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": {},
            }
        ],
    }


def _hash(password: str) -> str:
    salt = b"salt"
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
