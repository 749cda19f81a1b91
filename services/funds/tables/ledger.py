"""The ledger."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, String, Table, text

from services.funds.tables.common import INSTANT, metadata

entries: Final = Table(
    "entries",
    metadata,
    Column("entry_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("reverses", String),
    Column("made_by", String, nullable=False),
    Column("made_at", INSTANT, nullable=False),
    Index("entries_by_fund", "fund_id", "entry_id"),
    Index("entries_reversed_once", "reverses", unique=True),
    Index(
        "entries_opened_once",
        "fund_id",
        unique=True,
        postgresql_where=text("kind = 'opening'"),
    ),
)

postings: Final = Table(
    "postings",
    metadata,
    Column("entry_id", String, ForeignKey("entries.entry_id"), primary_key=True),
    Column("account", String, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("amount_satang", BigInteger, nullable=False),
    Index("postings_by_fund", "fund_id", "account", "day"),
)

balances: Final = Table(
    "balances",
    metadata,
    Column("fund_id", String, ForeignKey("funds.fund_id"), primary_key=True),
    Column("account", String, primary_key=True),
    Column("amount_satang", BigInteger, nullable=False),
)
