"""Funds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)

from kernel.chassis.sealing import Sealing
from kernel.values.errors import NotFound
from services.funds import tables
from services.funds.domain.particulars import Particulars, digits, masked

_ACCOUNT = "funds.account"
_GET = select(tables.funds, literal(0).label("members")).where(
    tables.funds.c.fund_id == bindparam("of")
)


@dataclass(frozen=True)
class Fund:
    """A fund as it is kept. `account_no` is sealed at rest."""

    fund_id: str
    name: str
    level: str
    area_codes: tuple[str, ...]
    certification: str
    established_on: dt.date | None = None
    certificate_no: str = ""
    account_no: str = ""
    declared_members: int | None = None
    members: int = 0
    book_year: str = "fiscal"
    status: str = "active"
    area_note: str = ""
    bank: str = ""
    government_ids: tuple[str, ...] = ()
    aged_kinds: frozenset[str] = frozenset()

    @property
    def area_code(self) -> str:
        """Where it is, for the events that tell of it: the first of its areas."""
        return self.area_codes[0] if self.area_codes else ""

    @property
    def account_masked(self) -> str:
        """All but the last three digits covered."""
        return masked(self.account_no)


class FundStore:
    """Named reads and writes of funds."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def add(self, fund: Fund, now: dt.datetime) -> None:
        self._connection.execute(
            insert(tables.funds).values(
                fund_id=fund.fund_id,
                name=fund.name,
                level=fund.level,
                area_codes=list(fund.area_codes),
                established_on=fund.established_on,
                certification=fund.certification,
                certificate_no=fund.certificate_no,
                **self._account(fund.fund_id, fund.account_no),
                declared_members=fund.declared_members,
                opened_at=now,
                book_year=fund.book_year,
                area_note=fund.area_note,
                bank=fund.bank,
                government_ids=list(fund.government_ids),
            )
        )

    def change(self, fund_id: str, to: Particulars) -> None:
        """Keep another account, other areas; what held before stands in the change itself."""
        table = tables.funds
        self._connection.execute(
            update(table)
            .where(table.c.fund_id == fund_id)
            .values(
                bank=to.bank,
                area_codes=list(to.area_codes),
                area_note=to.area_note,
                **self._account(fund_id, to.account_no),
            )
        )

    def keep_aged_kinds(self, fund_id: str, kinds: frozenset[str]) -> None:
        """Keep for which kinds of benefit the fund's regulation asks an age."""
        table = tables.funds
        self._connection.execute(
            update(table).where(table.c.fund_id == fund_id).values(aged_kinds=sorted(kinds))
        )

    def get(self, fund_id: str, *, counted: bool = False) -> Fund:
        """A fund, or `NotFound("fund_unknown")`; its members counted only where they are told:
        counting them costs more than everything else a claim does."""
        if counted:
            found = self._select(tables.funds.c.fund_id == fund_id, counted=True)
        else:
            found = [self._fund(row) for row in self._connection.execute(_GET, {"of": fund_id})]
        if not found:
            raise NotFound("fund_unknown")
        return found[0]

    def lock(self, fund_id: str) -> None:
        """Wait for whoever posts to this fund, and let nobody begin to until the commit."""
        table = tables.funds
        self._connection.execute(
            select(table.c.fund_id).where(table.c.fund_id == fund_id).with_for_update()
        )

    def listed(self, area_code: str, after: str, limit: int, *, counted: bool = True) -> list[Fund]:
        """A page of the funds whose area begins with a code, by id."""
        ahead = tables.funds.c.fund_id > after
        if not area_code:
            return self._select(ahead, limit=limit, counted=counted)
        code = func.unnest(tables.funds.c.area_codes).column_valued("code")
        inside = select(code).where(code.startswith(area_code)).exists()
        return self._select(ahead, inside, limit=limit, counted=counted)

    def known_accounts(self, account_nos: Sequence[str]) -> set[str]:
        """Those of these account numbers (digits) that a fund has already."""
        blinds = {self._sealing.blind(digits(each), _ACCOUNT): each for each in account_nos}
        table = tables.funds
        found = self._connection.execute(
            select(table.c.account_blind).where(table.c.account_blind.in_(list(blinds)))
        )
        return {blinds[blind] for blind in found.scalars()}

    def _account(self, fund_id: str, account_no: str) -> dict[str, bytes | None]:
        number, sealing = digits(account_no), self._sealing
        if not number:
            return {"account_sealed": None, "account_blind": None}
        return {
            "account_sealed": sealing.seal(account_no, f"{_ACCOUNT}|{fund_id}"),
            "account_blind": sealing.blind(number, _ACCOUNT),
        }

    def _select(
        self, *conditions: ColumnElement[bool], limit: int | None = None, counted: bool = False
    ) -> list[Fund]:
        table, members = tables.funds, tables.memberships
        living = (
            select(func.count())
            .where(members.c.fund_id == table.c.fund_id, members.c.status == "active")
            .scalar_subquery()
        )
        told = living if counted else literal(0)
        query = select(table, told.label("members")).where(*conditions)
        rows = self._connection.execute(query.order_by(table.c.fund_id).limit(limit))
        return [self._fund(row) for row in rows]

    def _fund(self, row: Row[Any]) -> Fund:
        place = f"{_ACCOUNT}|{row.fund_id}"
        sealed = row.account_sealed
        return Fund(
            fund_id=row.fund_id,
            name=row.name,
            level=row.level,
            area_codes=tuple(row.area_codes),
            certification=row.certification,
            established_on=row.established_on,
            certificate_no=row.certificate_no,
            account_no=self._sealing.open(sealed, place) if sealed else "",
            declared_members=row.declared_members,
            members=row.members,
            book_year=row.book_year,
            status=row.status,
            area_note=row.area_note,
            bank=row.bank,
            government_ids=tuple(row.government_ids),
            aged_kinds=frozenset(row.aged_kinds),
        )
