"""Claims books: what was brought, and whether somebody else confirmed it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table
from sqlalchemy.dialects.postgresql import JSONB

from services.funds.tables.common import INSTANT, metadata

claims_books: Final = Table(
    "claims_books",
    metadata,
    Column("import_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("period", String, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("paid_satang", BigInteger, nullable=False),
    Column("due_satang", BigInteger, nullable=False),
    Column("last_paid_on", Date),
    Column("flags", JSONB, nullable=False),
    Column("brought_by", String, nullable=False),
    Column("brought_at", INSTANT, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Column("reason", String, nullable=False, server_default=""),
    # The claims as rows of their table, as they will be taken in: what is confirmed is what was
    # read, and until then no question of claims meets them.
    Column("book_rows", JSONB, nullable=False),
    Index("claims_books_by_fund", "fund_id", "import_id"),
)
