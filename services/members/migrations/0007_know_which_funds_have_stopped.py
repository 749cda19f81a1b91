"""Know which funds have stopped: nobody is enrolled in one."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE stopped_funds (fund_id varchar PRIMARY KEY, stopped_on date NOT NULL)")
