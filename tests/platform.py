"""The platform in a test: an installation of its own, its services running, its doors open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine

from deploy.local import bootstrap, fleet
from deploy.local.bootstrap import Installation
from deploy.local.servers import Servers
from gateway.cli import imports
from gateway.cli.demo import registers
from gateway.cli.demo.people import REGISTRAR, Demo
from gateway.cli.imports import Order
from gateway.cli.manifests import ListedImport, Manifest
from gateway.cli.session import Session
from gateway.doors import Door
from kernel.client import Client
from kernel.values.actors import Actor
from tests import refusals

ROOT = Path(__file__).resolve().parents[1]
REGISTERS = ROOT / "samples" / "registers"


@dataclass
class Platform:
    """What a test works with."""

    installation: Installation
    session: Session = field(default_factory=lambda: Session("en"))

    def door(self, name: str = "cli") -> Door:
        told = self.installation.doors[name]
        return Door(name, told["AMQP_URL"], Path(told["KONGBUN_KEYS"]), told["KONGBUN_FILES"])

    @contextmanager
    def asking(self, actor: Actor | None = None, door: str = "cli") -> Iterator[Client]:
        """A client of an actor."""
        with self.door(door).client(actor) as client:
            yield refusals.watched(client)

    @contextmanager
    def database(self, service: str) -> Iterator[Engine]:
        """A service's database, as its owner."""
        engine = create_engine(self.installation.owners[service])
        yield engine
        engine.dispose()

    def demo(self) -> Demo:
        """The demo's people and ids, at this platform's doors."""
        return _DemoHere(self.session, Manifest.read(REGISTERS / "manifest.toml"), platform=self)

    def take_in(self, client: Client, order: Order) -> dict[str, Any]:
        return imports.take_in(self.session, client, self.door(), order)

    def take_in_listed(self, kinds: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Import what the manifest lists of these kinds; how each ended, by its first file."""
        demo = self.demo()
        ended = {}
        with self.asking(REGISTRAR) as client:
            for listed in demo.manifest.imports:
                if listed.kind in kinds:
                    told = self.take_in(client, order_of(demo, client, listed))
                    registers.confirm_book(demo, told)
                    ended[str(listed.files[0].relative_to(REGISTERS))] = told
        return ended

    def open_books(self) -> None:
        """Adopt the sample regulations and post the opening balances."""
        registers.open_books(self.demo())


@dataclass
class _DemoHere(Demo):
    platform: Platform | None = None

    @contextmanager
    def asking(self, actor: Actor | None, door: str = "cli") -> Iterator[Client]:
        assert self.platform is not None
        with self.platform.asking(actor, door) as client:
            yield client


def order_of(demo: Demo, client: Client, listed: ListedImport) -> Order:
    fund_id = demo.fund(client, listed.fund) if listed.fund else ""
    as_of = listed.as_of.isoformat()
    return Order(listed.kind, fund_id, listed.files, as_of, area_code=listed.area_code)


@contextmanager
def running(servers: Servers, name: str, **more: Any) -> Iterator[Platform]:
    """A platform with all its services, dropped at the end."""
    installation = bootstrap.prepare(servers, name, ROOT, **more)
    try:
        fleet.start(installation, ROOT, lambda _: None)
        yield Platform(installation)
    finally:
        fleet.stop(ROOT, lambda _: None, name)
        bootstrap.drop(servers, name, ROOT)


def rows_of(platform: Platform, service: str, import_id: str) -> list[Mapping[str, Any]]:
    """Every row report of an import, as the platform keeps it."""
    with platform.asking(REGISTRAR) as client:
        rows: list[Mapping[str, Any]] = []
        after: int | None = 0
        while after is not None:
            page = client.call(
                f"{service}.list_import_rows", import_id=import_id, after=after, limit=500
            )
            rows += page["rows"]
            after = page["after"]
    return rows
