"""Close a year by two people, and keep what its auditors say."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE closings (
        closing_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        year integer NOT NULL,
        asked_by varchar NOT NULL,
        asked_at timestamptz NOT NULL,
        state varchar NOT NULL,
        decided_by varchar NOT NULL DEFAULT ''
    )
    """,
    "CREATE UNIQUE INDEX closings_asked_once ON closings (fund_id, year) WHERE state <> 'declined'",
    """
    CREATE TABLE audits (
        audit_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        year integer NOT NULL,
        officer_id varchar NOT NULL REFERENCES officers,
        membership_id varchar NOT NULL,
        opinion varchar NOT NULL,
        remarks varchar NOT NULL,
        day date NOT NULL,
        made_by varchar NOT NULL,
        made_at timestamptz NOT NULL,
        UNIQUE (fund_id, year, officer_id)
    )
    """,
    "ALTER TABLE closed_years ADD COLUMN asked_by varchar NOT NULL DEFAULT ''",
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    for table in ("closings", "audits"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"""
            CREATE POLICY of_one_fund ON {table} USING (
                fund_id = current_setting('kongbun.fund_id', true)
                OR current_setting('kongbun.fund_id', true) = '*'
            )
        """)
    steps.withhold(op, "DELETE", "closings")
    steps.withhold(op, "UPDATE, DELETE", "audits")
