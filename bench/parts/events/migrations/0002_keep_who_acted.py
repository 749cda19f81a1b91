"""Keep who asked each command, and what an operator gave up and why."""

from alembic import op

from kernel.chassis import steps

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    steps.keep_who_acted(op)
