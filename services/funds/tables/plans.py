"""Plans: what a fund means to reach in a year. The last one of a year counts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from services.funds.tables.common import INSTANT, metadata

plans: Final = Table(
    "plans",
    metadata,
    Column("plan_id", BigInteger, primary_key=True, autoincrement=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("income_satang", BigInteger, nullable=False),
    Column("expense_satang", BigInteger, nullable=False),
    Column("set_by", String, nullable=False),
    Column("set_at", INSTANT, nullable=False),
    Index("plans_by_fund", "fund_id", "year", "plan_id"),
)
