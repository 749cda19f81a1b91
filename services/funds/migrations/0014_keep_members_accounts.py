"""Keep members' accounts, and the levies taken out of them."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE account_moves (
        entry_id varchar NOT NULL REFERENCES entries,
        membership_id varchar NOT NULL,
        fund_id varchar NOT NULL,
        day date NOT NULL,
        what varchar NOT NULL,
        amount_satang bigint NOT NULL,
        PRIMARY KEY (entry_id, membership_id)
    )
    """,
    "CREATE INDEX account_moves_of_member ON account_moves (membership_id, day)",
    """
    CREATE TABLE levies (
        levy_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        claim_id varchar NOT NULL REFERENCES claims,
        entry_id varchar NOT NULL REFERENCES entries,
        day date NOT NULL,
        payers integer NOT NULL,
        rate_satang bigint NOT NULL,
        taken_satang bigint NOT NULL,
        short integer NOT NULL,
        shortfall varchar NOT NULL,
        state varchar NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX levies_taken_once ON levies (claim_id) WHERE state = 'taken'",
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "account_moves")
    steps.withhold(op, "DELETE", "levies")
    for table in ("account_moves", "levies"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"""
            CREATE POLICY of_one_fund ON {table} USING (
                fund_id = current_setting('kongbun.fund_id', true)
                OR current_setting('kongbun.fund_id', true) = '*'
            )
        """)
