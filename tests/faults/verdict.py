"""The verdict: what the callers were told, held against what stands in both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Engine, func, select

from tests.faults.load import CALL_SECONDS, Load
from tests.kernel.chassis.standin import tables
from tests.processes import eventually

SETTLING_SECONDS = 120.0
# What a machine busy with a fault may take to wake a caller whose time is up.
LATE_SECONDS = 1.0


@dataclass
class Row:
    """One scenario's row of the table."""

    scenario: str
    attempted: int
    confirmed: int
    applied: int
    lost: int
    twice: int
    gaps: int
    parked: int
    slowest: float
    imbalance: int | None = None
    note: str = ""

    def must_be_clean(self, parked: int = 0) -> None:
        """Nothing lost, nothing twice, nothing out of order, the ledger balanced, nobody kept."""
        assert self.confirmed == self.attempted == self.applied
        assert (self.lost, self.twice, self.gaps) == (0, 0, 0)
        assert self.parked == parked
        assert self.imbalance in (None, 0)
        assert self.slowest < CALL_SECONDS + LATE_SECONDS, "a call ends by its deadline"


def of_standins(scenario: str, load: Load, said_by: Engine, heard_by: Engine) -> Row:
    """Wait until what was announced has taken effect, then count on both sides."""
    things = list(load.said)
    told = _told(said_by, things)
    expected = sum(load.said.values())
    eventually(lambda: _waiting(said_by) == 0, "an empty outbox", SETTLING_SECONDS)
    _wait_for_effects(heard_by, things, expected)
    effects = _effects(heard_by, things)
    applied = sum(len(set(texts)) for texts in effects.values())
    doubled = sum(len(texts) - len(set(texts)) for texts in effects.values())
    gaps = sum(
        texts != [str(number) for number in range(1, len(texts) + 1)] for texts in effects.values()
    )
    counts = load.counts
    return Row(
        scenario=scenario,
        attempted=counts.attempted,
        confirmed=counts.confirmed,
        applied=applied,
        lost=sum(
            len({str(number) for number in range(1, last + 1)} - set(effects.get(thing_id, [])))
            for thing_id, last in load.said.items()
        ),
        twice=doubled + sum(told[thing_id] - last for thing_id, last in load.said.items()),
        gaps=gaps,
        parked=parked(heard_by, things),
        slowest=counts.slowest,
        note=told_refusals(load),
    )


def parked(heard_by: Engine, things: Sequence[str]) -> int:
    """How many events of these things wait for an operator."""
    table = tables.chassis.parked
    with heard_by.connect() as connection:
        asked = select(func.count()).where(table.c.partition_key.in_(things))
        return int(connection.execute(asked).scalar_one())


def told_refusals(load: Load) -> str:
    """How often the callers were refused and asked again."""
    return ", ".join(f"{code} {times}" for code, times in sorted(load.counts.refusals.items()))


def _told(said_by: Engine, things: Sequence[str]) -> dict[str, int]:
    table = tables.things
    with said_by.connect() as connection:
        rows = connection.execute(select(table).where(table.c.thing_id.in_(things)))
        return {row.thing_id: row.times for row in rows}


def _waiting(said_by: Engine) -> int:
    table = tables.chassis.outbox
    with said_by.connect() as connection:
        asked = select(func.count()).where(table.c.published_at.is_(None))
        return int(connection.execute(asked).scalar_one())


def _wait_for_effects(heard_by: Engine, things: Sequence[str], expected: int) -> None:
    """Until all are there, or parked; if they never come, the row says how many are missing."""
    table = tables.effects

    def there() -> bool:
        with heard_by.connect() as connection:
            asked = select(func.count()).where(table.c.thing_id.in_(things))
            count = int(connection.execute(asked).scalar_one())
        return count + parked(heard_by, things) >= expected

    try:
        eventually(there, "every effect", SETTLING_SECONDS)
    except AssertionError:
        return


def _effects(heard_by: Engine, things: Sequence[str]) -> dict[str, list[str]]:
    table = tables.effects
    found: dict[str, list[str]] = {}
    with heard_by.connect() as connection:
        asked = select(table.c.thing_id, table.c.text).where(table.c.thing_id.in_(things))
        for row in connection.execute(asked.order_by(table.c.effect)):
            found.setdefault(row.thing_id, []).append(row.text)
    return found


def as_table(rows: Sequence[Row]) -> list[str]:
    """The rows as lines, columns as wide as they need."""
    names = [field.name for field in fields(Row)]
    cells = [names, *([_cell(getattr(row, name)) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    return [
        "  ".join(
            text.ljust(width) if name in ("scenario", "note") else text.rjust(width)
            for name, text, width in zip(names, line, widths, strict=True)
        ).rstrip()
        for line in cells
    ]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
