"""The testing policy: real PostgreSQL, real RabbitMQ, real files; fakes only for partners and the
clock, never a mock of our own code.

The servers are those of `make up` (or the given ones), started if they do not run; each suite works
in installations of its own beside the main one, dropped when it ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import bootstrap, servers
from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from tests.platform import Platform, running
from tests.units import Units, opened

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def running_servers() -> Servers:
    """PostgreSQL and RabbitMQ; they go on running, `make down` stops them."""
    return servers.start(ROOT, lambda _: None)


@pytest.fixture(scope="session")
def units(running_servers: Servers) -> Iterator[Units]:
    """The services' use cases on databases of their own; `units.of("logbook")` is one, emptied."""
    name = f"units_{secrets.token_hex(3)}"
    with opened(bootstrap.prepare(running_servers, name, ROOT)) as made:
        yield made
    bootstrap.drop(running_servers, name, ROOT)


@pytest.fixture(scope="session")
def standin_installation(running_servers: Servers) -> Iterator[Installation]:
    """An installation whose broker knows the stand-in services of the chassis's tests."""
    name = f"chassis_{secrets.token_hex(3)}"
    made = bootstrap.prepare(running_servers, name, ROOT, tiers_ms=(200, 400))
    yield made
    bootstrap.drop(running_servers, name, ROOT)


@pytest.fixture(scope="module")
def platform(running_servers: Servers) -> Iterator[Platform]:
    """All four services on an installation of the module's own, without a single fund: what one
    test imports or adopts first, no other could."""
    with running(running_servers, f"platform_{secrets.token_hex(3)}") as made:
        yield made
