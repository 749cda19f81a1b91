"""Open the register: persons, memberships, rows that wait, readings."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE persons (
        person_id varchar PRIMARY KEY,
        title varchar NOT NULL,
        first varchar NOT NULL,
        last varchar NOT NULL,
        cid_sealed bytea,
        cid_blind bytea,
        birth_on date,
        birth_precision varchar NOT NULL,
        phone_sealed bytea,
        died_on date,
        registered_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX persons_by_cid ON persons (cid_blind)",
    """
    CREATE TABLE memberships (
        membership_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL,
        person_id varchar NOT NULL REFERENCES persons,
        member_no varchar NOT NULL,
        joined_on date NOT NULL,
        status varchar NOT NULL,
        died_on date,
        house_sealed bytea,
        house_blind bytea,
        beneficiary_sealed bytea,
        import_id varchar,
        UNIQUE (fund_id, member_no)
    )
    """,
    "CREATE INDEX memberships_of_person ON memberships (person_id)",
    """
    CREATE TABLE pending_rows (
        import_id varchar NOT NULL,
        place bigint NOT NULL,
        fund_id varchar NOT NULL,
        member_no varchar NOT NULL,
        name_sealed bytea NOT NULL,
        died_on date,
        open boolean NOT NULL,
        PRIMARY KEY (import_id, place)
    )
    """,
    "CREATE INDEX pending_rows_by_number ON pending_rows (fund_id, member_no)",
    """
    CREATE TABLE readings (
        reading_id varchar PRIMARY KEY,
        caller varchar NOT NULL,
        actor_id varchar NOT NULL,
        purpose varchar NOT NULL,
        subject varchar NOT NULL,
        person_ids varchar[] NOT NULL,
        call_id varchar NOT NULL,
        read_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX readings_of_persons ON readings USING gin (person_ids)",
)


def upgrade() -> None:
    steps.lay_messages(op)
    steps.lay_imports(op)
    for statement in _TABLES:
        op.execute(statement)
