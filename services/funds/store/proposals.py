"""Versions of a regulation that are proposed, and what stands against adopting one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from kernel.values.errors import NotFound
from services.funds import tables
from services.funds.domain.adoption import Past, Proposal

_DECIDED = ("approved", "paid", "rejected")


class ProposalStore:
    """Named reads and writes of proposals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, proposal: Proposal, now: dt.datetime) -> None:
        """Keep what somebody proposes."""
        row = {**vars(proposal), "findings": list(proposal.findings)}
        self._connection.execute(insert(tables.regulation_proposals).values(**row, asked_at=now))

    def decide(self, proposal: Proposal, now: dt.datetime) -> None:
        """Keep what became of it."""
        table = tables.regulation_proposals
        self._connection.execute(
            update(table)
            .where(table.c.regulation_id == proposal.regulation_id)
            .values(state=proposal.state, decided_by=proposal.decided_by, decided_at=now)
        )

    def get(self, fund_id: str, regulation_id: str, *, for_update: bool = False) -> Proposal:
        """A proposal of a fund, or `NotFound("proposal_unknown")`; locked if it is decided."""
        table = tables.regulation_proposals
        query = select(table).where(
            table.c.fund_id == fund_id, table.c.regulation_id == regulation_id
        )
        row = self._connection.execute(query.with_for_update() if for_update else query).first()
        if row is None:
            raise NotFound("proposal_unknown")
        return _proposal(row)

    def is_open(self, fund_id: str) -> bool:
        """Whether a version waits to be approved."""
        table = tables.regulation_proposals
        query = select(table.c.regulation_id).where(
            table.c.fund_id == fund_id, table.c.state == "asked"
        )
        return self._connection.execute(query).first() is not None

    def listed(self, fund_id: str, after: str, limit: int) -> list[Proposal]:
        """A page of a fund's proposals by id, oldest first."""
        table = tables.regulation_proposals
        rows = self._connection.execute(
            select(table)
            .where(table.c.fund_id == fund_id, table.c.regulation_id > after)
            .order_by(table.c.regulation_id)
            .limit(limit)
        )
        return [_proposal(row) for row in rows]

    def hold_undecided(self, fund_id: str, from_day: dt.date) -> None:
        """Wait for whoever decides a claim of an event since a day, and let nobody begin to: one
        judged by the version before must be seen as decided."""
        table = tables.claims
        self._connection.execute(
            select(table.c.claim_id)
            .where(
                table.c.fund_id == fund_id,
                table.c.state == "submitted",
                table.c.event_on >= from_day,
            )
            .order_by(table.c.claim_id)
            .with_for_update()
        )

    def past(self, fund_id: str) -> Past:
        """What a fund has behind it here; history that was imported is none of it."""
        table, closed, versions = tables.claims, tables.closed_years, tables.regulations
        here = (table.c.fund_id == fund_id, table.c.import_id.is_(None))
        row = self._connection.execute(
            select(
                select(table.c.claim_id).where(*here).exists(),
                select(func.max(table.c.event_on))
                .where(*here, table.c.state.in_(_DECIDED))
                .scalar_subquery(),
                select(func.max(closed.c.to_day))
                .where(closed.c.fund_id == fund_id)
                .scalar_subquery(),
                select(func.array_agg(versions.c.version))
                .where(versions.c.fund_id == fund_id)
                .scalar_subquery(),
            )
        ).one()
        return Past(tuple(row[3] or ()), row[0], row[1], row[2])


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        regulation_id=row.regulation_id,
        fund_id=row.fund_id,
        version=row.version,
        in_force_from=row.in_force_from,
        text=row.text,
        rules=row.rules,
        findings=tuple(row.findings),
        findings_answered=row.findings_answered,
        asked_by=row.asked_by,
        state=row.state,
        decided_by=row.decided_by,
    )
