"""Keep plans: what a fund means to reach in a year."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE plans (
        plan_id bigserial PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        year integer NOT NULL,
        members integer NOT NULL,
        income_satang bigint NOT NULL,
        expense_satang bigint NOT NULL,
        set_by varchar NOT NULL,
        set_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX plans_by_fund ON plans (fund_id, year, plan_id)",
    "ALTER TABLE plans ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON plans USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "plans")
