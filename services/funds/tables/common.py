"""What all tables of `funds` stand on, and the tables of the chassis."""

from __future__ import annotations

from typing import Final

from sqlalchemy import DateTime, MetaData

from kernel.chassis.tables import chassis_tables, import_tables

metadata: Final = MetaData()
chassis: Final = chassis_tables(metadata)
imports: Final = import_tables(metadata)
INSTANT: Final = DateTime(timezone=True)
