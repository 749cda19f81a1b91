"""Keep a person's sex and the village of a membership, for counting members by them.

The sex of who is there already follows from the title where it says so; the village stands sealed
in the house, and is empty until somebody tells it.
"""

from typing import Final

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STEPS: Final = (
    "ALTER TABLE persons ADD COLUMN sex varchar",
    "ALTER TABLE memberships ADD COLUMN village varchar NOT NULL DEFAULT ''",
    """
    UPDATE persons SET sex = CASE
        WHEN title IN ('นาย', 'เด็กชาย', 'พระ', 'พระครู', 'พระมหา', 'พระอธิการ', 'สามเณร') THEN 'male'
        WHEN title IN ('นาง', 'นางสาว', 'เด็กหญิง', 'แม่ชี', 'ว่าที่ร้อยตรีหญิง') THEN 'female'
    END
    """,
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
