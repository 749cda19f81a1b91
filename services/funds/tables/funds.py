"""Funds, and the memberships heard of."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Table
from sqlalchemy.dialects.postgresql import ARRAY

from services.funds.tables.common import INSTANT, metadata

funds: Final = Table(
    "funds",
    metadata,
    Column("fund_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("level", String, nullable=False),
    Column("area_codes", ARRAY(String), nullable=False),
    Column("established_on", Date),
    Column("certification", String, nullable=False),
    Column("certificate_no", String, nullable=False, server_default=""),
    Column("account_sealed", LargeBinary),
    Column("account_blind", LargeBinary),
    Column("declared_members", Integer),
    Column("opened_at", INSTANT, nullable=False),
    Column("book_year", String, nullable=False, server_default="fiscal"),
    Column("status", String, nullable=False, server_default="active"),
    Column("area_note", String, nullable=False, server_default=""),
    Column("bank", String, nullable=False, server_default=""),
    Column("government_ids", ARRAY(String), nullable=False, server_default="{}"),
    # What kinds of benefit any version of its regulation asks an age for.
    Column("aged_kinds", ARRAY(String), nullable=False, server_default="{}"),
    Index("funds_by_account", "account_blind"),
    Index("funds_by_area", "area_codes", postgresql_using="gin"),
)

memberships: Final = Table(
    "memberships",
    metadata,
    Column("membership_id", String, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("member_no", String, nullable=False),
    Column("joined_on", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("died_on", Date),
    Index("memberships_by_fund", "fund_id", "member_no"),
    Index("memberships_of_person", "person_id"),
)
