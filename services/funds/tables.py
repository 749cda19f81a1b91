"""The tables of `funds`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from kernel.chassis.tables import chassis_tables, import_tables

metadata: Final = MetaData()
chassis: Final = chassis_tables(metadata)
imports: Final = import_tables(metadata)
_INSTANT: Final = DateTime(timezone=True)

funds: Final = Table(
    "funds",
    metadata,
    Column("fund_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("level", String, nullable=False),
    Column("area_codes", ARRAY(String), nullable=False),
    Column("established_on", Date),
    Column("certification", String, nullable=False),
    Column("certificate_no", String, nullable=False, server_default=""),
    Column("account_sealed", LargeBinary),
    Column("account_blind", LargeBinary),
    Column("declared_members", Integer),
    Column("opened_at", _INSTANT, nullable=False),
    Index("funds_by_account", "account_blind"),
    Index("funds_by_area", "area_codes", postgresql_using="gin"),
)

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
    Column("adopted_by", String, nullable=False),
    Column("adopted_at", _INSTANT, nullable=False),
    UniqueConstraint("fund_id", "version"),
)

memberships: Final = Table(
    "memberships",
    metadata,
    Column("membership_id", String, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("member_no", String, nullable=False),
    Column("joined_on", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("died_on", Date),
    Index("memberships_by_fund", "fund_id", "member_no"),
)

collections: Final = Table(
    "collections",
    metadata,
    Column("collection_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("period", String, nullable=False),
    Column("import_id", String),
    Column("entry_id", String),
    Column("state", String, nullable=False),
    Column("recorded_at", _INSTANT, nullable=False),
    Index("collections_by_period", "fund_id", "period"),
)

contributions: Final = Table(
    "contributions",
    metadata,
    Column("collection_id", String, ForeignKey("collections.collection_id"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("fund_id", String, nullable=False),
    Column("period", String, nullable=False),
    Column("membership_id", String, nullable=False),
    Column("amount_satang", BigInteger, nullable=False),
    Column("entry_fee_satang", BigInteger, nullable=False),
    Column("arrears_satang", BigInteger),
    Index("contributions_by_member", "membership_id", "period"),
)

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
    Column("made_at", _INSTANT, nullable=False),
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
