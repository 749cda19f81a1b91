"""Connections lent to one unit of work after another; the one that is lent is alive."""

from __future__ import annotations

import time
from typing import Final

import psycopg
from psycopg import pq
from sqlalchemy import Connection, Engine
from sqlalchemy.pool import QueuePool

from kernel.chassis.trips import driver_of

TRUSTED_SECONDS: Final = 10.0
_IDLE: Final = pq.TransactionStatus.IDLE


def must_live(engine: Engine, driver: psycopg.Connection, since: float) -> None:
    """`psycopg.Error` if the database has hung up on a connection that lies unused since then, by
    `time.monotonic`.

    A server that ends or is restarted says so, which lies on the socket: looking costs no round
    trip. One that fell silent is only found out by asking, so a connection that lay idle is asked.
    """
    if time.monotonic() >= since + TRUSTED_SECONDS:
        engine.dialect.do_ping(driver)  # type: ignore[arg-type]
        return
    # Twice: its last words first, then that the line is dead.
    driver.pgconn.consume_input()
    driver.pgconn.consume_input()


class Lender:
    """Lends an engine's connections, and keeps some at hand when they come back.

    To put one back into SQLAlchemy's pool and take it out again takes a twentieth of a question's
    time. At most half the pool lies at hand here: the rest is for who asks the engine itself.
    """

    def __init__(self, engine: Engine) -> None:
        pool = engine.pool
        self._engine = engine
        self._most = pool.size() // 2 if isinstance(pool, QueuePool) else 0
        self._at_hand: list[tuple[Connection, float]] = []

    def lent(self) -> _Loan:
        """Lends a connection while the block it is the context of runs; `exc.TimeoutError` if all
        are lent for too long."""
        return _Loan(self)

    def lend(self) -> Connection:
        """One that lives, of those at hand if there is one."""
        while self._at_hand:
            connection, since = self._at_hand.pop()
            try:
                must_live(self._engine, driver_of(connection), since)
            except psycopg.Error:
                connection.invalidate()
                connection.close()
            else:
                return connection
        return self._engine.connect()

    def take_back(self, connection: Connection) -> None:
        """Keep it at hand if it is as it was lent; else the pool sees to it."""
        if len(self._at_hand) < self._most and _is_whole(connection):
            self._at_hand.append((connection, time.monotonic()))
        else:
            connection.close()

    def close(self) -> None:
        """Give to the pool what lies at hand."""
        while self._at_hand:
            self._at_hand.pop()[0].close()


class _Loan:
    __slots__ = ("_connection", "_lender")

    def __init__(self, lender: Lender) -> None:
        self._lender = lender

    def __enter__(self) -> Connection:
        self._connection = self._lender.lend()
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._lender.take_back(self._connection)


def _is_whole(connection: Connection) -> bool:
    """Whether nothing is left of what it was lent for."""
    if connection.closed or connection.invalidated or connection.in_transaction():
        return False
    return driver_of(connection).pgconn.transaction_status == _IDLE
