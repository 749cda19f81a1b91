"""Use cases and stores on a real database: a named installation's, migrated, with a fixed clock.

What is committed is really committed, so that two transactions can meet; a test begins with empty
tables instead. No broker is asked: a desk here answers with the other service's own use cases.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from deploy.local.bootstrap import Installation
from kernel.chassis import migrations
from kernel.chassis.sealing import SealingKeys, unlock
from kernel.chassis.tables import ChassisTables
from kernel.chassis.work import AlreadyDone, Context, UnitsOfWork, Work
from kernel.contracts import catalogue
from kernel.values.actors import EVERY_FUND, NOBODY, Actor
from tests import refusals

NOW = dt.datetime(2025, 9, 30, 3, 0, tzinfo=dt.UTC)
"""30 September 2568, ten in the morning in Bangkok: the day the sample registers speak of."""

_KEPT = ("alembic_version", "data_keys")


@dataclass
class FixedClock:
    """A clock that stands still until a test moves it."""

    moment: dt.datetime = NOW

    def now(self) -> dt.datetime:
        return self.moment


def someone(*roles: str, actor_id: str = "staff_test") -> Actor:
    """An actor with these roles, acting for every fund."""
    return Actor(actor_id, frozenset(roles), frozenset({EVERY_FUND}))


@dataclass
class Unit:
    """One service's use cases on its own database."""

    service: str
    installation: Installation
    clock: FixedClock = field(default_factory=FixedClock)

    @cached_property
    def engine(self) -> Engine:
        """The database as the service itself may use it: rows, no more."""
        return create_engine(self.installation.services[self.service]["DATABASE_URL"])

    @cached_property
    def owned(self) -> Engine:
        """The database as its owner."""
        return create_engine(self.installation.owners[self.service])

    @cached_property
    def tables(self) -> Any:
        return importlib.import_module(f"services.{self.service}.tables")

    @cached_property
    def works(self) -> UnitsOfWork:
        chassis: ChassisTables = self.tables.chassis
        store = importlib.import_module(f"services.{self.service}.store").STORE
        given = SealingKeys.read(Path(self.installation.services[self.service]["KONGBUN_KEYS"]))
        with self.engine.begin() as connection:
            sealing = unlock(connection, chassis, given, NOW)
        return UnitsOfWork(self.engine, chassis, store, sealing, self.clock)

    @contextmanager
    def work(self, actor: Actor = NOBODY, caller: str = "cli") -> Iterator[Work]:
        """A unit of work, as a call of this actor through this caller would have it."""
        context = Context(caller=caller, actor=actor, call_id="0123456789abcdef")
        with refusals.of_use_cases(self.service), self.works.begin(context) as work:
            yield work

    def count(self, table: str, where: str = "true") -> int:
        """How many rows a table has."""
        with self.owned.connect() as connection:
            query = text(f"SELECT count(*) FROM {table} WHERE {where}")  # a test's own words
            return int(connection.execute(query).scalar_one())

    def migrate(self) -> None:
        with self.owned.connect() as connection:
            migrations.upgrade(connection, f"services.{self.service}")

    def empty(self) -> None:
        """Take every row away, guarded or not; keys and versions stay."""
        names = [name for name in self.tables.metadata.tables if name not in _KEPT]
        with self.owned.begin() as connection:
            for name in names:
                connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
            connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
            for name in names:
                connection.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))

    def close(self) -> None:
        if "works" in vars(self):
            self.works.close()
        self.engine.dispose()
        self.owned.dispose()


class Units:
    """The services of one installation, each migrated when it is first asked for."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._open = ExitStack()
        self._known: dict[str, Unit] = {}

    def of(self, service: str) -> Unit:
        """A service's unit with empty tables and the clock at `NOW`."""
        unit = self._known.get(service)
        if unit is None:
            unit = self._known[service] = Unit(service, self.installation)
            self._open.callback(unit.close)
            unit.migrate()
        unit.empty()
        unit.clock.moment = NOW
        return unit

    def close(self) -> None:
        self._open.close()


Answers = Callable[..., Any]


class DeskHere:
    """What an importer works with, in this process: its unit's transactions, and as the other
    service what `answers` gives for a target ("members.register_persons")."""

    def __init__(self, unit: Unit, actor: Actor, answers: Mapping[str, Answers]) -> None:
        self._unit, self._actor, self._answers = unit, actor, answers
        self.told: list[tuple[int, int]] = []

    def ask(self, target: str, **fields: Any) -> Any:
        return self._answers[target](**fields)

    def progress(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def work(self) -> AbstractContextManager[Work]:
        return self._unit.work(self._actor, caller=self._unit.service)

    def wait_until(self, look: Callable[[], bool]) -> bool:
        return look()


def answering(
    unit: Unit, method: str, use_case: Callable[..., Any], caller: str, actor: Actor = NOBODY
) -> Answers:
    """A service's method without the broker: the contract, the command's id and the use case."""
    request = catalogue.contract(unit.service).requests[method]

    def answer(**fields: Any) -> Any:
        context = Context(caller=caller, actor=actor, method=method, request=request, raw=fields)
        try:
            with refusals.of_call(f"{unit.service}.{method}"), unit.works.begin(context) as work:
                return work.reply(use_case(work, **request.read(fields)))
        except AlreadyDone as done:
            return done.reply

    return answer


@contextmanager
def opened(installation: Installation) -> Iterator[Units]:
    """The units of an installation, closed at the end."""
    units = Units(installation)
    try:
        yield units
    finally:
        units.close()
