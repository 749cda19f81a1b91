"""Let the committee hear a claim that was filed late: who put its day off, and why."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE claims
            ADD COLUMN extended_by varchar NOT NULL DEFAULT '',
            ADD COLUMN extended_why varchar NOT NULL DEFAULT ''
    """)
