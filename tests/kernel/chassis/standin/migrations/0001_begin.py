"""Begin."""

from alembic import op

from kernel.chassis import steps

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    steps.lay_messages(op)
    op.execute("CREATE TABLE things (thing_id varchar PRIMARY KEY, times bigint NOT NULL)")
    op.execute(
        "CREATE TABLE effects (effect bigserial PRIMARY KEY, thing_id varchar NOT NULL, "
        "text varchar NOT NULL)"
    )
    op.execute("CREATE TABLE faults (text varchar PRIMARY KEY)")
