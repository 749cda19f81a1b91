"""Keep the kinds of benefit a fund's regulation asks an age for: nobody else's is asked."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE funds ADD COLUMN aged_kinds varchar[] NOT NULL DEFAULT '{}'")
    op.execute("""
        UPDATE funds SET aged_kinds = asked.kinds FROM (
            SELECT fund_id, array_agg(DISTINCT kind) AS kinds
            FROM regulations, jsonb_each(rules -> 'benefits') AS each (kind, benefit)
            WHERE benefit -> 'age_min' IS NOT NULL OR benefit -> 'by_age' IS NOT NULL
            GROUP BY fund_id
        ) AS asked
        WHERE funds.fund_id = asked.fund_id
    """)
