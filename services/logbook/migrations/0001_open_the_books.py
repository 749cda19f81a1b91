"""Open the books: households, who lives in them, assessments, disclosures."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE households (
        household_id varchar PRIMARY KEY,
        house_sealed bytea NOT NULL,
        house_blind bytea NOT NULL,
        area_code varchar COLLATE "C" NOT NULL,
        address_sealed bytea,
        point_sealed bytea,
        tenure_sealed bytea,
        income_month_satang bigint,
        expense_month_satang bigint,
        debt_satang bigint,
        debt_source_sealed bytea,
        needs_sealed bytea,
        help_received_sealed bytea,
        waits boolean NOT NULL,
        import_id varchar,
        registered_by varchar NOT NULL,
        registered_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX households_by_house ON households (house_blind)",
    "CREATE INDEX households_by_area ON households (area_code, household_id)",
    """
    CREATE TABLE residents (
        household_id varchar NOT NULL REFERENCES households ON DELETE CASCADE,
        place smallint NOT NULL,
        person_id varchar,
        relation_sealed bytea,
        birth_on date,
        birth_precision varchar NOT NULL,
        groups_sealed bytea,
        disability_sealed bytea,
        chronic_disease_sealed bytea,
        PRIMARY KEY (household_id, place)
    )
    """,
    "CREATE UNIQUE INDEX residents_in_one_household ON residents (person_id)",
    """
    CREATE TABLE assessments (
        assessment_id varchar PRIMARY KEY,
        household_id varchar NOT NULL REFERENCES households ON DELETE CASCADE,
        round varchar NOT NULL,
        assessed_on date NOT NULL,
        indicator_set varchar NOT NULL,
        answers varchar NOT NULL,
        dimensions jsonb NOT NULL,
        assessor_sealed bytea,
        waits boolean NOT NULL,
        import_id varchar,
        recorded_by varchar NOT NULL,
        recorded_at timestamptz NOT NULL,
        UNIQUE (household_id, round)
    )
    """,
    """
    CREATE TABLE disclosures (
        disclosure_id varchar PRIMARY KEY,
        household_id varchar NOT NULL,
        caller varchar NOT NULL,
        actor_id varchar NOT NULL,
        purpose varchar NOT NULL,
        basis varchar NOT NULL,
        fields_told varchar[] NOT NULL,
        call_id varchar NOT NULL,
        told_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX disclosures_of_household ON disclosures (household_id, told_at)",
)

# Who was told stays told: a row once written is neither changed nor taken away.
_GUARDS: Final = (
    """
    CREATE FUNCTION disclosures_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a disclosure is a fact: it is neither changed nor deleted';
    END $$
    """,
    """
    CREATE TRIGGER disclosures_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosures
        FOR EACH STATEMENT EXECUTE FUNCTION disclosures_stay()
    """,
)


def upgrade() -> None:
    steps.lay_messages(op)
    steps.lay_imports(op)
    for statement in (*_TABLES, *_GUARDS):
        op.execute(statement)
