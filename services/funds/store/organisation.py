"""Branches, offices, local governments, and what changed of a fund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from kernel.values.errors import NotFound
from services.funds import tables
from services.funds.domain.organisation import Officer

_OFFICER = ("officer_id", "fund_id", "membership_id", "role", "from_day", "to_day")


class OrganisationStore:
    """Named reads and writes of who runs a fund."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_branch(self, branch: dict[str, Any]) -> None:
        self._connection.execute(insert(tables.branches).values(**branch))

    def branches(self, fund_id: str) -> list[dict[str, Any]]:
        """The branches of a fund, by name."""
        table = tables.branches
        query = select(table).where(table.c.fund_id == fund_id)
        rows = self._connection.execute(query.order_by(table.c.village_code, table.c.name))
        return [dict(row) for row in rows.mappings()]

    def has_branch(self, fund_id: str, branch_id: str) -> bool:
        table = tables.branches
        query = select(table.c.name).where(
            table.c.fund_id == fund_id, table.c.branch_id == branch_id
        )
        return self._connection.execute(query).first() is not None

    def add_officer(self, officer: Officer, appointed_by: str) -> None:
        row = asdict(officer) | {"appointed_by": appointed_by}
        self._connection.execute(insert(tables.officers).values(**row))

    def officers(self, fund_id: str, day: dt.date | None = None) -> list[Officer]:
        """Who holds the offices of a fund on a day, or ever."""
        table = tables.officers
        query = select(*(table.c[name] for name in _OFFICER)).where(table.c.fund_id == fund_id)
        if day is not None:
            query = query.where(table.c.from_day <= day, table.c.to_day >= day)
        rows = self._connection.execute(query.order_by(table.c.role, table.c.from_day))
        return [Officer(**row) for row in rows.mappings()]

    def end_term(self, officer: Officer) -> None:
        table = tables.officers
        self._connection.execute(
            update(table)
            .where(table.c.officer_id == officer.officer_id)
            .values(to_day=officer.to_day)
        )

    def officer(self, fund_id: str, officer_id: str) -> Officer:
        """An officer of a fund, or `NotFound("officer_unknown")`."""
        for officer in self.officers(fund_id):
            if officer.officer_id == officer_id:
                return officer
        raise NotFound("officer_unknown")

    def change_fund(
        self, fund_id: str, field: str, value: str, day: dt.date, reason: str, made_by: str
    ) -> None:
        """Keep a step of a fund, and how it stands since."""
        step = {"field": field, "value": value, "day": day, "reason": reason, "made_by": made_by}
        self._connection.execute(insert(tables.fund_changes).values(fund_id=fund_id, **step))
        table = tables.funds
        self._connection.execute(
            update(table).where(table.c.fund_id == fund_id).values({field: value})
        )

    def number_certificate(self, fund_id: str, certificate_no: str) -> None:
        table = tables.funds
        self._connection.execute(
            update(table).where(table.c.fund_id == fund_id).values(certificate_no=certificate_no)
        )

    def add_government(self, government: dict[str, Any]) -> None:
        self._connection.execute(insert(tables.local_governments).values(**government))

    def governments(self, area_code: str, limit: int) -> list[dict[str, Any]]:
        """Local governments whose area begins with a code."""
        table = tables.local_governments
        query = select(table).order_by(table.c.government_id).limit(limit)
        if area_code:
            code = func.unnest(table.c.area_codes).column_valued("code")
            query = query.where(select(code).where(code.startswith(area_code)).exists())
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def unknown_governments(self, government_ids: Sequence[str]) -> int:
        """How many of these are not entered."""
        table = tables.local_governments
        wanted = set(government_ids)
        known = self._connection.execute(
            select(func.count()).where(table.c.government_id == func.any(list(wanted)))
        ).scalar_one()
        return len(wanted) - int(known)
