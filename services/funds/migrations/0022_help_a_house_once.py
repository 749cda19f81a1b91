"""Help a house once: keep which house a claim is of, as its register tells houses apart."""

from typing import Final

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_STEPS: Final = (
    "ALTER TABLE claims ADD COLUMN house varchar",
    "CREATE INDEX claims_of_house ON claims (fund_id, house, event_on) WHERE house IS NOT NULL",
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
