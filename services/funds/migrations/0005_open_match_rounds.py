"""Open match rounds: terms, who counts, awards."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STEPS: Final = (
    "CREATE INDEX memberships_of_person ON memberships (person_id)",
    """
    CREATE TABLE match_rounds (
        round_id varchar PRIMARY KEY,
        fiscal_year integer NOT NULL,
        round_no integer NOT NULL,
        cut_off_on date NOT NULL,
        paid_from varchar NOT NULL,
        paid_to varchar NOT NULL,
        member_days_min integer NOT NULL,
        members_min integer NOT NULL,
        rate_satang bigint NOT NULL,
        member_cap_satang bigint NOT NULL,
        fund_ceiling_satang bigint,
        budget_satang bigint,
        opened_by varchar NOT NULL,
        opened_at timestamptz NOT NULL,
        UNIQUE (fiscal_year, round_no)
    )
    """,
    """
    CREATE TABLE match_eligible (
        round_id varchar NOT NULL REFERENCES match_rounds,
        person_id varchar NOT NULL,
        fund_id varchar NOT NULL,
        membership_id varchar NOT NULL,
        paid_satang bigint NOT NULL,
        PRIMARY KEY (round_id, person_id)
    )
    """,
    """
    CREATE INDEX match_eligible_by_fund ON match_eligible (round_id, fund_id, membership_id)
    """,
    """
    CREATE TABLE match_counts (
        round_id varchar NOT NULL REFERENCES match_rounds,
        fund_id varchar NOT NULL REFERENCES funds,
        eligible integer NOT NULL,
        paid_satang bigint NOT NULL,
        PRIMARY KEY (round_id, fund_id)
    )
    """,
    """
    CREATE TABLE match_awards (
        award_id varchar PRIMARY KEY,
        round_id varchar NOT NULL REFERENCES match_rounds,
        fund_id varchar NOT NULL REFERENCES funds,
        eligible integer NOT NULL,
        due_satang bigint NOT NULL,
        awarded_satang bigint NOT NULL,
        received_satang bigint NOT NULL,
        clawed_back_satang bigint NOT NULL,
        clawed_back_why varchar NOT NULL DEFAULT '',
        awarded_by varchar NOT NULL,
        awarded_at timestamptz NOT NULL,
        UNIQUE (round_id, fund_id)
    )
    """,
    "CREATE INDEX match_awards_by_fund ON match_awards (fund_id, award_id)",
    """
    CREATE FUNCTION a_count_is_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'who counted in a match round is never edited';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_are_never_edited BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION a_count_is_never_edited()
        """
        for table in ("match_eligible", "match_counts")
    ),
)


def upgrade() -> None:
    for statement in _STEPS:
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "match_eligible", "match_counts")
    steps.withhold(op, "DELETE", "match_rounds", "match_awards")
