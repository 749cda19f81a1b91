"""Collections and their lines."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from services.funds.tables.common import INSTANT, metadata

collections: Final = Table(
    "collections",
    metadata,
    Column("collection_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("period", String, nullable=False),
    Column("import_id", String),
    Column("entry_id", String),
    Column("state", String, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("paid_in", String, nullable=False, server_default="cash"),
    Column("branch_id", String),
    Index("collections_by_period", "fund_id", "period"),
)

contributions: Final = Table(
    "contributions",
    metadata,
    # A thousand lines come at once: a trigger looks their collection up, once.
    Column("collection_id", String, primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("fund_id", String, nullable=False),
    Column("period", String, nullable=False),
    Column("membership_id", String, nullable=False),
    Column("amount_satang", BigInteger, nullable=False),
    Column("entry_fee_satang", BigInteger, nullable=False),
    Column("arrears_satang", BigInteger),
    Index("contributions_by_member", "membership_id", "period"),
)
