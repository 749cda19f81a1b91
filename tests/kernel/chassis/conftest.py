"""The stand-in services, running."""

from __future__ import annotations

import json
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, create_engine

from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from kernel.chassis import migrations, topology
from kernel.client import Client
from kernel.wire.links import Link
from tests.kernel.chassis.standin import contract
from tests.kernel.chassis.strangers import Stranger
from tests.processes import ServiceProcess

PACKAGE = "tests.kernel.chassis.standin"
TIERS_MS = (200, 400)


@pytest.fixture(scope="session")
def standins(standin_installation: Installation, running_servers: Servers) -> Installation:
    """The installation with the stand-ins' exchanges, queues, rights and tables."""
    lay(standin_installation, running_servers, TIERS_MS)
    return standin_installation


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def speaker(standins: Installation, logs: Path) -> Iterator[ServiceProcess]:
    process = start(standins, "speaker", contract.SPEAKER, logs / "speaker.log")
    process.wait_until_ready()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def hearer(standins: Installation, logs: Path) -> Iterator[ServiceProcess]:
    process = start(standins, "hearer", contract.HEARER, logs / "hearer.log")
    process.wait_until_ready()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def client(standins: Installation) -> Iterator[Client]:
    with Client(standins.doors["cli"]["AMQP_URL"], "tests") as made:
        yield made


@pytest.fixture
def stranger(standins: Installation) -> Iterator[Stranger]:
    made = Stranger(standins.doors["cli"]["AMQP_URL"])
    yield made
    made.close()


@pytest.fixture
def url(standins: Installation) -> str:
    """The broker's, as someone from outside the services."""
    return standins.doors["cli"]["AMQP_URL"]


@pytest.fixture
def links() -> Iterator[list[Link]]:
    """What a test opens is closed."""
    opened: list[Link] = []
    yield opened
    for link in opened:
        link.stop()


@pytest.fixture
def heard_by(standins: Installation) -> Iterator[Engine]:
    """The hearer's database, as its owner."""
    engine = create_engine(standins.owners[contract.HEARER])
    yield engine
    engine.dispose()


@pytest.fixture
def said_by(standins: Installation) -> Iterator[Engine]:
    """The speaker's database, as its owner."""
    engine = create_engine(standins.owners[contract.SPEAKER])
    yield engine
    engine.dispose()


def lay(made: Installation, servers: Servers, tiers_ms: Sequence[int]) -> None:
    """Make an installation the stand-ins': their exchanges, queues, rights and tables."""
    users = {
        f"{part}@{made.name}" if made.name else part: urlsplit(told["AMQP_URL"]).password or ""
        for part, told in {**made.services, **made.doors}.items()
    }
    definitions = topology.definitions(made.vhost, users, contract.CONTRACTS, tiers_ms)
    _load(servers.rabbitmq_api_url, definitions)
    for service in contract.CONTRACTS:
        engine = create_engine(made.owners[service])
        with engine.connect() as connection:
            migrations.upgrade(connection, PACKAGE)
        engine.dispose()


def start(made: Installation, which: str, service: str, log: Path, **more: str) -> ServiceProcess:
    """Start a stand-in; `more` changes its environment."""
    command = ["-m", f"{PACKAGE}.run", which]
    return ServiceProcess(command, {**made.services[service], **more}, log)


def _load(api: str, definitions: dict[str, object]) -> None:
    parts = urlsplit(api)
    request = urllib.request.Request(
        f"{parts.scheme}://{parts.hostname}:{parts.port}/api/definitions",
        data=json.dumps(definitions).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": "Basic "
            + b64encode(f"{parts.username}:{parts.password}".encode()).decode(),
        },
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        assert reply.status in (200, 201, 204)
