"""Claims."""

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
from sqlalchemy.dialects.postgresql import ARRAY

from services.funds.tables.common import metadata

claims: Final = Table(
    "claims",
    metadata,
    Column("claim_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("claim_no", String, nullable=False),
    Column("membership_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("event_on", Date, nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("nights", SmallInteger),
    Column("level", String),
    Column("damage_percent", SmallInteger),
    Column("age", SmallInteger),
    Column("requested_satang", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("version", Integer),
    Column("approved_satang", BigInteger),
    Column("paid_satang", BigInteger),
    Column("paid_on", Date),
    Column("paid_by", String, nullable=False, server_default=""),
    Column("codes", ARRAY(String), nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("submitted_by", String, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Column("decided_on", Date),
    Column("import_id", String),
    Column("due_satang", BigInteger),
    UniqueConstraint("fund_id", "claim_no"),
    Index("claims_by_member", "membership_id", "kind", "event_on"),
    # Once for an event, however often it is asked: what history repeated is kept, and flagged.
    Index(
        "claims_once",
        "membership_id",
        "kind",
        "event_on",
        unique=True,
        postgresql_where=text("import_id IS NULL AND state <> 'rejected'"),
    ),
)
