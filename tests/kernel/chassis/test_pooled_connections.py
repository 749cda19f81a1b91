"""Connections wait in a pool; the one that is taken out is alive, whatever happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, exc, text

from kernel.chassis import database, lending
from kernel.chassis.lending import Lender
from tests.processes import eventually
from tests.units import Units

pytestmark = pytest.mark.stack


@pytest.fixture
def engine(units: Units) -> Iterator[Engine]:
    engine = database.connect(units.installation.services["funds"]["DATABASE_URL"], 4)
    yield engine
    engine.dispose()


@pytest.fixture
def lender(engine: Engine) -> Iterator[Lender]:
    lender = Lender(engine)
    yield lender
    lender.close()


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
    monkeypatch.setattr(lending, "TRUSTED_SECONDS", 0.0)
    with engine.connect() as again:
        assert backend(again) == first
    assert len(asked) == 1


def lent(lender: Lender, count: int) -> list[int]:
    """Lend so many at once; their backends, in the order they were lent."""
    with ExitStack() as loans:
        return [backend(loans.enter_context(lender.lent())) for _ in range(count)]


def test_half_the_pool_lies_at_hand_and_the_rest_is_for_others(
    engine: Engine, lender: Lender
) -> None:
    before = set(lent(lender, 4))
    with engine.connect() as one, engine.connect() as another:
        assert {backend(one), backend(another)} < before
    assert set(lent(lender, 4)) == before
    lender.close()
    assert pooled(engine, 4) == before


def test_one_at_hand_the_database_hung_up_on_is_not_lent(engine: Engine, lender: Lender) -> None:
    lent(lender, 2)
    with engine.connect() as witness, ExitStack() as loans:
        gone = set(lent(lender, 2))
        end(gone, witness)
        again = {backend(loans.enter_context(lender.lent())) for _ in range(3)}
    assert len(again) == 3
    assert not again & gone


def test_one_that_lay_at_hand_for_long_is_asked(
    engine: Engine, lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    ping = engine.dialect.do_ping
    monkeypatch.setattr(engine.dialect, "do_ping", lambda each: asked.append(each) or ping(each))
    (first,) = lent(lender, 1)
    assert lent(lender, 1) == [first]
    assert asked == []
    monkeypatch.setattr(lending, "TRUSTED_SECONDS", 0.0)
    assert lent(lender, 1) == [first]
    assert len(asked) == 1


def autobegin(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))


def begin_by_the_driver(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("SELECT 1")


def break_what_was_begun(connection: Connection) -> None:
    with pytest.raises(exc.DBAPIError):
        connection.execute(text("SELECT 1/0"))


@pytest.mark.parametrize("leave", [autobegin, begin_by_the_driver, break_what_was_begun])
def test_one_that_comes_back_within_a_transaction_does_not_lie_at_hand(
    engine: Engine, lender: Lender, leave: Callable[[Connection], None]
) -> None:
    with lender.lent() as connection:
        leave(connection)
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    with lender.lent() as connection, connection.begin():
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_what_comes_back_by_an_error_or_cut_off_is_lent_no_worse(lender: Lender) -> None:
    (first,) = lent(lender, 1)
    with pytest.raises(LookupError), lender.lent() as connection, connection.begin():
        raise LookupError
    assert lent(lender, 1) == [first]
    with lender.lent() as connection:
        connection.invalidate()
    assert lent(lender, 1) != [first]


def test_when_all_are_lent_another_waits_and_is_refused(
    engine: Engine, lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.pool, "_timeout", 0.2)
    with ExitStack() as loans:
        for _ in range(4):
            loans.enter_context(lender.lent())
        with pytest.raises(exc.TimeoutError):
            loans.enter_context(lender.lent())
    assert len(lent(lender, 4)) == 4
