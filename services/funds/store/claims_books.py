"""Claims books, held until they are confirmed, and what they meet in the fund."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select, update

from kernel.chassis.bulk import is_one_of, rows_of
from kernel.values.errors import NotFound
from kernel.values.money import Money
from services.funds import tables
from services.funds.domain.claim_rows import Recorded
from services.funds.domain.claims import Claim
from services.funds.domain.claims_books import ClaimsBook
from services.funds.store.claim_rows import claim_of, row_of, satang_of

_TABLE = tables.claims_books
_BOOK = [each for each in _TABLE.c if each.name not in ("brought_at", "book_rows")]


@dataclass(frozen=True)
class HistoricClaim:
    """A claim decided and paid before it came here, and what the regulation would have given."""

    claim: Claim
    import_id: str
    due: Money | None


class ClaimsBookStore:
    """Named reads and writes of claims books."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, book: ClaimsBook, claims: Iterable[HistoricClaim], now: dt.datetime) -> None:
        """Keep a book with its claims, which count for nothing yet."""
        row = {
            **{column.name: getattr(book, column.name, None) for column in _BOOK},
            "paid_satang": book.paid.satang,
            "due_satang": book.due.satang,
            "flags": dict(book.flags),
            "brought_at": now,
            "book_rows": orjson.loads(orjson.dumps([_historic(each) for each in claims])),
        }
        self._connection.execute(insert(_TABLE).values(row))

    def get(self, import_id: str, *, for_update: bool = False) -> ClaimsBook:
        """A book, or `NotFound("claims_book_unknown")`; locked if it is about to be decided."""
        query = select(*_BOOK).where(_TABLE.c.import_id == import_id)
        found = self._connection.execute(query.with_for_update() if for_update else query)
        row = found.one_or_none()
        if row is None:
            raise NotFound("claims_book_unknown")
        return _book(row)

    def listed(self, fund_id: str, after: str, limit: int) -> list[ClaimsBook]:
        """A page of a fund's books by id."""
        query = select(*_BOOK).where(_TABLE.c.fund_id == fund_id, _TABLE.c.import_id > after)
        rows = self._connection.execute(query.order_by(_TABLE.c.import_id).limit(limit))
        return [_book(row) for row in rows]

    def change(self, book: ClaimsBook) -> None:
        """Keep how it was decided."""
        self._connection.execute(
            update(_TABLE)
            .where(_TABLE.c.import_id == book.import_id)
            .values(state=book.state, decided_by=book.decided_by, reason=book.reason)
        )

    def claims(self, import_id: str, after: str = "", limit: int | None = None) -> list[Claim]:
        """The claims a book brought, by id, as they were read."""
        rows = sorted(self._rows(import_id), key=lambda row: str(row["claim_id"]))
        page = [row for row in rows if row["claim_id"] > after][:limit]
        if not page:
            return []
        found = self._connection.execute(rows_of(tables.claims, page))
        return [claim_of(row) for row in found]

    def take_in(self, import_id: str) -> None:
        """Put a book's claims among the fund's."""
        rows = self._rows(import_id)
        taken = rows_of(tables.claims, rows)
        self._connection.execute(insert(tables.claims).from_select(list(rows[0]), taken))

    def numbers_taken(self, fund_id: str, claim_nos: Sequence[str]) -> frozenset[str]:
        """Those of these numbers that claims of the fund have."""
        table = tables.claims
        query = select(table.c.claim_no).where(
            table.c.fund_id == fund_id, is_one_of(table, "claim_no", claim_nos)
        )
        return frozenset(self._connection.execute(query).scalars())

    def recorded(self, membership_ids: Sequence[str]) -> Mapping[str, Sequence[Recorded]]:
        """What these members have claimed and were not refused, of each."""
        table = tables.claims
        query = select(table.c.membership_id, table.c.kind, table.c.event_on, table.c.nights)
        query = query.where(is_one_of(table, "membership_id", membership_ids))
        told: defaultdict[str, list[Recorded]] = defaultdict(list)
        for row in self._connection.execute(
            query.where(table.c.state.not_in(("rejected", "withdrawn")))
        ):
            told[row.membership_id].append(Recorded(*row))
        return told

    def hold_members(self, membership_ids: Sequence[str]) -> None:
        """Let nothing be claimed for these members until the commit."""
        table = tables.memberships
        query = select(func.count()).select_from(
            select(table.c.membership_id)
            .where(is_one_of(table, "membership_id", membership_ids))
            .order_by(table.c.membership_id)
            .with_for_update()
            .subquery()
        )
        self._connection.execute(query)

    def _rows(self, import_id: str) -> list[dict[str, Any]]:
        query = select(_TABLE.c.book_rows).where(_TABLE.c.import_id == import_id)
        return list(self._connection.execute(query).scalar_one())


def _historic(each: HistoricClaim) -> dict[str, Any]:
    told = {"import_id": each.import_id, "due_satang": satang_of(each.due)}
    return row_of(each.claim) | told | {"claimed_elsewhere": False}


def _book(row: Row[Any]) -> ClaimsBook:
    told = row._asdict()
    paid, due = Money(told.pop("paid_satang")), Money(told.pop("due_satang"))
    return ClaimsBook(paid=paid, due=due, **told)
