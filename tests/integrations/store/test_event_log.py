"""The log of events: no gaps, no late commit behind a cursor, and cheap to read wherever."""

from __future__ import annotations

import json
import random
import threading
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from kernel.values.errors import Invalid
from services.integrations.domain.partners import Subscription
from services.integrations.store import event_log
from tests.integrations import events
from tests.integrations.events import PAID
from tests.processes import eventually
from tests.units import Unit

pytestmark = pytest.mark.stack
EVERYTHING = Subscription("subscription_1", "partner_1", (PAID.type,), ("65",))
STRETCH = event_log.STRETCH


def read(unit: Unit, after: int = 0, limit: int = 100) -> list[int]:
    with unit.work() as work:
        found = work.store.event_log.stretch(EVERYTHING, after, limit).found
        return [logged.position for logged in found]


def waiting_for_a_lock(unit: Unit) -> bool:
    with unit.owned.connect() as connection:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.execute(text(query)).scalar_one())


class Undone(Exception):
    pass


@pytest.mark.parametrize("undone", [False, True], ids=["committed", "undone"])
def test_a_position_is_drawn_when_the_one_before_is_settled(
    integrations: Unit, undone: bool
) -> None:
    """Two transactions at once: the second waits, so no reader can pass over the first."""
    second = threading.Thread(target=events.hear, args=(integrations, events.announced()))
    try:
        with integrations.work() as work:
            effects = events.hearer(integrations)
            _, heard = effects.read(events.announced())
            work.store.event_log.add([heard], [PAID.type], work.now)
            second.start()
            eventually(lambda: waiting_for_a_lock(integrations), "the second to wait")
            assert read(integrations) == []
            if undone:
                raise Undone
    except Undone:
        pass
    second.join()
    assert read(integrations) == ([1] if undone else [1, 2])


def test_a_reader_that_never_stops_misses_nothing(integrations: Unit) -> None:
    """Four writers with transactions of any length, one reader following its cursor."""
    writers, each = 4, 25

    def write(seed: int) -> None:
        chance = random.Random(seed)
        left = each
        while left:
            batch = min(left, chance.randint(1, 4))
            events.hear(integrations, *(events.announced() for _ in range(batch)))
            left -= batch

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(writers)]
    for thread in threads:
        thread.start()
    got: list[int] = []
    while any(thread.is_alive() for thread in threads) or len(got) < writers * each:
        got += read(integrations, got[-1] if got else 0, 7)
        assert got == list(range(1, len(got) + 1))
    assert len(got) == writers * each


def test_a_cursor_the_log_has_not_reached_is_refused(integrations: Unit) -> None:
    events.hear(integrations, events.announced())
    assert read(integrations, after=1) == []
    with pytest.raises(Invalid) as refused:
        read(integrations, after=2)
    assert (refused.value.code, refused.value.details) == ("cursor_ahead", {"head": 1})


def fill(unit: Unit, last: int, area_code: str = "100101") -> None:
    """A log of this length, of events of one area."""
    with unit.owned.connect() as connection:
        auto = connection.execution_options(isolation_level="AUTOCOMMIT")
        # Vacuum believes a commit only once it is on disk, which tests otherwise do not wait for.
        auto.execute(text("SET synchronous_commit = on"))
        auto.execute(
            text(
                "INSERT INTO event_log"
                " SELECT n, 'event_' || n, :type, :area, convert_to(repeat('x', 700), 'UTF8'),"
                " now() FROM generate_series("
                "(SELECT coalesce(max(position), 0) + 1 FROM event_log), :last) AS n"
            ),
            {"type": PAID.type, "area": area_code, "last": last},
        )
        auto.execute(text("DELETE FROM log_head"))
        auto.execute(text("INSERT INTO log_head VALUES (1, :last)"), {"last": last})
        auto.execute(text("VACUUM ANALYZE event_log"))  # as autovacuum does


def pages_touched(unit: Unit, after: int, until: int) -> int:
    """How many pages of the database the feed's query reads."""
    query = event_log.matching(EVERYTHING, after, until, 100).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    with unit.engine.connect() as connection:
        told: Any = connection.execute(
            text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}")
        ).scalar_one()
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def test_asking_behind_a_cursor_costs_the_same_however_long_the_log(integrations: Unit) -> None:
    fill(integrations, 2_000, "650801")
    short = pages_touched(integrations, 1_900, 2_000)
    fill(integrations, 60_000, "650801")
    # Thirty times the log: an index may be one level deeper, for each of the hundred rows.
    assert pages_touched(integrations, 59_900, 60_000) <= short * 2
    assert pages_touched(integrations, 1_900, 1_900 + STRETCH) <= short * 2


def test_what_does_not_concern_a_partner_is_passed_over_without_its_rows(
    integrations: Unit,
) -> None:
    fill(integrations, STRETCH)
    rows_on_a_page = 8_192 // 800
    assert pages_touched(integrations, 0, STRETCH) < STRETCH / rows_on_a_page / 5
    with integrations.work() as work:
        looked = work.store.event_log.stretch(EVERYTHING, 0, 100)
    assert (looked.found, looked.until) == ([], STRETCH)


def test_one_asking_looks_through_a_stretch_and_no_further(integrations: Unit) -> None:
    fill(integrations, STRETCH)
    fill(integrations, STRETCH + 5, "650801")
    with integrations.work() as work:
        first = work.store.event_log.stretch(EVERYTHING, 0, 100)
        second = work.store.event_log.stretch(EVERYTHING, first.until, 100)
    assert (first.found, first.until, first.head) == ([], STRETCH, STRETCH + 5)
    assert len(second.found) == 5
