"""The tables of both: what was said, what took effect, what shall fail."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, MetaData, String, Table

from kernel.chassis.tables import chassis_tables

metadata: Final = MetaData()
chassis: Final = chassis_tables(metadata)
things: Final = Table(
    "things",
    metadata,
    Column("thing_id", String, primary_key=True),
    Column("times", BigInteger, nullable=False),
)
effects: Final = Table(
    "effects",
    metadata,
    Column("effect", BigInteger, primary_key=True, autoincrement=True),
    Column("thing_id", String, nullable=False),
    Column("text", String, nullable=False),
)
faults: Final = Table("faults", metadata, Column("text", String, primary_key=True))
