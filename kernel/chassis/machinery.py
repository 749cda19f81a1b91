"""The machinery of one service: everything that runs beside its methods, started and stopped.

links       rpc (requests in, replies out), hearing (events in), publishing (events out)
threads     the relay, one hearer for each service heard, the wait for the database
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import amqp
from nameko.extensions import SharedExtension

from kernel.chassis import parking, sweeping, topology
from kernel.chassis.collecting import Collector
from kernel.chassis.database import Database, connect
from kernel.chassis.health import Health
from kernel.chassis.hearing import Effects, Handler, Hearer
from kernel.chassis.outbox import OutboxReader
from kernel.chassis.publishing import Publisher
from kernel.chassis.relay import Relay
from kernel.chassis.sealing import SealingKeys
from kernel.chassis.serving import Answer, Server
from kernel.chassis.tables import ChassisTables
from kernel.chassis.threads import in_thread
from kernel.chassis.work import Context, UnitsOfWork, Work
from kernel.contracts.envelope import Heard
from kernel.telemetry import metrics
from kernel.telemetry.log import log
from kernel.values.errors import KongbunError, Unavailable
from kernel.wire import keys
from kernel.wire.calls import Calls
from kernel.wire.clock import SystemClock
from kernel.wire.keys import WrongKey
from kernel.wire.links import RETRY_AFTER_MS, Link
from kernel.wire.tokens import TokenReader

DATABASE_WAIT_SECONDS: Final = 1.0
MEASURE_SECONDS: Final = 10.0
TEND_SECONDS: Final = 5.0


class Machinery(SharedExtension):  # type: ignore[misc] # nameko has no types
    """Bound once to a container; the entrypoints and providers hand in what they need run."""

    def __init__(self) -> None:
        super().__init__()
        self.methods: dict[str, Any] = {}
        self.handlers: dict[tuple[str, str], Any] = {}
        self.store: Callable[..., Any] | None = None
        self.tables: ChassisTables | None = None
        self.works: UnitsOfWork | None = None
        self.effects: Effects | None = None
        self.asks = False
        self._leaving = threading.Event()
        self._served = threading.Event()

    def start(self) -> None:
        """Called once all entrypoints and providers are set up. Waits for neither broker nor
        database: until they are there the service says so and is not ready."""
        settings = self.container.settings
        self._clock = SystemClock()
        tokens = TokenReader(keys.read_public(settings.keys))
        self._server = Server(
            self.container.contract,
            settings.amqp_url,
            tokens,
            lambda: self.container.free_workers > 0,
            self._spawn,
            settings.workers,
            settings.callers,
        )
        self._publisher = Publisher(settings.amqp_url, settings.service, self.die)
        self._serving = Link(
            settings.amqp_url, settings.service, "rpc", self._server.opened, *self._fatal()
        )
        self._links = [self._serving, self._publisher.link]
        self._hearers: list[Hearer] = []
        self._collectors: list[Collector] = []
        self.calls = Calls(settings.amqp_url, settings.service, self.die) if self.asks else None
        self._health = Health(
            settings.service, settings.metrics_host, settings.metrics_port, self.ready
        )
        self._health.start(self.container.serve_http)
        self._publisher.link.start()
        self._open_database()
        if self.calls:
            self.calls.start()

    def ready(self) -> dict[str, bool]:
        """What must hold for work to be taken, each by its name."""
        links = all(link.ready.is_set() and not link.blocked for link in self._links)
        links = links and (self.calls is None or self.calls.ready)
        database = self._database is None or self._database.good()
        return {"broker": links, "database": database, "not_draining": not self._leaving.is_set()}

    def begin(self, context: Context) -> Any:
        """A unit of work, or `Unavailable` while the database is not there."""
        if self.works is None:
            raise Unavailable("database_down", {"retry_after_ms": RETRY_AFTER_MS})
        return self.works.begin(context)

    def stop_serving(self) -> None:
        """Take no more work; return when what is under way has ended or time is up."""
        if self._leaving.is_set():
            self._served.wait()
            return
        self._leaving.set()
        seconds = self.container.settings.drain_seconds
        log.info("draining", seconds=seconds)
        until = time.monotonic() + seconds
        self._server.stop(seconds)
        for hearer in self._hearers:
            hearer.stop(max(0.0, until - time.monotonic()))
        for collector in self._collectors:
            collector.stop()
        self._served.set()

    def stop(self) -> None:
        if self._database is not None and self.works is not None:
            self._relay.stop()
            self.works.overdue.stop()
            self.works.close()
        for link in self._links:
            link.stop()
        if self.calls:
            self.calls.stop()
        if self._database is not None:
            self._database.engine.dispose()
        log.info("stopped")

    def _open_database(self) -> None:
        self._database = None
        if self.tables is None:
            self._serving.start()
            return
        settings = self.container.settings
        engine = connect(settings.database_url, settings.database_connections)
        given = SealingKeys.read(settings.keys)
        self._database = Database(engine, self.container.package, self.tables, given, self._clock)
        in_thread(self._wait_for_database, self._database, died=self.die)

    def _wait_for_database(self, database: Database) -> None:
        try:
            prepared = database.prepare()
            # Not before: what another replica could answer must not meet `database_down` here.
            self._serving.start()
            while not prepared:
                if self._leaving.wait(DATABASE_WAIT_SECONDS):
                    return
                prepared = database.prepare()
        except WrongKey as error:
            self.die(error)
            return
        self._begin_work(database)

    def _begin_work(self, database: Database) -> None:
        settings, contract = self.container.settings, self.container.contract
        assert self.tables is not None, "a database has tables"
        assert self.store is not None, "a database has a store"
        assert database.sealing is not None, "a prepared database is unlocked"
        reader = OutboxReader(database.engine, self.tables)
        self._relay = Relay(
            database.engine,
            reader,
            self._publisher,
            contract.events,
            self._clock,
            settings.service,
        )
        works = UnitsOfWork(
            database.engine,
            self.tables,
            self.store,
            database.sealing,
            self._clock,
            self._relay.hint,
        )
        self.works = works
        in_thread(self._relay.run, died=self.die)
        in_thread(works.overdue.run, died=self.die)
        in_thread(self._measure, database, died=self.die)
        in_thread(self._tend, died=self.die)
        in_thread(self._sweep, died=self.die)
        self._begin_hearing(works, self.tables)

    def _begin_hearing(self, works: UnitsOfWork, tables: ChassisTables) -> None:
        settings = self.container.settings
        heard = topology.events_heard(settings.service, self.container.contracts)
        # One for each method, so that events that share one are handed over together.
        by_method = {on.method_name: self._handler(on) for on in self.handlers.values()}
        handlers = {key: by_method[on.method_name] for key, on in self.handlers.items()}
        unheard = set(handlers) - set(heard)
        assert not unheard, f"their contracts do not say that {settings.service} hears {unheard}"
        self.effects = Effects(settings.service, works, tables, heard, handlers)
        tiers = len(settings.retry_tiers_ms)
        for source in sorted({source for source, _ in heard}):
            queue = topology.event_queue(source, settings.service)
            hearer = Hearer(source, queue, self.effects, self._publisher, tiers)
            self._hearers.append(hearer)
            in_thread(hearer.run, died=self.die)
            collector = Collector(source, queue, self.effects)
            self._collectors.append(collector)
            in_thread(collector.run, died=self.die)
        if self._hearers:
            link = Link(settings.amqp_url, settings.service, "hearing", self._hear, *self._fatal())
            self._links.append(link)
            link.start()

    def _hear(self, connection: amqp.Connection) -> None:
        for hearer in self._hearers:
            hearer.opened(connection)
        for collector in self._collectors:
            collector.opened(connection)

    def _handler(self, on: Any) -> Handler:
        def handle(work: Work, heard: Sequence[Heard]) -> None:
            method = getattr(self.container.service_cls(), on.method_name)
            for each in [heard] if on.together else heard:
                method(work, each)

        return handle

    def _spawn(self, method: str, context: Context, answer: Answer) -> None:
        def finish(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            answer.failed(exc_info[1]) if exc_info else answer.done(result)
            return result, exc_info

        self.container.spawn_worker(
            self.methods[method],
            (dict(context.raw),),
            {},
            context_data={"kongbun": context},
            handle_result=finish,
            alone=not self._serving.has_more,
        )

    def _measure(self, database: Database) -> None:
        assert self.tables is not None, "a database has tables"
        while not self._leaving.is_set():
            try:
                if database.good():
                    with self.begin(Context()) as work:
                        parked = parking.count(work.connection, self.tables)
                        work.store.measure()
                    metrics.parked.labels(self.container.settings.service).set(parked)
            except KongbunError as trouble:
                log.warning("measuring_waits", why=trouble.code)
            self._leaving.wait(MEASURE_SECONDS)

    def _tend(self) -> None:
        while not self._leaving.is_set():
            try:
                with self.begin(Context()) as work:
                    work.store.tend()
            except KongbunError as trouble:
                log.warning("tending_waits", why=trouble.code)
            self._leaving.wait(TEND_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311

    def _sweep(self) -> None:
        assert self.tables is not None, "a database has tables"
        while not self._leaving.is_set():
            # Not all replicas of all services at one moment.
            self._leaving.wait(sweeping.EVERY_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311
            more = True
            while more and not self._leaving.is_set():
                try:
                    with self.begin(Context()) as work:
                        more = sweeping.sweep(work.connection, self.tables, work.now)
                except KongbunError as trouble:
                    log.warning("sweep_waits", why=trouble.code)
                self._leaving.wait(sweeping.PAUSE_SECONDS)

    def _fatal(self) -> tuple[Callable[[], None], Callable[[Exception], None]]:
        return (lambda: None), self.die

    def die(self, error: Exception) -> None:
        """What no retry can mend ends the process, loudly; its supervisor sees the exit code."""
        log.error("cannot_go_on", why=str(error))
        in_thread(self.container.kill, (type(error), error, None))
