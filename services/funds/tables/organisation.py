"""Who runs a fund, and how its members stand."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy.dialects.postgresql import ARRAY

from services.funds.tables.common import INSTANT, metadata

local_governments: Final = Table(
    "local_governments",
    metadata,
    Column("government_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("area_codes", ARRAY(String), nullable=False),
    Index("local_governments_by_area", "area_codes", postgresql_using="gin"),
)

branches: Final = Table(
    "branches",
    metadata,
    Column("branch_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("name", String, nullable=False),
    Column("village_code", String, nullable=False),
    Column("address", String, nullable=False),
    UniqueConstraint("fund_id", "name"),
)

officers: Final = Table(
    "officers",
    metadata,
    Column("officer_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("membership_id", String, nullable=False),
    Column("role", String, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    Column("appointed_by", String, nullable=False),
    Index("officers_by_fund", "fund_id", "role", "from_day"),
)

# The steps of a certification and of a fund's status, with the day and the reason of each.
fund_changes: Final = Table(
    "fund_changes",
    metadata,
    Column("change_id", BigInteger, primary_key=True, autoincrement=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("field", String, nullable=False),
    Column("value", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("reason", String, nullable=False),
    Column("made_by", String, nullable=False),
    Index("fund_changes_by_fund", "fund_id", "change_id"),
)

# Who leaves but by death: asked for by one, decided where the regulation wants it by another.
leavings: Final = Table(
    "leavings",
    metadata,
    Column("leaving_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("membership_id", String, nullable=False),
    Column("way", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("ground", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Index(
        "leavings_once",
        "membership_id",
        unique=True,
        postgresql_where=text("state <> 'declined'"),
    ),
    Index("leavings_by_fund", "fund_id", "leaving_id"),
)

# The plan a member pays by, from a day on; no period is by the month.
chosen_plans: Final = Table(
    "chosen_plans",
    metadata,
    Column("membership_id", String, primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("period_days", Integer),
    Column("chosen_by", String, nullable=False),
    Column("chosen_at", INSTANT, nullable=False),
)

standing_changes: Final = Table(
    "standing_changes",
    metadata,
    Column("change_id", BigInteger, primary_key=True, autoincrement=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("membership_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("reason", String, nullable=False),
    Column("made_by", String, nullable=False),
    Index("standing_changes_of_member", "membership_id", "day"),
)
