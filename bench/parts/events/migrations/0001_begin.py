"""Begin."""

from alembic import op

from kernel.chassis import steps

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    steps.lay_messages(op)
    op.execute(
        "CREATE TABLE effects (event_id varchar PRIMARY KEY, membership_id varchar NOT NULL, "
        "fund_id varchar NOT NULL, person_id varchar NOT NULL, member_no varchar NOT NULL, "
        "joined_on date NOT NULL, status varchar NOT NULL)"
    )
