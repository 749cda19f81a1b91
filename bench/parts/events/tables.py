"""The tables of both: the chassis's, and the effects."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, MetaData, String, Table

from kernel.chassis.tables import chassis_tables

metadata: Final = MetaData()
chassis: Final = chassis_tables(metadata)
effects: Final = Table(
    "effects",
    metadata,
    Column("event_id", String, primary_key=True),
    Column("membership_id", String, nullable=False),
    Column("fund_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("member_no", String, nullable=False),
    Column("joined_on", Date, nullable=False),
    Column("status", String, nullable=False),
)
