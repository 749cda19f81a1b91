"""An installation of the bench's own: durable, on the servers of `make up`, dropped at the end."""

from __future__ import annotations

import json
import secrets
import tempfile
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import create_engine

from deploy.local import bootstrap, servers
from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from kernel.chassis import migrations, topology
from kernel.contracts.envelope import Contract
from kernel.values.actors import EVERY_FUND, Actor
from kernel.wire import clock, tokens
from tests.processes import ServiceProcess

ROOT = Path(__file__).resolve().parents[2]
CLERK = Actor("staff_bench", frozenset({"clerk"}), frozenset({EVERY_FUND}))


class Stage:
    """Where a bench plays."""

    def __init__(self, running: Servers, installation: Installation) -> None:
        self.servers, self.installation = running, installation
        self._processes: list[ServiceProcess] = []
        self._logs = Path(tempfile.mkdtemp(prefix="kongbun-bench-"))

    @property
    def admin_url(self) -> str:
        """The administrator's URL, in the installation's virtual host."""
        return f"{self.servers.amqp_url.rstrip('/')}/{quote(self.installation.vhost, safe='')}"

    def token(self, actor: Actor = CLERK, seconds: int = 3_600) -> str:
        pem = Path(self.installation.doors["cli"]["KONGBUN_KEYS"], "actor.key").read_bytes()
        return tokens.sign(actor, pem, clock.now_ms(), seconds)

    def load(self, contracts: Mapping[str, Contract]) -> None:
        """Let the broker know the bench's own contracts."""
        made = self.installation
        users = {
            f"{part}@{made.name}": urlsplit(told["AMQP_URL"]).password or ""
            for part, told in {**made.services, **made.doors}.items()
        }
        _post(self.servers.rabbitmq_api_url, topology.definitions(made.vhost, users, contracts))

    def start(self, service: str, module: str, *arguments: str) -> ServiceProcess:
        log = self._logs / f"{service}.log"
        told = self.installation.services[service]
        process = ServiceProcess(["-m", module, *arguments], told, log)
        self._processes.append(process)
        process.wait_until_ready()
        return process

    def migrate(self, service: str, package: str = "") -> None:
        """Make the service's tables, or those of a bench's own stand-in for it."""
        engine = create_engine(self.installation.owners[service])
        with engine.connect() as connection:
            migrations.upgrade(connection, package or f"services.{service}")
        engine.dispose()

    def stop(self) -> None:
        for process in self._processes:
            process.stop()


@contextmanager
def stage() -> Iterator[Stage]:
    """Servers running, an installation prepared; undone at the end."""
    running = servers.start(ROOT, lambda _: None)
    name = f"bench_{secrets.token_hex(3)}"
    made = Stage(running, bootstrap.prepare(running, name, ROOT, durable=True))
    try:
        yield made
    finally:
        made.stop()
        bootstrap.drop(running, name, ROOT)


def _post(api: str, definitions: dict[str, Any]) -> None:
    parts = urlsplit(api)
    credentials = b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request = urllib.request.Request(
        f"{parts.scheme}://{parts.hostname}:{parts.port}/api/definitions",
        data=json.dumps(definitions).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Basic {credentials}"},
    )
    with urllib.request.urlopen(request, timeout=30):
        pass
