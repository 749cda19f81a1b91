"""Let members leave: who asked, who decided, and from which day on one is a member no more."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE leavings (
        leaving_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        membership_id varchar NOT NULL,
        way varchar NOT NULL,
        day date NOT NULL,
        ground varchar NOT NULL,
        reason varchar NOT NULL,
        state varchar NOT NULL,
        asked_by varchar NOT NULL,
        asked_at timestamptz NOT NULL,
        decided_by varchar NOT NULL DEFAULT ''
    )
    """,
    "CREATE UNIQUE INDEX leavings_once ON leavings (membership_id) WHERE state <> 'declined'",
    "CREATE INDEX leavings_by_fund ON leavings (fund_id, leaving_id)",
    "ALTER TABLE leavings ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON leavings USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "DELETE", "leavings")
