"""Regulations, by fund."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, String, Text, bindparam, cast, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.funds import tables
from services.funds.domain import regulation_reading
from services.funds.domain.regulations import Rules, Version

_TABLE: Final = tables.regulations
_VERSIONS: Final = (
    select(_TABLE.c.fund_id, _TABLE.c.version, _TABLE.c.in_force_from, cast(_TABLE.c.rules, Text))
    .where(_TABLE.c.fund_id == func.any(bindparam("fund_ids", type_=ARRAY(String))))
    .order_by(_TABLE.c.fund_id, _TABLE.c.version)
)


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
        return self.versions_of([fund_id])[fund_id]

    def versions_of(self, fund_ids: Sequence[str]) -> dict[str, list[Version]]:
        """The same of several funds."""
        found: dict[str, list[Version]] = {fund_id: [] for fund_id in fund_ids}
        for fund_id, number, in_force_from, rules in self._connection.execute(
            _VERSIONS, {"fund_ids": list(fund_ids)}
        ):
            found[fund_id].append(Version(number, in_force_from, _read(rules)))
        return found

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
