"""The ledger."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

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
    # How many postings it has: none is added to it later, not even two that balance.
    Column("sides", SmallInteger),
    Index("entries_reversed_once", "reverses", unique=True),
    Index("entries_that_close", "entry_id", postgresql_where=text("kind = 'closing'")),
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

# Written once, and never opened again: what was the year's result, and its return as it was then.
closed_years: Final = Table(
    "closed_years",
    metadata,
    Column("fund_id", String, ForeignKey("funds.fund_id"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    Column("entry_id", String),
    Column("result_satang", BigInteger, nullable=False),
    Column("frozen", JSONB, nullable=False),
    Column("closed_by", String, nullable=False),
    Column("closed_at", INSTANT, nullable=False),
    Column("asked_by", String, nullable=False, server_default=""),
    Index("closed_years_by_day", "fund_id", "to_day", unique=True),
)

closings: Final = Table(
    "closings",
    metadata,
    Column("closing_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Index(
        "closings_asked_once",
        "fund_id",
        "year",
        unique=True,
        postgresql_where=text("state <> 'declined'"),
    ),
)

# What auditors say of a closed year: once each, never edited.
audits: Final = Table(
    "audits",
    metadata,
    Column("audit_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("officer_id", String, ForeignKey("officers.officer_id"), nullable=False),
    Column("membership_id", String, nullable=False),
    Column("opinion", String, nullable=False),
    Column("remarks", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", INSTANT, nullable=False),
    UniqueConstraint("fund_id", "year", "officer_id"),
)

reversals: Final = Table(
    "reversals",
    metadata,
    Column("reversal_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("entry_id", String, ForeignKey("entries.entry_id"), nullable=False),
    Column("reason", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Column("correction_id", String),
    Index(
        "reversals_asked_once",
        "entry_id",
        unique=True,
        postgresql_where=text("state <> 'declined'"),
    ),
    Index("reversals_by_fund", "fund_id", "reversal_id"),
)
