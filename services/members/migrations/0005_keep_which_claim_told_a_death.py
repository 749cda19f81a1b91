"""Keep which claim told a death: withdrawn, it takes back that one, and none of a registrar."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE persons ADD COLUMN death_claim_id varchar")
