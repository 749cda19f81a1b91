"""Help who is no member: a claim for a person, once for an event, seen across funds."""

from typing import Final

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_STATEMENTS: Final = (
    "ALTER TABLE claims ALTER COLUMN membership_id DROP NOT NULL, ADD COLUMN person_id varchar",
    """
    ALTER TABLE claims ADD CONSTRAINT claims_are_somebodys
        CHECK (num_nonnulls(membership_id, person_id) = 1)
    """,
    "CREATE INDEX help_by_person ON claims (person_id, event_on) WHERE person_id IS NOT NULL",
    """
    CREATE UNIQUE INDEX help_once ON claims (fund_id, person_id, event_on)
        WHERE person_id IS NOT NULL AND state NOT IN ('rejected', 'withdrawn')
    """,
    # As before, but for saying whose person is meant.
    """
    CREATE OR REPLACE FUNCTION claims_of_same_event
        (membership varchar, fund varchar, what varchar, from_day date, to_day date)
        RETURNS SETOF claims
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT claims.* FROM claims JOIN memberships AS theirs USING (membership_id)
        WHERE theirs.person_id = (SELECT mine.person_id FROM memberships AS mine
                                  WHERE mine.membership_id = membership)
          AND claims.fund_id <> fund AND claims.kind = what
          AND claims.state NOT IN ('rejected', 'withdrawn')
          AND (what = 'death' OR claims.event_on <= to_day
               AND claims.event_on + greatest(coalesce(claims.nights, 1), 1) - 1 >= from_day)
    $$
    """,
    # The same person's help in other funds, of the same day.
    """
    CREATE FUNCTION help_of_same_event(person varchar, fund varchar, day date)
        RETURNS SETOF claims
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT claims.* FROM claims
        WHERE person_id = person AND event_on = day AND fund_id <> fund
          AND state NOT IN ('rejected', 'withdrawn')
    $$
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
