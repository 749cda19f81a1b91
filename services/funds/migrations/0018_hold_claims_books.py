"""Hold claims books until another than who brought one confirms it."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE claims_books (
        import_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        period varchar NOT NULL,
        claims integer NOT NULL,
        paid_satang bigint NOT NULL,
        due_satang bigint NOT NULL,
        last_paid_on date,
        flags jsonb NOT NULL,
        brought_by varchar NOT NULL,
        brought_at timestamptz NOT NULL,
        state varchar NOT NULL,
        decided_by varchar NOT NULL DEFAULT '',
        reason varchar NOT NULL DEFAULT '',
        book_rows jsonb NOT NULL
    )
    """,
    "CREATE INDEX claims_books_by_fund ON claims_books (fund_id, import_id)",
    "ALTER TABLE claims_books ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON claims_books USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "DELETE", "claims_books")
