"""Keep the plan a member pays by, and from which day on."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE chosen_plans (
        membership_id varchar NOT NULL,
        from_day date NOT NULL,
        fund_id varchar NOT NULL REFERENCES funds,
        period_days integer,
        chosen_by varchar NOT NULL,
        chosen_at timestamptz NOT NULL,
        PRIMARY KEY (membership_id, from_day)
    )
    """,
    "ALTER TABLE chosen_plans ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON chosen_plans USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "chosen_plans")
