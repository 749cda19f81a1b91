"""The servers' programs: where Debian puts them, or on the PATH, and new enough."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

POSTGRES_AT_LEAST: Final = (15,)
RABBITMQ_AT_LEAST: Final = (3, 10)

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of programs of one server, and their version."""

    folder: Path
    version: Version

    def __str__(self) -> str:
        return ".".join(str(part) for part in self.version)

    def path(self, program: str) -> str:
        return str(self.folder / program)


def postgres(major: int | None = None) -> Programs | None:
    """The newest PostgreSQL there is, or the newest of one major version."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *_on_path("postgres")]
    found = [
        Programs(folder, version)
        for folder in folders
        if (folder / "initdb").exists() and (version := _postgres_version(folder))
    ]
    fit = [
        programs
        for programs in found
        if programs.version >= POSTGRES_AT_LEAST and major in (None, programs.version[0])
    ]
    return max(fit, key=lambda programs: programs.version, default=None)


def rabbitmq() -> Programs | None:
    """The newest RabbitMQ there is (and an Erlang to run it)."""
    homes = [
        *Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*"),
        *Path("/opt").glob("rabbitmq*"),
        *(folder.parent for folder in _on_path("rabbitmq-server")),
    ]
    found = [
        Programs(home / "sbin", version)
        for home in homes
        if (home / "sbin" / "rabbitmq-server").exists() and (version := _rabbitmq_version(home))
    ]
    fit = [programs for programs in found if programs.version >= RABBITMQ_AT_LEAST]
    return max(fit, key=lambda programs: programs.version, default=None) if _has_erlang() else None


def _has_erlang() -> bool:
    return shutil.which("erl") is not None


def _on_path(program: str) -> list[Path]:
    """The folder of the program that the PATH finds, past links such as /usr/local/bin's."""
    found = shutil.which(program)
    return [Path(found).resolve().parent] if found else []


def _postgres_version(folder: Path) -> Version | None:
    told = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    return parse_version(told.stdout.removeprefix("postgres (PostgreSQL) "))


def _rabbitmq_version(home: Path) -> Version | None:
    # Every layout has its own name in the plugins folder; asking the program takes seconds.
    for plugin in (home / "plugins").glob("rabbit-*"):
        return parse_version(plugin.name.removeprefix("rabbit-"))
    return None


def parse_version(text: str) -> Version | None:
    """The numbers a version begins with: `15.18 (Debian ...)` is (15, 18), `17beta1` is (17,)."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in found[0].split(".")) if found else None
