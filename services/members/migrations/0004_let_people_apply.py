"""Keep who wants to join a fund, and what its committee resolved."""

from typing import Final

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE applications (
        application_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL,
        person_id varchar NOT NULL REFERENCES persons,
        applied_on date NOT NULL,
        village varchar NOT NULL,
        state varchar NOT NULL,
        asked_by varchar NOT NULL,
        asked_at timestamptz NOT NULL,
        decided_by varchar NOT NULL DEFAULT '',
        resolution_no varchar NOT NULL DEFAULT '',
        resolved_on date,
        reason varchar NOT NULL DEFAULT '',
        membership_id varchar REFERENCES memberships
    )
    """,
    "CREATE INDEX applications_by_fund ON applications (fund_id, application_id)",
    """
    CREATE UNIQUE INDEX applications_waiting_once ON applications (person_id, fund_id)
    WHERE state IN ('applied', 'approved')
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
