"""Pay a claim once and keep its receipt; papers, proxies, and claims of one event in two funds."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATEMENTS: Final = (
    """
    ALTER TABLE claims
        ADD COLUMN levied integer,
        ADD COLUMN accident boolean NOT NULL DEFAULT false,
        ADD COLUMN submitted_through varchar NOT NULL DEFAULT 'member',
        ADD COLUMN documents varchar[] NOT NULL DEFAULT '{}',
        ADD COLUMN attested varchar[] NOT NULL DEFAULT '{}',
        ADD COLUMN claimed_elsewhere boolean NOT NULL DEFAULT false
    """,
    "DROP INDEX claims_once",
    """
    CREATE UNIQUE INDEX claims_once ON claims (membership_id, kind, event_on)
        WHERE import_id IS NULL AND state NOT IN ('rejected', 'withdrawn')
    """,
    """
    CREATE TABLE payments (
        payment_id varchar PRIMARY KEY,
        claim_id varchar NOT NULL REFERENCES claims,
        fund_id varchar NOT NULL REFERENCES funds,
        amount_satang bigint NOT NULL,
        method varchar NOT NULL,
        receipt_no varchar NOT NULL,
        receiver varchar NOT NULL,
        paid_on date NOT NULL,
        paid_by varchar NOT NULL,
        entry_id varchar NOT NULL REFERENCES entries,
        void_entry_id varchar REFERENCES entries,
        voided_by varchar NOT NULL DEFAULT '',
        void_reason varchar NOT NULL DEFAULT '',
        UNIQUE (fund_id, receipt_no)
    )
    """,
    "CREATE UNIQUE INDEX payments_once ON payments (claim_id) WHERE void_entry_id IS NULL",
    "ALTER TABLE payments ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON payments USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
    steps.withhold(op, "DELETE", "payments")
