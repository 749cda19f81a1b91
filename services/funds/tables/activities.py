"""Activities: each row a word about one, the last of them counts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table

from services.funds.tables.common import INSTANT, metadata

activities: Final = Table(
    "activities",
    metadata,
    Column("word_id", BigInteger, primary_key=True, autoincrement=True),
    Column("activity_id", String, nullable=False),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("people", Integer),
    Column("text", String, nullable=False),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Index("activities_by_fund", "fund_id", "activity_id", "word_id"),
)
