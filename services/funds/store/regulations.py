"""Regulations, by fund."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, cast, insert, select

from services.funds import tables
from services.funds.domain import regulation_reading
from services.funds.domain.regulations import Rules, Version


class RegulationStore:
    """Named reads and writes of regulations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, adopted: dict[str, Any], adopted_by: str, now: dt.datetime) -> None:
        """Keep a version: its text, its rules as they were given, what was found in them."""
        self._connection.execute(
            insert(tables.regulations).values(**adopted, adopted_by=adopted_by, adopted_at=now)
        )

    def versions(self, fund_id: str) -> list[Version]:
        """All versions of a fund's regulation, oldest first."""
        table = tables.regulations
        rows = self._connection.execute(
            select(table.c.version, table.c.in_force_from, cast(table.c.rules, Text))
            .where(table.c.fund_id == fund_id)
            .order_by(table.c.version)
        )
        return [
            Version(number, in_force_from, _read(rules)) for number, in_force_from, rules in rows
        ]

    def in_force(self, fund_id: str, day: dt.date) -> dict[str, Any] | None:
        """The version in force on a day, whole: its text, its rules, what was answered."""
        table = tables.regulations
        row = self._connection.execute(
            select(table)
            .where(table.c.fund_id == fund_id, table.c.in_force_from <= day)
            .order_by(table.c.in_force_from.desc(), table.c.version.desc())
            .limit(1)
        ).one_or_none()
        return row._asdict() if row else None


@lru_cache(maxsize=2_000)
def _read(rules: str) -> Rules:
    """Rules are never edited, and reading them anew for each claim costs more than the claim."""
    return regulation_reading.read(json.loads(rules))
