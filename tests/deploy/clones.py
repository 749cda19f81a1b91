"""Folders that look like clones to the stack, and what stands in for the services."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

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
