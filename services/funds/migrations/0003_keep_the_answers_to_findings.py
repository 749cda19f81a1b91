"""Keep beside a regulation what its committee answered to each finding of the checker."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE regulations ADD COLUMN findings_answered jsonb NOT NULL DEFAULT '{}'")
