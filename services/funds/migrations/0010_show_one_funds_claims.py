"""Show a transaction one fund's claims, contributions and match, as it is shown one fund's books.

Rows then come by INSERT: the database refuses COPY into a table so guarded.
"""

from typing import Final

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OF_ONE_FUND: Final = (
    *("contributions", "claims"),
    *("match_eligible", "match_counts", "match_awards"),
)

# What must be known of other funds, and no more of them than that.
_ACROSS_FUNDS: Final = (
    """
    CREATE FUNCTION fund_of_claim(asked varchar) RETURNS varchar
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
        $$ SELECT fund_id FROM claims WHERE claim_id = asked $$
    """,
    # The same person's in other funds: a death, or a stay that overlaps these days.
    """
    CREATE FUNCTION claims_of_same_event
        (membership varchar, fund varchar, what varchar, from_day date, to_day date)
        RETURNS SETOF claims
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT claims.* FROM claims JOIN memberships USING (membership_id)
        WHERE person_id = (SELECT person_id FROM memberships WHERE membership_id = membership)
          AND claims.fund_id <> fund AND claims.kind = what
          AND claims.state NOT IN ('rejected', 'withdrawn')
          AND (what = 'death' OR claims.event_on <= to_day
               AND claims.event_on + greatest(coalesce(claims.nights, 1), 1) - 1 >= from_day)
    $$
    """,
    """
    CREATE FUNCTION match_totals(asked varchar)
        RETURNS TABLE (funds bigint, eligible bigint, awarded_satang bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT count(*), coalesce(sum(match_counts.eligible), 0)::bigint,
               (SELECT coalesce(sum(match_awards.awarded_satang - clawed_back_satang), 0)::bigint
                FROM match_awards WHERE round_id = asked)
        FROM match_counts WHERE round_id = asked
    $$
    """,
)


def upgrade() -> None:
    for statement in _ACROSS_FUNDS:
        op.execute(statement)
    for table in _OF_ONE_FUND:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"""
            CREATE POLICY of_one_fund ON {table} USING (
                fund_id = current_setting('kongbun.fund_id', true)
                OR current_setting('kongbun.fund_id', true) = '*'
            )
        """)
