"""Connections wait in a pool; the one that is taken out is alive, whatever happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from kernel.chassis import database
from tests.processes import eventually
from tests.units import Units

pytestmark = pytest.mark.stack


@pytest.fixture
def engine(units: Units) -> Iterator[Engine]:
    engine = database.connect(units.installation.services["funds"]["DATABASE_URL"], 3)
    yield engine
    engine.dispose()


def backend(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def pooled(engine: Engine, count: int) -> set[int]:
    """Fill the pool with so many connections; their backends."""
    opened = [engine.connect() for _ in range(count)]
    backends = {backend(connection) for connection in opened}
    for connection in opened:
        connection.close()
    return backends


def end(backends: set[int], witness: Connection) -> None:
    """End backends as a stopping server does, and see them gone.

    Their processes: a backend leaves PostgreSQL's own list before its line is closed.
    """
    for each in backends:
        witness.execute(text("SELECT pg_terminate_backend(:each)"), {"each": each})
    eventually(
        lambda: not any(Path(f"/proc/{each}").exists() for each in backends), "the backends' end"
    )


def test_a_connection_the_database_hung_up_on_is_not_used_again(engine: Engine) -> None:
    before = pooled(engine, 3)
    with engine.connect() as witness:
        own = backend(witness)
        assert own in before
        end(before - {own}, witness)
    with engine.connect() as first, engine.connect() as second:
        assert {backend(first), backend(second)} & before <= {own}


def test_one_that_lay_idle_is_asked_and_one_just_used_is_only_looked_at(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    ping = engine.dialect.do_ping
    monkeypatch.setattr(engine.dialect, "do_ping", lambda each: asked.append(each) or ping(each))
    (first,) = pooled(engine, 1)
    with engine.connect() as again:
        assert backend(again) == first
    assert asked == []
    monkeypatch.setattr(database, "TRUSTED_SECONDS", 0.0)
    with engine.connect() as again:
        assert backend(again) == first
    assert len(asked) == 1
