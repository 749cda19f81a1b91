"""Tally all years together too: who asks for no year then reads one row of a counter, not ten."""

from typing import Final

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Beside each level (the digits of its areas' codes) one of all years, in a fiscal year 0: apart
# from the years, so that whoever adds those up still may.
_STATEMENTS: Final = (
    "ALTER FUNCTION fiscal_year_of PARALLEL SAFE",
    "ALTER FUNCTION is_tallied PARALLEL SAFE",
    # A recount looks for the few entries that close a year, not for each posting's entry.
    "CREATE INDEX entries_that_close ON entries (entry_id) WHERE kind = 'closing'",
    # What is read together stands together: a level's areas, of one year.
    """
    ALTER TABLE tallies DROP CONSTRAINT tallies_pkey,
        ADD PRIMARY KEY (level, fiscal_year, area_code, counter)
    """,
    "ALTER TABLE tallies SET (fillfactor = 70)",
    """
    CREATE OR REPLACE FUNCTION counted_anew() RETURNS TABLE
        (level smallint, area_code varchar, fiscal_year integer, counter varchar, amount bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        WITH facts AS (
            SELECT fund_id, 0 AS fiscal_year, 'funds' AS counter, 1::bigint AS amount FROM funds
            UNION ALL
            SELECT fund_id, 0, 'members', count(*) FROM memberships
                WHERE status = 'active' GROUP BY fund_id
            UNION ALL
            SELECT fund_id, fiscal_year_of(coalesce(paid_on, event_on)), 'helped.' || kind, count(*)
                FROM claims WHERE state = 'paid' GROUP BY 1, 2, 3
            UNION ALL
            SELECT fund_id, fiscal_year_of(day), account, sum(amount_satang)::bigint
                FROM postings WHERE is_tallied(account)
                    AND NOT EXISTS (SELECT FROM entries WHERE entries.entry_id = postings.entry_id
                                    AND kind = 'closing')
                GROUP BY 1, 2, 3
        ), districts AS MATERIALIZED (
            SELECT left(coalesce(area_codes[1], ''), 4) AS area_code, fiscal_year, counter,
                   sum(amount) AS amount
            FROM facts JOIN funds USING (fund_id) GROUP BY 1, 2, 3
        )
        SELECT tier::smallint, left(districts.area_code, tier % 10),
               CASE WHEN tier < 10 THEN fiscal_year ELSE 0 END, counter, sum(amount)::bigint
        FROM districts, (VALUES (0), (2), (4), (10), (12), (14)) AS levels (tier)
        GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0
    $$
    """,
    """
    CREATE OR REPLACE FUNCTION fold_tallies(most integer) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
        folded integer;
    BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtext('fold_tallies')) THEN
            RETURN 0;
        END IF;
        WITH taken AS (
            DELETE FROM tally_changes WHERE change_id IN (
                SELECT change_id FROM tally_changes JOIN funds USING (fund_id)
                ORDER BY change_id LIMIT most
            ) RETURNING *
        ), kept AS (
            INSERT INTO tallies (level, area_code, fiscal_year, counter, amount)
                SELECT tier, left(coalesce(area_codes[1], ''), tier % 10),
                       CASE WHEN tier < 10 THEN fiscal_year ELSE 0 END, counter, sum(amount)
                FROM taken JOIN funds USING (fund_id),
                     (VALUES (0), (2), (4), (10), (12), (14)) AS levels (tier)
                GROUP BY 1, 2, 3, 4
            ON CONFLICT (level, fiscal_year, area_code, counter)
                DO UPDATE SET amount = tallies.amount + excluded.amount
        )
        SELECT count(*) INTO folded FROM taken;
        RETURN folded;
    END $$
    """,
    """
    INSERT INTO tallies (level, area_code, fiscal_year, counter, amount)
        SELECT level + 10, area_code, 0, counter, sum(amount) FROM tallies GROUP BY 1, 2, 4
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
