"""Keep what a fund did in a year: meetings, activities, problems."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE activities (
        word_id bigserial PRIMARY KEY,
        activity_id varchar NOT NULL,
        fund_id varchar NOT NULL REFERENCES funds,
        kind varchar NOT NULL,
        day date NOT NULL,
        people integer,
        text varchar NOT NULL,
        recorded_by varchar NOT NULL,
        recorded_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX activities_by_fund ON activities (fund_id, activity_id, word_id)",
    "ALTER TABLE activities ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON activities USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "activities")
