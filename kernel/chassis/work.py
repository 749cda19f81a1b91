"""The unit of work: one message, one transaction, and what it announces is saved with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Engine, Table, Update, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from kernel.chassis import inbox, outbox
from kernel.chassis.lending import Lender
from kernel.chassis.overdue import Overdue
from kernel.chassis.sealing import Sealing
from kernel.chassis.tables import ChassisTables
from kernel.chassis.troubles import Translated
from kernel.contracts.envelope import Event, Request
from kernel.telemetry import metrics
from kernel.values.actors import NOBODY, Actor
from kernel.values.errors import Conflict
from kernel.values.thai_calendar import bangkok_day
from kernel.wire.clock import Clock, new_id


class Store:
    """What a service's store is made of; its queries are named, and scoped by fund or household."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self.connection = connection
        self.sealing = sealing

    def measure(self) -> None:
        """Set what the service measures of its own data; called every few seconds."""

    def tend(self) -> None:
        """See to what can wait; called every few seconds, in a transaction of its own."""


class AlreadyDone(Exception):
    """This command was carried out before; `reply` is what was answered then."""

    def __init__(self, reply: Any) -> None:
        super().__init__("already done")
        self.reply = reply


class Context(NamedTuple):
    """Which message the work is for; made for every call, so it is a tuple, which is soon made.

    `lets`: purposes the installation lets this caller state, which no contract knows.
    """

    caller: str = ""
    actor: Actor = NOBODY
    call_id: str = ""
    token: str = ""
    deadline_ms: int = 0
    traceparent: str = ""
    method: str = ""
    request: type[Request] | None = None
    raw: Mapping[str, Any] = MappingProxyType({})
    lets: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Without the token and what was asked: it may reach a log."""
        return f"Context({self.caller}, {self.method}, {self.call_id})"


class _Announcement(NamedTuple):
    event: Event
    aggregate_id: str
    data: Any
    attributes: dict[str, str]


class Work:
    """One transaction: the store, the clock, who asks, and what will be announced if it commits."""

    def __init__(
        self,
        connection: Connection,
        store: Any,
        tables: ChassisTables,
        context: Context,
        now: dt.datetime,
    ) -> None:
        self.store = store
        self.actor = context.actor
        self.caller = context.caller
        self.lets = context.lets
        self.call_id = context.call_id
        self.now = now
        self.connection = connection
        self._tables = tables
        self._context = context
        self.announcements: list[_Announcement] = []
        self._replied = False

    @property
    def today(self) -> dt.date:
        """The Bangkok day of `now`."""
        return bangkok_day(self.now)

    def new_id(self, kind: str) -> str:
        """An id for what this work makes by itself; what a caller asks for has the caller's id."""
        return new_id(kind, int(self.now.timestamp() * 1_000))

    def announce(
        self, event: Event, aggregate_id: str, data: Any, *, fund_id: str = "", area_code: str = ""
    ) -> None:
        """Save an event with this transaction; it leaves after the commit, or not at all."""
        attributes = {
            "traceparent": self._context.traceparent,
            "fundid": fund_id,
            "areacode": area_code,
        }
        self.announcements.append(_Announcement(event, aggregate_id, data, attributes))

    def next_sequences(self, aggregate_ids: Sequence[str]) -> dict[str, int]:
        """Draw the next sequence of each aggregate, for the items of one bulk event."""
        return outbox.draw_sequences(self.connection, self._tables, aggregate_ids)

    def catch_up(self, reached: Mapping[str, int]) -> set[str]:
        """Note from a snapshot how far each aggregate is; returns those it is ahead of us on."""
        return inbox.catch_up(self.connection, self._tables, reached)

    def reply(self, value: Any) -> Any:
        """The reply in its contract's form; a command's is saved with what the command did."""
        request = self._context.request
        assert request is not None, "only a call has a reply"
        reply = request.answers.write(value)
        if request.changes:
            commands = self._tables.commands
            told = {"of_command": self._context.raw["command_id"], "told": orjson.dumps(reply)}
            self.connection.execute(_answering(commands), told)
        self._replied = True
        return reply

    def open(self) -> None:
        """Take the command's id, or answer that it was taken before."""
        request, commands = self._context.request, self._tables.commands
        if request is None or not request.changes:
            return
        command_id = self._context.raw["command_id"]
        sha256 = request_sha256(self._context.raw)
        # Waits for a twin that is under way, so that it is answered and not done again.
        taken = self.connection.execute(
            _taking(commands),
            {
                "command_id": command_id,
                "method": self._context.method,
                "request_sha256": sha256,
                "received_at": self.now,
                **self._asked_by,
            },
        ).first()
        if taken:
            return
        before = self.connection.execute(
            select(commands).where(commands.c.command_id == command_id)
        ).one()
        same = before.method == self._context.method and before.request_sha256 == sha256
        # Another person under the same id has not done it, and is told nothing of who has.
        if not same or before.actor_id not in ("", self.actor.actor_id):
            raise Conflict("command_id_reused")
        raise AlreadyDone(orjson.loads(before.reply))

    @property
    def _asked_by(self) -> dict[str, str]:
        return {
            "caller": self.caller,
            "actor_id": self.actor.actor_id,
            "call_id": self.call_id,
        }

    def close(self) -> None:
        """Save what is announced; the last thing before the commit."""
        request = self._context.request
        assert self._replied or not (request and request.changes), "a command must reply"
        if self.announcements:
            outbox.save(self.connection, self._tables, self.announcements, self.now)


class UnitsOfWork:
    """Opens units of work on one database. `committed()` is told after each that announced."""

    def __init__(
        self,
        engine: Engine,
        tables: ChassisTables,
        store: Callable[[Connection, Sealing], Any],
        sealing: Sealing,
        clock: Clock,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self._lender, self._tables, self._store = Lender(engine), tables, store
        self._sealing, self._clock, self._committed = sealing, clock, committed
        self.overdue = Overdue()

    @contextmanager
    def begin(self, context: Context) -> Iterator[Work]:
        """A transaction that commits when the block ends, and leaves nothing if it raises.

        `AlreadyDone` for a command carried out before, `Conflict("command_id_reused")` for its id
        under another request, `Unavailable` when the database is down, locked or too slow.
        """
        with (
            Translated(),
            self._lender.lent() as connection,
            self.overdue.watching(connection, context.deadline_ms),
            connection.begin(),
        ):
            store = self._store(connection, self._sealing)
            work = Work(connection, store, self._tables, context, self._clock.now())
            work.open()
            yield work
            work.close()
        for announcement in work.announcements:
            event = announcement.event
            metrics.announced.labels(event.service, event.name).inc()
        if work.announcements:
            self._committed()

    def close(self) -> None:
        """Let go of the connections that lie at hand."""
        self._lender.close()


# Made once: SQLAlchemy takes longer to make a statement than the database to carry it out.
@cache
def _taking(commands: Table) -> ReturningInsert[Any]:
    return insert(commands).on_conflict_do_nothing().returning(commands.c.command_id)


@cache
def _answering(commands: Table) -> Update:
    ours = commands.c.command_id == bindparam("of_command")
    return update(commands).where(ours).values(reply=bindparam("told"))


def request_sha256(raw: Mapping[str, Any]) -> bytes:
    """What tells one request from another under the same command id."""
    return hashlib.sha256(orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)).digest()
