"""Imports: a register file is taken in by reference, and worked off in a process of its own.

The row in `imports` is the job. It stays `waiting` until one transaction has written everything the
file brings together with `done`, so a crash anywhere leaves a job that is simply begun again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sqlalchemy import Connection, func, insert, select, update

from kernel.chassis.bulk import copy_rows
from kernel.chassis.tables import ImportTables
from kernel.chassis.work import Work
from kernel.values.errors import NotFound
from kernel.values.verdicts import Verdict

DECISIONS: Final = ("accepted", "rejected", "review", "no_payment")
LIVE: Final = ("waiting", "done")


@dataclass(frozen=True)
class ImportTask:
    """A file (or a few that belong together) to take in. `files` holds names and contents;
    `area_code` says where, if the files do not."""

    import_id: str
    kind: str
    fund_id: str
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    as_of: dt.date
    replaces: bool
    area_code: str = ""


@dataclass(frozen=True)
class Outcome:
    """How an import ended: every row's verdict, in the file's order, and what it adds up to."""

    verdicts: Sequence[Verdict]
    period: str = ""
    totals: Mapping[str, int] = field(default_factory=dict)
    file_codes: Sequence[str] = ()

    def summary(self) -> dict[str, Any]:
        decisions = Counter(str(verdict.decision) for verdict in self.verdicts)
        codes = Counter(code for verdict in self.verdicts for code in verdict.codes)
        return {
            "counts": {decision: decisions[decision] for decision in DECISIONS},
            "reasons": dict(sorted(codes.items())),
            "totals": dict(self.totals),
            "file_codes": sorted(self.file_codes),
        }


class Desk(Protocol):
    """What an importer works with."""

    def ask(self, target: str, **fields: Any) -> Any:
        """Ask another service; waits out its troubles."""

    def progress(self, done: int, total: int) -> None:
        """Tell how far it is; seen at once, whatever becomes of the import."""

    def work(self) -> AbstractContextManager[Work]:
        """A transaction; one of them takes the file in and finishes the import."""

    def wait_until(self, look: Callable[[], bool]) -> bool:
        """Wait for a fact that is on its way, patiently; whether it came."""


Importer = Callable[[ImportTask, Desk], None]


class ImportStore:
    """Reads and writes a service's imports."""

    def __init__(self, connection: Connection, tables: ImportTables) -> None:
        self._connection, self._tables = connection, tables

    def begin(self, asked: Mapping[str, Any], asked_by: str, now: dt.datetime) -> dict[str, Any]:
        """Note an import; the same files again are answered by the import that has them."""
        table = self._tables.imports
        digest = files_sha256([each["sha256"] for each in asked["files"]])
        before = self._connection.execute(
            select(table.c.import_id)
            .where(table.c.files_sha256 == digest, table.c.kind == asked["kind"])
            .where(table.c.fund_id == asked["fund_id"], table.c.state.in_(LIVE))
        ).scalar()
        if before is not None:
            return {**self.get(before), "unchanged": True}
        self._connection.execute(
            insert(table).values(
                import_id=asked["import_id"],
                kind=asked["kind"],
                fund_id=asked["fund_id"],
                area_code=asked["area_code"],
                files=[dict(each) for each in asked["files"]],
                files_sha256=digest,
                as_of=asked["as_of"],
                replaces=asked["replace"],
                state="waiting",
                asked_by=asked_by,
                asked_at=now,
            )
        )
        return self.get(asked["import_id"])

    def get(self, import_id: str) -> dict[str, Any]:
        """An import as its contract shows it, or `NotFound`."""
        table = self._tables.imports
        row = self._connection.execute(
            select(table).where(table.c.import_id == import_id)
        ).one_or_none()
        if row is None:
            raise NotFound("import_unknown")
        summary = {"counts": dict.fromkeys(DECISIONS, 0), "reasons": {}, "totals": {}}
        return {**row._asdict(), "file_codes": [], "unchanged": False, **summary, **row.summary}

    def rows(
        self, import_id: str, after: int, limit: int, decisions: Sequence[str]
    ) -> list[dict[str, Any]]:
        """A page of rows behind `after`, by place."""
        table = self._tables.import_rows
        query = select(table).where(table.c.import_id == import_id, table.c.place > after)
        if decisions:
            query = query.where(table.c.decision.in_(decisions))
        found = self._connection.execute(query.order_by(table.c.place).limit(limit))
        return [dict(row) for row in found.mappings()]

    def done_before(self, kind: str, fund_id: str, period: str) -> str | None:
        """The import that took in this fund's register of this kind and period, if one did."""
        table = self._tables.imports
        return self._connection.execute(
            select(table.c.import_id)
            .where(table.c.kind == kind, table.c.fund_id == fund_id, table.c.period == period)
            .where(table.c.state == "done")
        ).scalar()

    def finish(self, task: ImportTask, outcome: Outcome, now: dt.datetime) -> None:
        """Write how every row ended, and that the import is done."""
        copy_rows(
            self._connection,
            self._tables.import_rows,
            ("import_id", "place", "sheet", "row", "decision", "codes"),
            _rows_of(task.import_id, outcome.verdicts),
        )
        count = len(outcome.verdicts)
        self._set(
            task.import_id,
            state="done",
            period=outcome.period,
            rows_done=count,
            rows_total=count,
            summary=outcome.summary(),
            finished_at=now,
        )

    def supersede(self, import_id: str) -> None:
        """Another file has taken this one's place."""
        self._set(import_id, state="replaced")

    def refuse(self, import_id: str, failure: Mapping[str, Any], now: dt.datetime) -> None:
        """The whole file is refused: nothing of it was taken in."""
        self._set(import_id, state="refused", failure=dict(failure), finished_at=now)

    def any_waiting(self) -> bool:
        table = self._tables.imports
        waiting = select(table.c.import_id).where(table.c.state == "waiting").limit(1)
        return self._connection.execute(waiting).first() is not None

    def next_waiting(self, space: int) -> tuple[Any, list[dict[str, str]]] | None:
        """Take the oldest waiting import nobody works on: its row, and its files."""
        table = self._tables.imports
        waiting = (
            select(table)
            .where(table.c.state == "waiting")
            .order_by(table.c.asked_at)
            .limit(100)
            .cte("waiting")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        row = self._connection.execute(
            select(waiting)
            .where(func.pg_try_advisory_lock(space, func.hashtext(waiting.c.import_id)))
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        self._set(row.import_id, attempts=row.attempts + 1)
        return row, row.files

    def tell(self, import_id: str, done: int, total: int) -> None:
        self._set(import_id, rows_done=done, rows_total=total)

    def _set(self, import_id: str, **values: Any) -> None:
        table = self._tables.imports
        self._connection.execute(
            update(table).where(table.c.import_id == import_id).values(**values)
        )


def files_sha256(each: Sequence[str]) -> str:
    """What tells one set of files from another, whatever order they were named in."""
    if len(each) == 1:
        return each[0]
    return hashlib.sha256(",".join(sorted(each)).encode()).hexdigest()


def _rows_of(import_id: str, verdicts: Sequence[Verdict]) -> Iterator[tuple[Any, ...]]:
    for place, verdict in enumerate(verdicts, start=1):
        where, codes = verdict.place, sorted(verdict.codes)
        yield import_id, place, where.sheet, where.row, str(verdict.decision), codes
