"""Members' accounts: what they put in, and the levies taken out; their sum is what stands."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, text

from services.funds.tables.common import metadata

account_moves: Final = Table(
    "account_moves",
    metadata,
    Column("entry_id", String, ForeignKey("entries.entry_id"), primary_key=True),
    Column("membership_id", String, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("what", String, nullable=False),
    Column("amount_satang", BigInteger, nullable=False),
    Index("account_moves_of_member", "membership_id", "day"),
)

levies: Final = Table(
    "levies",
    metadata,
    Column("levy_id", String, primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("claim_id", String, ForeignKey("claims.claim_id"), nullable=False),
    Column("entry_id", String, ForeignKey("entries.entry_id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("payers", Integer, nullable=False),
    Column("rate_satang", BigInteger, nullable=False),
    Column("taken_satang", BigInteger, nullable=False),
    Column("short", Integer, nullable=False),
    Column("shortfall", String, nullable=False),
    Column("state", String, nullable=False),
    Index("levies_taken_once", "claim_id", unique=True, postgresql_where=text("state = 'taken'")),
)
