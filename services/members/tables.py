"""The tables of `members`. What could name a person by number or place is sealed.

Names stand open, and only here: a committee reads its members in Thai order, which the database's
collation knows (docs/decisions).
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
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.chassis.tables import chassis_tables, import_tables

metadata: Final = MetaData()
chassis: Final = chassis_tables(metadata)
imports: Final = import_tables(metadata)
_INSTANT: Final = DateTime(timezone=True)

persons: Final = Table(
    "persons",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("first", String, nullable=False),
    Column("last", String, nullable=False),
    Column("cid_sealed", LargeBinary),
    Column("cid_blind", LargeBinary),
    Column("birth_on", Date),
    Column("birth_precision", String, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("died_on", Date),
    Column("registered_at", _INSTANT, nullable=False),
    Column("sex", String),
    Column("death_claim_id", String),
    Index("persons_by_cid", "cid_blind", unique=True),
)

memberships: Final = Table(
    "memberships",
    metadata,
    Column("membership_id", String, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("person_id", String, ForeignKey("persons.person_id"), nullable=False),
    Column("member_no", String, nullable=False),
    Column("joined_on", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("died_on", Date),
    Column("house_sealed", LargeBinary),
    Column("house_blind", LargeBinary),
    Column("beneficiary_sealed", LargeBinary),
    Column("import_id", String),
    Column("village", String, nullable=False, server_default=""),
    Column("left_on", Date),
    UniqueConstraint("fund_id", "member_no"),
    Index("memberships_of_person", "person_id"),
)

# Who wants to join: one application of a person at a time waits in a fund.
applications: Final = Table(
    "applications",
    metadata,
    Column("application_id", String, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("person_id", String, ForeignKey("persons.person_id"), nullable=False),
    Column("applied_on", Date, nullable=False),
    Column("village", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("asked_at", _INSTANT, nullable=False),
    Column("decided_by", String, nullable=False, server_default=""),
    Column("resolution_no", String, nullable=False, server_default=""),
    Column("resolved_on", Date),
    Column("reason", String, nullable=False, server_default=""),
    Column("membership_id", String, ForeignKey("memberships.membership_id")),
    Index("applications_by_fund", "fund_id", "application_id"),
    Index(
        "applications_waiting_once",
        "person_id",
        "fund_id",
        unique=True,
        postgresql_where=text("state IN ('applied', 'approved')"),
    ),
)

# A copy, kept by what `funds` announces: nobody is enrolled in a fund that has stopped.
stopped_funds: Final = Table(
    "stopped_funds",
    metadata,
    Column("fund_id", String, primary_key=True),
    Column("stopped_on", Date, nullable=False),
)

# Rows of a register that somebody must decide about first: what hangs on their numbers waits.
pending_rows: Final = Table(
    "pending_rows",
    metadata,
    Column("import_id", String, primary_key=True),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("fund_id", String, nullable=False),
    Column("member_no", String, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("died_on", Date),
    Column("open", Boolean, nullable=False),
    Index("pending_rows_by_number", "fund_id", "member_no"),
)

readings: Final = Table(
    "readings",
    metadata,
    Column("reading_id", String, primary_key=True),
    Column("caller", String, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("person_ids", ARRAY(String), nullable=False),
    Column("call_id", String, nullable=False),
    Column("read_at", _INSTANT, nullable=False),
    Index(
        *("readings_of_persons", "person_ids"),
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},  # nobody's reading works off the others'
    ),
)
