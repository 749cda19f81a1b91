"""Regulations."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.funds.tables.common import INSTANT, metadata

regulations: Final = Table(
    "regulations",
    metadata,
    Column("regulation_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("text", String, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("findings", ARRAY(String), nullable=False),
    Column("findings_answered", JSONB, nullable=False, server_default=text("'{}'")),
    Column("adopted_by", String, nullable=False),
    Column("adopted_at", INSTANT, nullable=False),
    UniqueConstraint("fund_id", "version"),
)

# A version waits here until another than who proposed it approves it; then it stands above.
regulation_proposals: Final = Table(
    "regulation_proposals",
    metadata,
    Column("regulation_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("text", String, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("findings", ARRAY(String), nullable=False),
    Column("findings_answered", JSONB, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", INSTANT),
    Index("regulation_proposals_by_fund", "fund_id", "regulation_id"),
    Index(
        "regulation_proposals_one_open",
        "fund_id",
        unique=True,
        postgresql_where=text("state = 'asked'"),
    ),
)
