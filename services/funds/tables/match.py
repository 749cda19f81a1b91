"""Match rounds: their terms, who counts in them, what they give."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from services.funds.tables.common import INSTANT, metadata

match_rounds: Final = Table(
    "match_rounds",
    metadata,
    Column("round_id", String, primary_key=True),
    Column("fiscal_year", Integer, nullable=False),
    Column("round_no", Integer, nullable=False),
    Column("cut_off_on", Date, nullable=False),
    Column("paid_from", String, nullable=False),
    Column("paid_to", String, nullable=False),
    Column("member_days_min", Integer, nullable=False),
    Column("members_min", Integer, nullable=False),
    Column("rate_satang", BigInteger, nullable=False),
    Column("member_cap_satang", BigInteger, nullable=False),
    Column("fund_ceiling_satang", BigInteger),
    Column("budget_satang", BigInteger),
    Column("opened_by", String, nullable=False),
    Column("opened_at", INSTANT, nullable=False),
    UniqueConstraint("fiscal_year", "round_no"),
)

# Who counted, as it was when the round was counted: written once, and each person once in a round.
match_eligible: Final = Table(
    "match_eligible",
    metadata,
    Column("round_id", String, ForeignKey("match_rounds.round_id"), primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("fund_id", String, nullable=False),
    Column("membership_id", String, nullable=False),
    Column("paid_satang", BigInteger, nullable=False),
    Index("match_eligible_by_fund", "round_id", "fund_id", "membership_id"),
)

match_counts: Final = Table(
    "match_counts",
    metadata,
    Column("round_id", String, ForeignKey("match_rounds.round_id"), primary_key=True),
    Column("fund_id", String, ForeignKey("funds.fund_id"), primary_key=True),
    Column("eligible", Integer, nullable=False),
    Column("paid_satang", BigInteger, nullable=False),
)

match_awards: Final = Table(
    "match_awards",
    metadata,
    Column("award_id", String, primary_key=True),
    Column("round_id", String, ForeignKey("match_rounds.round_id"), nullable=False),
    Column("fund_id", String, ForeignKey("funds.fund_id"), nullable=False),
    Column("eligible", Integer, nullable=False),
    Column("due_satang", BigInteger, nullable=False),
    Column("awarded_satang", BigInteger, nullable=False),
    Column("received_satang", BigInteger, nullable=False),
    Column("clawed_back_satang", BigInteger, nullable=False),
    Column("clawed_back_why", String, nullable=False, server_default=""),
    Column("awarded_by", String, nullable=False),
    Column("awarded_at", INSTANT, nullable=False),
    UniqueConstraint("round_id", "fund_id"),
    Index("match_awards_by_fund", "fund_id", "award_id"),
)
