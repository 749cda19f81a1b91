"""Applications: who wants to join a fund."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, insert, select, update

from kernel.values.errors import NotFound
from services.members import tables
from services.members.domain.applications import WAITING, Application


class ApplicationStore:
    """Named reads and writes of applications."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, application: Application, now: dt.datetime) -> None:
        row = asdict(application) | {"asked_at": now}
        self._connection.execute(insert(tables.applications).values(**row))

    def change(self, application: Application) -> None:
        """Keep how an application stands now."""
        table = tables.applications
        self._connection.execute(
            update(table)
            .where(table.c.application_id == application.application_id)
            .values(
                state=application.state,
                decided_by=application.decided_by,
                resolution_no=application.resolution_no,
                resolved_on=application.resolved_on,
                reason=application.reason,
                membership_id=application.membership_id,
            )
        )

    def get(self, fund_id: str, application_id: str) -> Application:
        """An application of a fund, locked, or `NotFound("application_unknown")`."""
        table = tables.applications
        query = select(*_columns()).where(
            table.c.application_id == application_id, table.c.fund_id == fund_id
        )
        row = self._connection.execute(query.with_for_update()).mappings().one_or_none()
        if row is None:
            raise NotFound("application_unknown")
        return Application(**row)

    def waits(self, fund_id: str, person_id: str) -> bool:
        """Whether an application of a person waits in a fund."""
        table = tables.applications
        query = select(table.c.application_id).where(
            table.c.person_id == person_id,
            table.c.fund_id == fund_id,
            table.c.state.in_(WAITING),
        )
        return self._connection.execute(query).first() is not None

    def listed(self, fund_id: str, state: str | None, after: str, limit: int) -> list[Application]:
        """A page of a fund's applications by id, of one state or all."""
        table = tables.applications
        query = select(*_columns()).where(
            table.c.fund_id == fund_id, table.c.application_id > after
        )
        if state is not None:
            query = query.where(table.c.state == state)
        rows = self._connection.execute(query.order_by(table.c.application_id).limit(limit))
        return [Application(**row) for row in rows.mappings()]


def _columns() -> list[Any]:
    return [column for column in tables.applications.c if column.name != "asked_at"]
