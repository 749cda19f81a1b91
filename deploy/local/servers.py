"""The two servers: given ones where the environment names them, otherwise our own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from deploy.local import binaries, packages, postgres, processes, rabbitmq
from deploy.local.given import Given
from deploy.local.layout import Layout, locked
from deploy.local.talk import Say
from deploy.local.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Servers:
    """Administrator's URLs (they hold passwords, so they are not shown)."""

    database_url: str = field(repr=False)
    amqp_url: str = field(repr=False)  # without a virtual host
    rabbitmq_api_url: str = field(repr=False)


class Server(Protocol):
    """What `postgres` and `rabbitmq` can do."""

    def launch(self, layout: Layout, say: Say) -> None: ...
    def until_ready(self, layout: Layout, say: Say) -> None: ...
    def running(self, layout: Layout) -> bool: ...
    def stop(self, layout: Layout, say: Say) -> bool: ...
    def where(self, layout: Layout) -> str: ...


# RabbitMQ takes longest, so it starts first and PostgreSQL is made meanwhile.
_ALL: Final[dict[str, Server]] = {"RabbitMQ": rabbitmq, "PostgreSQL": postgres}


def start(root: Path, say: Say) -> Servers:
    """Start what is not given and does not run yet, and wait until all of it is ready."""
    given = Given.by_environment()
    layout = Layout.of(root)
    with locked(layout, say):
        given.check(say)
        own = _own(given)
        _install_missing(own, layout, say)
        since = time.monotonic()
        started = {name for name, server in own.items() if not server.running(layout)}
        for name in started:
            own[name].launch(layout, say)
        for name, server in reversed(own.items()):
            server.until_ready(layout, say)
            how = f"started, {processes.elapsed(since)}" if name in started else "already running"
            say(f"✓ {name} {server.where(layout)} ({how})")
    return _urls(layout, given)


def running(root: Path) -> Servers | None:
    """The servers, if all of our own run; starts nothing."""
    given = Given.by_environment()
    layout = Layout.of(root)
    up = all(server.running(layout) for server in _own(given).values())
    return _urls(layout, given) if up else None


def stop(root: Path, say: Say) -> None:
    """Stop our own servers; given ones are not ours to stop."""
    layout = Layout.of(root)
    with locked(layout, say):
        for name, server in _ALL.items():
            since = time.monotonic()
            if server.stop(layout, say):
                say(f"✓ {name} stopped ({processes.elapsed(since)})")


def _own(given: Given) -> dict[str, Server]:
    is_given = {"RabbitMQ": given.amqp_url, "PostgreSQL": given.database_url}
    return {name: server for name, server in _ALL.items() if not is_given[name]}


def _install_missing(own: dict[str, Server], layout: Layout, say: Say) -> None:
    if own:
        processes.require_linux()
    missing = _missing(own)
    if missing and packages.can_install():
        packages.install(missing, layout.logs / "apt.log", say)
        missing = _missing(own)
    if missing:
        names = " and ".join(missing)
        raise Trouble(
            f"not found, or too old (PostgreSQL >= 15 and RabbitMQ >= 3.10 are needed): {names}.\n"
            f"Install Debian's packages once (as root: apt-get install {' '.join(missing)}), or\n"
            "run everything in containers: docker compose -f deploy/compose.yml up --build"
        )


def _missing(own: dict[str, Server]) -> list[str]:
    missing = []
    if "PostgreSQL" in own and binaries.postgres() is None:
        missing.append("postgresql")
    if "RabbitMQ" in own and binaries.rabbitmq() is None:
        missing.append("rabbitmq-server")
    return missing


def _urls(layout: Layout, given: Given) -> Servers:
    return Servers(
        given.database_url or postgres.url(layout),
        given.amqp_url or rabbitmq.amqp_url(layout),
        given.rabbitmq_api_url or rabbitmq.api_url(layout),
    )
