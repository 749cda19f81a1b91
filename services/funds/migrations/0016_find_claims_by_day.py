"""Find a fund's claims by the day of what happened: a list asks for days, a pool for its year."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX claims_by_day ON claims (fund_id, event_on)")
