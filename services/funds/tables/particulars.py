"""Changes of a fund's account and areas."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, ForeignKey, Index, LargeBinary, String, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from services.funds.tables.common import INSTANT, metadata

# `before` and `after` are whole, so that what held on a day is read and not put together.
asked_changes: Final = Table(
    "asked_changes",
    metadata,
    Column("change_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("what", String, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("reason", String, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("account_before_sealed", LargeBinary),
    Column("after", JSONB, nullable=False),
    Column("account_after_sealed", LargeBinary),
    Column("asked_by", String, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", INSTANT),
    Index("asked_changes_by_fund", "fund_id", "change_id"),
    Index(
        "asked_changes_one_open",
        "fund_id",
        "what",
        unique=True,
        postgresql_where=text("state = 'asked'"),
    ),
)
