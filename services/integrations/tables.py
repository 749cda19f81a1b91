"""The tables of `integrations`. Organisations stand open; of persons there is nothing here but the
ids that events tell."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.chassis.tables import chassis_tables

metadata: Final = MetaData()
chassis: Final = chassis_tables(metadata)
_INSTANT: Final = DateTime(timezone=True)

partners: Final = Table(
    "partners",
    metadata,
    Column("partner_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("area_codes", ARRAY(String), nullable=False),
    Column("agreement", String, nullable=False),
    Column("registered_by", String, nullable=False),
    Column("registered_at", _INSTANT, nullable=False),
)

subscriptions: Final = Table(
    "subscriptions",
    metadata,
    Column("subscription_id", String, primary_key=True),
    Column("partner_id", String, ForeignKey("partners.partner_id"), nullable=False),
    Column("event_types", ARRAY(String), nullable=False),
    Column("area_codes", ARRAY(String), nullable=False),
    Column("state", String, nullable=False),
    Column("subscribed_at", _INSTANT, nullable=False),
    Index("subscriptions_of_partner", "partner_id"),
)

# One row: how far the log is. Whoever adds to the log holds it until the commit.
log_head: Final = Table(
    "log_head",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

event_log: Final = Table(
    "event_log",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("area_code", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("logged_at", _INSTANT, nullable=False),
    Index("event_log_once", "event_id", unique=True),
    # All that a subscription asks for stands in it: what does not concern a partner is passed over
    # without a look at its row, where the bytes are.
    Index("event_log_by_concern", "position", "type", "area_code"),
)
