"""The tables of `logbook`. Sealed is what could locate or name a family, what is sensitive, and
every text that people typed, since names stand anywhere in those; open are codes, days and sums.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from kernel.chassis.tables import chassis_tables, import_tables

metadata: Final = MetaData()
chassis: Final = chassis_tables(metadata)
imports: Final = import_tables(metadata)
_INSTANT: Final = DateTime(timezone=True)
# Compared byte by byte, so that one index serves an area's prefix and its order.
_AREA: Final = String(collation="C")


def _belongs_to_household() -> ForeignKey:
    return ForeignKey("households.household_id", ondelete="CASCADE")


households: Final = Table(
    "households",
    metadata,
    Column("household_id", String, primary_key=True),
    Column("house_sealed", LargeBinary, nullable=False),
    Column("house_blind", LargeBinary, nullable=False),
    Column("area_code", _AREA, nullable=False),
    Column("address_sealed", LargeBinary),
    Column("point_sealed", LargeBinary),
    Column("tenure_sealed", LargeBinary),
    Column("income_month_satang", BigInteger),
    Column("expense_month_satang", BigInteger),
    Column("debt_satang", BigInteger),
    Column("debt_source_sealed", LargeBinary),
    Column("needs_sealed", LargeBinary),
    Column("help_received_sealed", LargeBinary),
    # Its survey row waits for somebody to decide: told to nobody, until a book takes its place.
    Column("waits", Boolean, nullable=False),
    Column("import_id", String),
    Column("registered_by", String, nullable=False),
    Column("registered_at", _INSTANT, nullable=False),
    Index("households_by_house", "house_blind", unique=True),
    Index("households_by_area", "area_code", "household_id"),
)

residents: Final = Table(
    "residents",
    metadata,
    Column("household_id", String, _belongs_to_household(), primary_key=True),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    # Null for somebody listed whose id number is in doubt: counted, and nothing more.
    Column("person_id", String),
    Column("relation_sealed", LargeBinary),
    Column("birth_on", Date),
    Column("birth_precision", String, nullable=False),
    Column("groups_sealed", LargeBinary),
    Column("disability_sealed", LargeBinary),
    Column("chronic_disease_sealed", LargeBinary),
    Index("residents_in_one_household", "person_id", unique=True),
)

assessments: Final = Table(
    "assessments",
    metadata,
    Column("assessment_id", String, primary_key=True),
    Column("household_id", String, _belongs_to_household(), nullable=False),
    Column("round", String, nullable=False),
    Column("assessed_on", Date, nullable=False),
    Column("indicator_set", String, nullable=False),
    # One letter for each indicator: 1, 0, -, and ? where nothing readable stood.
    Column("answers", String, nullable=False),
    Column("dimensions", JSONB, nullable=False),
    Column("assessor_sealed", LargeBinary),
    Column("waits", Boolean, nullable=False),
    Column("import_id", String),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", _INSTANT, nullable=False),
    UniqueConstraint("household_id", "round"),
)

disclosures: Final = Table(
    "disclosures",
    metadata,
    Column("disclosure_id", String, primary_key=True),
    Column("household_id", String, nullable=False),
    Column("caller", String, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("fields_told", ARRAY(String), nullable=False),
    Column("call_id", String, nullable=False),
    Column("told_at", _INSTANT, nullable=False),
    Index("disclosures_of_household", "household_id", "told_at"),
)
