"""Keep who runs a fund, and how its members stand: branches, offices, steps, suspensions."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STEPS: Final = (
    "ALTER TABLE funds ADD COLUMN status varchar NOT NULL DEFAULT 'active'",
    "ALTER TABLE funds ADD COLUMN area_note varchar NOT NULL DEFAULT ''",
    "ALTER TABLE funds ADD COLUMN bank varchar NOT NULL DEFAULT ''",
    "ALTER TABLE funds ADD COLUMN government_ids varchar[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE collections ADD COLUMN paid_in varchar NOT NULL DEFAULT 'cash'",
    "ALTER TABLE collections ADD COLUMN branch_id varchar",
    """
    CREATE TABLE local_governments (
        government_id varchar PRIMARY KEY,
        name varchar NOT NULL,
        kind varchar NOT NULL,
        area_codes varchar[] NOT NULL
    )
    """,
    "CREATE INDEX local_governments_by_area ON local_governments USING gin (area_codes)",
    """
    CREATE TABLE branches (
        branch_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        name varchar NOT NULL,
        village_code varchar NOT NULL,
        address varchar NOT NULL,
        UNIQUE (fund_id, name)
    )
    """,
    """
    CREATE TABLE officers (
        officer_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        membership_id varchar NOT NULL,
        role varchar NOT NULL,
        from_day date NOT NULL,
        to_day date NOT NULL,
        appointed_by varchar NOT NULL
    )
    """,
    "CREATE INDEX officers_by_fund ON officers (fund_id, role, from_day)",
    """
    CREATE TABLE fund_changes (
        change_id bigserial PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        field varchar NOT NULL,
        value varchar NOT NULL,
        day date NOT NULL,
        reason varchar NOT NULL,
        made_by varchar NOT NULL
    )
    """,
    "CREATE INDEX fund_changes_by_fund ON fund_changes (fund_id, change_id)",
    """
    CREATE TABLE standing_changes (
        change_id bigserial PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        membership_id varchar NOT NULL,
        state varchar NOT NULL,
        day date NOT NULL,
        reason varchar NOT NULL,
        made_by varchar NOT NULL
    )
    """,
    "CREATE INDEX standing_changes_of_member ON standing_changes (membership_id, day)",
)

_OF_ONE_FUND: Final = ("branches", "officers", "fund_changes", "standing_changes")


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "fund_changes", "standing_changes")
    for table in _OF_ONE_FUND:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"""
            CREATE POLICY of_one_fund ON {table} USING (
                fund_id = current_setting('kongbun.fund_id', true)
                OR current_setting('kongbun.fund_id', true) = '*'
            )
        """)
