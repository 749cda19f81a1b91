"""Claims."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
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
    Column("membership_id", String),
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
    Column("levied", Integer),
    Column("accident", Boolean, nullable=False, server_default=text("false")),
    Column("submitted_through", String, nullable=False, server_default="member"),
    Column("documents", ARRAY(String), nullable=False, server_default="{}"),
    Column("attested", ARRAY(String), nullable=False, server_default="{}"),
    Column("claimed_elsewhere", Boolean, nullable=False, server_default=text("false")),
    Column("extended_by", String, nullable=False, server_default=""),
    Column("extended_why", String, nullable=False, server_default=""),
    Column("house", String),
    Column("person_id", String),
    UniqueConstraint("fund_id", "claim_no"),
    Index(
        "claims_of_house",
        "fund_id",
        "house",
        "event_on",
        postgresql_where=text("house IS NOT NULL"),
    ),
    Index("claims_by_member", "membership_id", "kind", "event_on"),
    Index("claims_by_day", "fund_id", "event_on"),
    CheckConstraint("num_nonnulls(membership_id, person_id) = 1", name="claims_are_somebodys"),
    Index(
        "help_by_person", "person_id", "event_on", postgresql_where=text("person_id IS NOT NULL")
    ),
    Index(
        "help_once",
        "fund_id",
        "person_id",
        "event_on",
        unique=True,
        postgresql_where=text("person_id IS NOT NULL AND state NOT IN ('rejected', 'withdrawn')"),
    ),
    # Once for an event, however often it is asked: what history repeated is kept, and flagged.
    Index(
        "claims_once",
        "membership_id",
        "kind",
        "event_on",
        unique=True,
        postgresql_where=text("import_id IS NULL AND state NOT IN ('rejected', 'withdrawn')"),
    ),
)

payments: Final = Table(
    "payments",
    metadata,
    Column("payment_id", String, primary_key=True),
    Column("claim_id", String, ForeignKey("claims.claim_id"), nullable=False),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("amount_satang", BigInteger, nullable=False),
    Column("method", String, nullable=False),
    Column("receipt_no", String, nullable=False),
    Column("receiver", String, nullable=False),
    Column("paid_on", Date, nullable=False),
    Column("paid_by", String, nullable=False),
    Column("entry_id", String, ForeignKey("entries.entry_id"), nullable=False),
    Column("void_entry_id", String, ForeignKey("entries.entry_id")),
    Column("voided_by", String, nullable=False, server_default=""),
    Column("void_reason", String, nullable=False, server_default=""),
    UniqueConstraint("fund_id", "receipt_no"),
    # A claim is paid once; what was voided may be paid anew.
    Index(
        "payments_once",
        "claim_id",
        unique=True,
        postgresql_where=text("void_entry_id IS NULL"),
    ),
)
