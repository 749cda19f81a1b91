"""The nation's tallies, kept by the database with the facts they count."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, SmallInteger, String, Table

from services.funds.tables.common import metadata

# What happened since the last folding, by fund; the fiscal year is 0 for what stands in no year.
tally_changes: Final = Table(
    "tally_changes",
    metadata,
    Column("change_id", BigInteger, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("counter", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
)

# By area: level 0 is the nation, 2 a province, 4 a district, as many as the code has digits, of one
# fiscal year; 10, 12 and 14 are the same of all years, under the year 0.
tallies: Final = Table(
    "tallies",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("fiscal_year", Integer, primary_key=True, autoincrement=False),
    Column("area_code", String, primary_key=True),
    Column("counter", String, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
