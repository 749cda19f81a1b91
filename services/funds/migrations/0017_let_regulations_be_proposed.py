"""Keep versions of a regulation that are proposed by one and approved by another."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE regulation_proposals (
        regulation_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        version integer NOT NULL,
        in_force_from date NOT NULL,
        text varchar NOT NULL,
        rules jsonb NOT NULL,
        findings varchar[] NOT NULL,
        findings_answered jsonb NOT NULL,
        asked_by varchar NOT NULL,
        asked_at timestamptz NOT NULL,
        state varchar NOT NULL,
        decided_by varchar NOT NULL,
        decided_at timestamptz
    )
    """,
    """
    CREATE INDEX regulation_proposals_by_fund ON regulation_proposals (fund_id, regulation_id)
    """,
    """
    CREATE UNIQUE INDEX regulation_proposals_one_open ON regulation_proposals (fund_id)
        WHERE state = 'asked'
    """,
    "ALTER TABLE regulation_proposals ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON regulation_proposals USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "DELETE", "regulation_proposals")
